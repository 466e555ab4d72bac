/* Frames that scroll sideways can be reached with the keyboard and say what they hold; those that don't stay silent. */
const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    for (const [name, value] of [
      ["tabindex", "0"],
      ["role", "region"],
      ["aria-label", target.querySelector("caption")?.textContent],
    ]) {
      if (scrolls && value) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }
});

for (const frame of document.querySelectorAll(".atlas-scroll")) watch.observe(frame);

/* On small screens the contents lie over the page; they go once something is chosen. */
document.getElementById("atlas-contents")?.addEventListener("click", (event) => {
  const contents = event.currentTarget;
  if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
});
