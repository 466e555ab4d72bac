/* Opens search: by its links, and by / f s as in Material. What search needs is fetched only then. */
const LINK = "a.atlas-open-search";
const links = document.querySelectorAll(LINK);

const open = (query) =>
  import("./search.js").then(
    (search) => search.open(query),
    () => links.length && location.assign(links[0].href),
  );

// Readers who speak to their machine can switch single keys off, in the dialog.
const keys = () => {
  try {
    return localStorage.getItem("atlas-keys") === "off" ? [] : ["/", "f", "s"];
  } catch {
    return ["/", "f", "s"];
  }
};

for (const link of links) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-haspopup", "dialog");
}

addEventListener("click", (event) => {
  if (!event.target.closest?.(LINK) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
});

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  const pressed = event.key === " " && target.matches?.(LINK);
  const typing = target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  if (!pressed && (typing || !keys().includes(event.key))) return;
  event.preventDefault();
  open();
});

addEventListener("submit", (event) => {
  if (!event.target.matches("form.atlas-open-search")) return;
  event.preventDefault();
  open(event.target.querySelector("input").value);
});
