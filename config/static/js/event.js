// The page of a training: sharing to an application, printing, and the way in kept at hand on a narrow screen.

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.closest("[hidden]").hidden = false;
  // Whoever closes the sheet again has changed their mind: nothing to tell.
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.title, url: button.dataset.address }).catch(() => {});
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", () => print());
}

const bar = document.querySelector("[data-register-bar]");
const card = document.querySelector(".register-box .button");
if (bar && card) {
  new IntersectionObserver(([entry]) => {
    bar.hidden = entry.isIntersecting;
    document.documentElement.classList.toggle("has-register-bar", !bar.hidden);
  }).observe(card);
}
