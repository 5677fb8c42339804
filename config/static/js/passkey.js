// Passkeys: forms with data-passkey ask the browser for one before they are sent. `webauthnJSON` comes with allauth.

const options = document.getElementById("passkey-options");

async function wanted(form) {
  if (options) return JSON.parse(options.textContent);
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function asOwn(creation) {
  // The device keeps the key and asks for its owner: so it needs no address, and is two factors at once.
  creation.publicKey.authenticatorSelection = {
    ...creation.publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return creation;
}

async function credential(form) {
  const given = await wanted(form);
  return form.dataset.passkey === "add"
    ? window.webauthnJSON.create(asOwn(given.creation_options))
    : window.webauthnJSON.get(given.request_options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    button.setAttribute("aria-disabled", "true");
    try {
      form.elements.credential.value = JSON.stringify(await credential(form));
      form.submit();
    } catch {
      status.textContent = form.dataset.failed;
      button.removeAttribute("aria-disabled");
    }
  });
}
