// Small betterments. Every page works without them.

for (const holder of document.querySelectorAll("[data-copy]")) {
  const button = holder.querySelector("button");
  const address = holder.querySelector("input");
  const status = holder.querySelector("[role=status]");
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address.value);
      status.textContent = holder.dataset.copied;
    } catch {
      address.focus();
      address.select();
    }
  });
}

for (const summary of document.querySelectorAll("[data-focus]")) summary.focus();

// What has been written in a form stays when the page changes its language.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = `written ${location.pathname.slice(3)}`;
  for (const [name, value] of JSON.parse(sessionStorage.getItem(key) ?? "[]")) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  sessionStorage.removeItem(key);
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", () => {
      // The messages follow the page's language.
      const written = [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "language"].includes(name));
      sessionStorage.setItem(key, JSON.stringify(written));
    });
  }
}
