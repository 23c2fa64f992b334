// Comfort only: every page works without this.
"use strict";

const source = () => document.getElementById("source");

// When a source has been put beside the answer: show its marked words, and say which citation is open.
document.addEventListener("htmx:after:swap", () => {
  if (source()) show(source());
});

// One listener for all, so that it also serves citations on a page that is still being written.
document.addEventListener("click", (event) => {
  const pin = event.target.closest?.("a.pin");
  if (!pin || !source() || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.htmx.ajax("GET", pin.dataset.source, { target: "#source", swap: "innerHTML" });
  history.pushState(null, "", pin.href.split("#")[0]);
  for (const other of document.querySelectorAll("a.pin[aria-current]")) other.removeAttribute("aria-current");
  pin.setAttribute("aria-current", "true");
});

function show(pane) {
  const marked = pane.querySelector("mark");
  const text = pane.querySelector(".text");
  if (!marked || !text) return;
  if (getComputedStyle(pane).position === "static") {
    marked.scrollIntoView({ block: "center" });  // the source stands below the answer
    return;
  }
  text.scrollTop += marked.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 4;
}

addEventListener("popstate", () => location.reload());

const showFirst = () => {
  if (source()?.querySelector("mark")) show(source());
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", showFirst);
showFirst();

// Ctrl+Enter asks, in a box in which Enter makes a line.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.ask");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

// j and k go to the next and the previous citation, Escape back to the answer, / to the question.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
  const pins = [...document.querySelectorAll("a.pin")];
  const at = pins.findIndex((pin) => pin.getAttribute("aria-current"));
  if (event.key === "j" || event.key === "k") {
    const next = pins[event.key === "j" ? Math.min(at + 1, pins.length - 1) : Math.max(at - 1, 0)];
    if (!next) return;
    next.focus();
    next.click();
  } else if (event.key === "Escape") {
    (pins[Math.max(at, 0)] ?? document.getElementById("main"))?.focus();
  } else if (event.key === "/") {
    document.getElementById("words")?.focus();
  } else {
    return;
  }
  event.preventDefault();
});
