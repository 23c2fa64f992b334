// Comfort only: every page works without this.
"use strict";

const source = () => document.getElementById("source");
const pins = () => [...document.querySelectorAll("a.pin")].filter((pin) => pin.getClientRects().length);
let asPage = false;  // how sources are read: the next one opens in the same way

// When a source has been put beside the answer: show its marked words, and say which citation is open.
document.addEventListener("htmx:after:swap", () => {
  tellTimes();
  const pane = source() ?? document.querySelector("main.alone .source");
  if (pane) show(pane);
  if (pane) keepInSight(pane);
});

// One listener for all, so that it also serves citations on a page that is still being written.
document.addEventListener("click", (event) => {
  const key = event.target.closest?.("button[data-key]")?.dataset.key;
  if (key) return step(key);
  const pin = event.target.closest?.("a.pin");
  if (!pin || !source() || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.htmx.ajax("GET", pin.dataset.source + (asPage ? "?view=page" : ""), { target: "#source", swap: "innerHTML" });
  history.pushState(null, "", pin.href.split("#")[0]);
  for (const other of document.querySelectorAll("a.pin[aria-current]")) other.removeAttribute("aria-current");
  pin.setAttribute("aria-current", "true");
});

// The answer gets narrower once a source stands beside it: the citation that was chosen stays in sight.
function keepInSight(pane) {
  const pin = document.querySelector("a.pin[aria-current]");
  if (pin && getComputedStyle(pane).position !== "static") pin.scrollIntoView({ block: "nearest" });
}

function show(pane) {
  sayWhich(pane);
  if (pane.querySelector(".views")) asPage = Boolean(pane.querySelector(".sheet"));
  const picture = pane.querySelector(".sheet img");
  if (picture && !picture.complete) picture.parentNode.classList.add("waiting");
  const wanted = pane.querySelector(".now, .here") ?? pane.querySelector("mark, rect.cited");
  const part = pane.querySelector(".text, .page");
  if (!part) return;
  if (!wanted) {
    part.scrollTop = 0;
  } else if (getComputedStyle(pane).position === "static") {
    wanted.scrollIntoView({ block: "center" });  // the source stands below the answer
  } else {
    part.scrollTop += wanted.getBoundingClientRect().top - part.getBoundingClientRect().top - part.clientHeight / 4;
  }
}

// "cite 2 of 5" between the buttons that go from cite to cite.
function sayWhich(pane) {
  const bar = pane.querySelector(".cites");
  const all = pins();
  if (!bar || !all.length) return;
  const at = all.findIndex((pin) => pin.getAttribute("aria-current"));
  bar.hidden = false;
  bar.querySelector(".count").textContent = at < 0 ? "" : `cite ${at + 1} of ${all.length}`;
  bar.querySelector("[data-key=k]").disabled = at <= 0;
  bar.querySelector("[data-key=j]").disabled = at >= all.length - 1;
}

addEventListener("popstate", () => location.reload());

// Until a page is drawn its words stand where they are on it; if it cannot be drawn, they stay. No bubbling here.
for (const [event, state] of [["error", "undrawn"], ["load", ""]]) {
  document.addEventListener(event, ({ target }) => {
    const sheet = target.closest?.(".sheet");
    sheet?.classList.remove("waiting");
    if (state) sheet?.classList.add(state);
  }, true);
}

// An answer under way says each second how far it is. Where nothing more comes, the connection is lost (no event tells
// of it): as soon as the server answers, the page is read again, and goes on from the record.
const QUIET_SECONDS = 10;
let heard = Date.now();
const watching = setInterval(() => {
  const list = document.querySelector(".answer ol.said");
  if (!list && document.readyState === "loading") return;
  if (!list || list.querySelector(".end")) return clearInterval(watching);
  if (!list.dataset.watched) {
    list.dataset.watched = "true";
    new MutationObserver(() => { heard = Date.now(); }).observe(list, { childList: true });
  }
  if (Date.now() - heard < QUIET_SECONDS * 1000) return;
  clearInterval(watching);
  list.insertAdjacentHTML("beforeend", '<li class="progress">The connection was lost. Trying again…</li>');
  const retry = () => setTimeout(again, 2000);
  const again = () => fetch("/live").then((answer) => (answer.ok ? location.reload() : retry()), retry);
  again();
}, 1000);

// A list comes again in order once all of it is known: what was chosen before stays chosen.
function settle() {
  const [passing, list] = document.querySelectorAll(".answer ol.said");
  if (!list) return;
  const chosen = passing.querySelector("a.pin[aria-current]")?.getAttribute("href");
  passing.remove();
  const pin = chosen && [...list.querySelectorAll("a.pin")].find((one) => one.getAttribute("href") === chosen);
  pin?.setAttribute("aria-current", "true");
  pin?.scrollIntoView({ block: "nearest" });
  if (source()) sayWhich(source());
}

// Times in the reader's own time zone; the page has them in UTC. Written like every date here: 29 Nov 2026, 15:04.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const twoDigits = (number) => String(number).padStart(2, "0");
function tellTimes() {
  for (const time of document.querySelectorAll("time[datetime]:not([title], .dated)")) {
    const at = new Date(time.dateTime);
    const day = `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`;
    time.title = time.textContent;
    time.textContent = "day" in time.dataset ? day : `${day}, ${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
  }
}

document.addEventListener("pincite:times", tellTimes);  // words that another script put on the page

// An answer as text, with its citations and the number of its record.
const canCopy = Boolean(navigator.clipboard);
function offerCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !canCopy;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const answer = await fetch(button.dataset.copy);
  if (answer.ok) await navigator.clipboard.writeText(await answer.text());
  button.textContent = answer.ok ? "Copied" : "Not copied";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
});

const first = () => {
  tellTimes();
  for (const keys of document.querySelectorAll(".keys")) keys.hidden = false;
  offerCopies();
  settle();
  const pane = source() ?? document.querySelector("main.alone .source");
  if (pane) show(pane);
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", first);
first();

// Enter asks, and Shift+Enter begins a new line, in each box for a question. Enter that ends a word of an input method
// does neither.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("form.ask textarea");
  if (!box || event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  if (!event.repeat) box.form.requestSubmit();
});

// j and k go to the next and the previous citation or change, Escape back to the answer, / to the question.
function step(key) {
  const change = document.querySelector(`.changing a[data-key=${key}]`);
  if (change) return change.click();
  const all = pins();
  const at = all.findIndex((pin) => pin.getAttribute("aria-current"));
  if (key === "Escape") {
    (all[Math.max(at, 0)] ?? document.getElementById("main"))?.focus();
    return;
  }
  const next = all[key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0)];
  if (!next) return;
  next.focus();
  next.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isWriting = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape" && (!isWriting || isWriting.closest("#source"))) {
    step("Escape");
  } else if (isWriting) {
    return;
  } else if (event.key === "j" || event.key === "k") {
    step(event.key);
  } else if (event.key === "/") {
    document.getElementById("words")?.focus();
  } else {
    return;
  }
  event.preventDefault();
});

// An example goes into the question's box, to be asked or changed.
document.addEventListener("click", (event) => {
  const example = event.target.closest?.("a[data-question]");
  const words = document.getElementById("words");
  if (!example || !words || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  words.value = example.dataset.question;
  words.focus();
});
