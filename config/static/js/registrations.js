// The table of registrations: all of a page are chosen at once, and how many are chosen is said. Works without.

const tableOf = (element) => element?.closest?.("[data-registrations]");
const boxesOf = (form) => [...form.querySelectorAll("[name=id]")];

function tell(form) {
  const boxes = boxesOf(form);
  const chosen = boxes.filter((box) => box.checked).length;
  form.querySelector("[data-chosen-count]").textContent = chosen ? ` (${chosen})` : "";
  const all = form.querySelector("[data-choose-all]");
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

function begin() {
  for (const form of document.querySelectorAll("[data-registrations]")) {
    form.querySelector("[data-choose-all]").hidden = false;
    tell(form);
  }
}

// A range is chosen with the Shift key, as in a list of mails.
let last = null;
document.addEventListener("click", (event) => {
  const form = tableOf(event.target);
  if (!form || event.target.name !== "id") return;
  const boxes = boxesOf(form);
  if (event.shiftKey && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((one, two) => one - two);
    for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
    tell(form);
  }
  last = event.target;
});

document.addEventListener("change", ({ target }) => {
  const form = tableOf(target);
  if (!form) return;
  if ("chooseAll" in target.dataset) for (const box of boxesOf(form)) box.checked = target.checked;
  tell(form);
});

document.addEventListener("htmx:afterSettle", begin);
begin();
