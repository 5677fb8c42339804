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
