// What somebody has unfolded stays unfolded when the part of the page it lies in comes anew.

let unfolded = [];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  unfolded = Array.from(detail.target.querySelectorAll("details[data-fold][open]"), (fold) => fold.dataset.fold);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const fold of document.querySelectorAll("details[data-fold]")) {
    if (unfolded.includes(fold.dataset.fold)) fold.open = true;
  }
});
