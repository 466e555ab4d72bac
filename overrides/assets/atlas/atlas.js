/* Light or dark: the reader's own setting, or what was chosen here. */
const DARK = matchMedia("(prefers-color-scheme: dark)");
const switcher = document.querySelector(".atlas-scheme");
const chosen = (value) => {
  try {
    if (value) localStorage.setItem("atlas-scheme", value);
    return localStorage.getItem("atlas-scheme");
  } catch {
    return null; // a browser that keeps nothing
  }
};
const isDark = () => document.body.dataset.mdColorScheme === "slate";
const turn = (dark) => {
  document.body.dataset.mdColorScheme = dark ? "slate" : "default";
  switcher.setAttribute("aria-pressed", dark);
};

switcher.setAttribute("aria-pressed", isDark());
switcher.addEventListener("click", () => {
  turn(!isDark());
  chosen(isDark() ? "dark" : "light");
});
DARK.addEventListener("change", () => chosen() || turn(DARK.matches));

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

/* Beside the page, the contents show where the reader is: at the last heading above the middle of the window. */
const entries = [...document.querySelectorAll("#atlas-contents a")].map((link) => ({
  link,
  heading: document.getElementById(decodeURIComponent(link.hash.slice(1))),
}));
const follow = () => {
  const above = entries.filter(({ heading }) => heading?.getBoundingClientRect().top < innerHeight / 2);
  for (const entry of entries) {
    if (entry === above.at(-1)) entry.link.setAttribute("aria-current", "true");
    else entry.link.removeAttribute("aria-current");
  }
};
let waiting = 0;

if (entries.length && matchMedia("(min-width: 75em)").matches) {
  addEventListener("scroll", () => (waiting ||= requestAnimationFrame(() => ((waiting = 0), follow()))), { passive: true });
}
