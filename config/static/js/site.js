// Small betterments. Every page works without them.

const copy = async (holder) => {
  const address = holder.querySelector("input, textarea");
  try {
    await navigator.clipboard.writeText(address.value);
    holder.querySelector("[role=status]").textContent = holder.dataset.copied;
  } catch {
    address.focus();
    address.select();
  }
};
// What htmx brings has its button too.
const offerCopying = () => {
  for (const button of document.querySelectorAll("[data-copy] button")) button.hidden = false;
};
if (navigator.clipboard) {
  offerCopying();
  document.addEventListener("htmx:afterSwap", offerCopying);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copy] button");
    if (button) copy(button.closest("[data-copy]"));
  });
}

// The other languages show what this page shows, also after a part of it has changed the address.
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
});

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
