"use strict";
// Details at once, where the browser's own titles take a second. Without script the titles stay.
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
document.body.append(tip);
const show = (mark, x, y) => {
  const title = mark.querySelector(":scope > title");
  if (title) {
    mark.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  const [first, ...rest] = mark.getAttribute("aria-label").split("\n");
  const head = document.createElement("b");
  head.textContent = first;
  tip.replaceChildren(head, document.createTextNode("\n" + rest.join("\n")));
  tip.hidden = false;
  const width = tip.offsetWidth, height = tip.offsetHeight;
  tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - width - 4)) + "px";
  tip.style.top = (y + 18 + height > innerHeight ? Math.max(4, y - height - 12) : y + 18) + "px";
};
document.addEventListener("pointermove", event => {
  const mark = event.target.closest(".mark");
  if (mark) show(mark, event.clientX, event.clientY);
  else tip.hidden = true;
});
document.addEventListener("scroll", () => { tip.hidden = true; }, true);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => { d.open = true; }));
for (const button of document.querySelectorAll("button[data-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.querySelectorAll("details.section").forEach(d => { d.open = button.dataset.open === "true"; }));
}
