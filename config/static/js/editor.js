// The editor of a training: what is typed is looked at while it is typed, and names grow a line for the next.

const PAUSE_MS = 450;
const form = document.querySelector("[data-editor]");

let pause;
function announce() {
  clearTimeout(pause);
  pause = setTimeout(() => form.dispatchEvent(new CustomEvent("live")), PAUSE_MS);
}

function growNames(input) {
  const names = input.closest("[data-names]");
  if (!names || !names.lastElementChild.value) return;
  const next = names.lastElementChild.cloneNode();
  next.removeAttribute("id");
  next.value = "";
  names.append(next);
}

for (const kind of ["input", "change"]) {
  form?.addEventListener(kind, ({ target }) => {
    growNames(target);
    if ("live" in target.dataset) announce();
  });
}

// A suggestion that is taken ticks its box where it stands; the next look takes it from the list.
form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  const box = button && form.querySelector(`[name="${button.dataset.take}"][value="${CSS.escape(button.dataset.code)}"]`);
  if (!box) return;
  event.preventDefault();
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!box.checked) box.click();
  box.focus();
  button.closest("li").remove();
});

// What a look brings unchanged stays as it is: nothing is said twice, and no button goes from under a finger.
const tidy = (html) => html.replace(/\s+/g, " ").trim();
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  // What is swapped whole comes in a fragment, which has no inner HTML of its own, and may have other attributes.
  if (!(detail.fragment instanceof Element)) return;
  if (tidy(detail.target.innerHTML) === tidy(detail.fragment.innerHTML)) detail.shouldSwap = false;
});

// Sessions that came or went by a button change as much as those that were typed.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.id !== "when") return;
  announce();
  detail.elt.querySelector("[data-focus]")?.focus();
  const rows = detail.elt.querySelectorAll(".session-row");
  const button = detail.requestConfig?.triggeringEvent?.submitter ?? detail.requestConfig?.elt;
  if (button?.value === "add") rows[rows.length - 1]?.querySelector("input[type=date]")?.focus();
});

// Leaving with something unsaved asks first.
let isDirty = false;
form?.addEventListener("input", () => { isDirty = true; });
form?.addEventListener("submit", () => { isDirty = false; });
addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
