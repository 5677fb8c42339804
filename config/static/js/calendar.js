// Betterments of the month and week views: arrow keys between days, swiping between months. All works without them.

const SHORTEST_SWIPE = 60;
const LONGEST_SWIPE_MS = 700;
// Nearer to the edge a swipe is the browser's own: back and forward.
const EDGE = 24;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const TURNS = { PageUp: -1, PageDown: 1 };

// Where to stand once the next month or week has come.
let wanted = null;

const calendarOf = (element) => element.closest?.("[data-calendar]");
const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const keysOf = (calendar) => [...calendar.querySelectorAll("[data-day]")].filter(isShown);
const linkOf = (direction) => document.getElementById(direction < 0 ? "calendar-previous" : "calendar-next");

function moved(day, days) {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

// The same day of the month before or after, or the last one when that month is shorter.
function inAnotherMonth(day, months) {
  const [year, month, number] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(number, last))).toISOString().slice(0, 10);
}

function makeOnlyStop(keys, key) {
  for (const each of keys) each.tabIndex = each === key ? 0 : -1;
}

function prepare() {
  for (const calendar of document.querySelectorAll("[data-calendar]")) {
    const explanation = calendar.querySelector("[data-calendar-keys]");
    explanation.hidden = false;
    calendar.setAttribute("aria-describedby", explanation.id);
    const keys = keysOf(calendar);
    const links = keys.filter((key) => key.matches("a"));
    const today = keys.findIndex((key) => key.ariaCurrent === "date" || key.getAttribute("aria-current") === "date");
    makeOnlyStop(keys, links.find((key) => keys.indexOf(key) >= today) ?? links[0]);
  }
}

function stand(keys, day, direction) {
  const near = direction < 0 ? keys.findLast((key) => key.dataset.day <= day) : keys.find((key) => key.dataset.day >= day);
  const key = near ?? (direction < 0 ? keys[0] : keys.at(-1));
  if (key) makeOnlyStop(keys, key);
  (key ?? linkOf(direction))?.focus();
}

function turn(day, direction) {
  const link = linkOf(direction);
  if (!link) return;
  wanted = day && { day, direction };
  link.click();
}

function go(calendar, day, direction) {
  const keys = keysOf(calendar);
  const isBeyond = direction < 0 ? !keys.some((key) => key.dataset.day <= day) : !keys.some((key) => key.dataset.day >= day);
  if (isBeyond) turn(day, direction);
  else stand(keys, day, direction);
}

function target(day, key, isMonth) {
  const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
  if (key in STEPS) return [moved(day, STEPS[key]), Math.sign(STEPS[key])];
  if (key in TURNS) return [isMonth ? inAnotherMonth(day, TURNS[key]) : moved(day, 7 * TURNS[key]), TURNS[key]];
  // Within the week: what is not in this month is left alone.
  if (key === "Home") return [moved(day, -weekday), 1];
  if (key === "End") return [moved(day, 6 - weekday), -1];
  return [];
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const day = event.target.dataset?.day;
  const calendar = calendarOf(event.target);
  if (!day || !calendar) return;
  const [to, direction] = target(day, event.key, calendar.matches(".calendar-month"));
  if (!to) return;
  event.preventDefault();
  if (event.key === "Home" || event.key === "End") stand(keysOf(calendar), to, direction);
  else if (event.key in TURNS) turn(to, direction);
  else go(calendar, to, direction);
});

let touch = null;
document.addEventListener("touchstart", (event) => {
  const [finger] = event.touches;
  const isOurs = event.touches.length === 1 && calendarOf(event.target);
  const isInside = finger.clientX > EDGE && finger.clientX < window.innerWidth - EDGE;
  touch = isOurs && isInside ? { x: finger.clientX, y: finger.clientY, at: event.timeStamp } : null;
}, { passive: true });

document.addEventListener("touchend", (event) => {
  if (!touch || event.touches.length) return;
  const [finger] = event.changedTouches;
  const across = finger.clientX - touch.x;
  const down = Math.abs(finger.clientY - touch.y);
  const isSwipe = Math.abs(across) > Math.max(SHORTEST_SWIPE, 2 * down) && event.timeStamp - touch.at < LONGEST_SWIPE_MS;
  touch = null;
  if (isSwipe) turn(null, across > 0 ? -1 : 1);
}, { passive: true });

// A day that was opened shows what it held back: go there, not behind it.
function standInOpened(day) {
  const more = day.querySelector(".day-more[aria-expanded=true]");
  if (more) day.querySelector("[data-held-back] a")?.focus();
}

document.addEventListener("htmx:afterSettle", (event) => {
  prepare();
  const { target: swapped } = event.detail;
  if (swapped.matches?.(".day")) standInOpened(document.getElementById(swapped.id));
  const calendar = document.querySelector("[data-calendar]");
  if (wanted && calendar && swapped.id === "results") {
    stand(keysOf(calendar), wanted.day, wanted.direction);
    wanted = null;
  }
});

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, () => { wanted = null; });
}

prepare();
