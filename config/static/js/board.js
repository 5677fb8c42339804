// Betterments of the planning board: arrow keys between trainings, lines between those that overlap, dragging one to
// another day. Opening and moving are links and forms that work without any of it.

const NO_EVENT = "00000000-0000-0000-0000-000000000000";
const DRAG_FROM = 6;
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const SVG = "http://www.w3.org/2000/svg";

const boardOf = (element) => element?.closest?.("[data-board]");
const board = () => document.querySelector("[data-board]");
const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const stopsIn = (part) => [...part.querySelectorAll("[data-stop]")].filter(isShown);
const blocksOf = (event) => [...document.querySelectorAll(`[data-event="${event}"]`)].filter(isShown);

// Where the focus goes back to, and what is to stand there once it has come.
let opener = null;

// --- Keys ------------------------------------------------------------------------------------------------------------
function makeOnlyStop(stop) {
  for (const each of board()?.querySelectorAll("[data-stop]") ?? []) each.tabIndex = each === stop ? 0 : -1;
}

function stand(stop) {
  if (!stop) return;
  makeOnlyStop(stop);
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// The nearest cell of a row that has something, seen from a column.
function nearestIn(row, column, atEnd) {
  const filled = [...row.cells].filter((cell) => stopsIn(cell).length);
  filled.sort((one, two) => Math.abs(one.cellIndex - column) - Math.abs(two.cellIndex - column));
  return filled.length ? stopsIn(filled[0]).at(atEnd ? -1 : 0) : null;
}

function beside(stop, [down, across]) {
  const cell = stop.closest("td");
  const row = cell.parentElement;
  if (across) {
    for (let index = cell.cellIndex + across; index > 0 && index < row.cells.length; index += across) {
      const [first] = stopsIn(row.cells[index]);
      if (first) return first;
    }
    return null;
  }
  const here = stopsIn(cell);
  const within = here[here.indexOf(stop) + down];
  if (within) return within;
  const next = down < 0 ? "previousElementSibling" : "nextElementSibling";
  for (let other = row[next]; other; other = other[next]) {
    const found = nearestIn(other, cell.cellIndex, down < 0);
    if (found) return found;
  }
  return null;
}

function ofKey(stop, key) {
  if (key in ARROWS) return beside(stop, ARROWS[key]);
  const stops = stopsIn(stop.closest("tr"));
  if (key === "Home") return stops[0];
  return key === "End" ? stops.at(-1) : null;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === "Escape" && event.target.closest?.("#board-opened")) document.getElementById("opened-close")?.click();
  if (!event.target.matches?.("[data-stop]") || !boardOf(event.target)) return;
  if (event.key === "m" || event.key === "M") {
    if (!event.target.dataset.session) return;
    event.preventDefault();
    openMove(event.target, "");
    return;
  }
  const stop = ofKey(event.target, event.key);
  if (!(event.key in ARROWS) && !stop) return;
  event.preventDefault();
  stand(stop);
});

// --- Opening and moving ----------------------------------------------------------------------------------------------
function openMove(block, day) {
  opener = block.dataset.event;
  const address = block.closest("[data-moves]").dataset.moves.replace(NO_EVENT, block.dataset.event);
  const wanted = day ? `&day=${day}` : "";
  htmx.ajax("GET", `${address}&session=${block.dataset.session}${wanted}`, { target: "#board-opened", swap: "innerHTML show:none" });
}

document.addEventListener("click", (event) => {
  const block = event.target.closest?.("[data-event]");
  if (block && boardOf(block)) opener = block.dataset.event;
});

function markOpened() {
  const shown = document.querySelector("#board-opened [data-close]")?.dataset.close;
  for (const block of document.querySelectorAll("[data-event]")) {
    if (block.dataset.event === shown) block.setAttribute("aria-current", "true");
    else block.removeAttribute("aria-current");
  }
  light(shown);
}

function afterOpening(panel) {
  markOpened();
  const heading = panel.querySelector("#opened-title");
  if (heading && !panel.contains(document.activeElement)) heading.focus({ preventScroll: true });
  if (!heading && opener) {
    const [block] = blocksOf(opener);
    stand(block);
    opener = null;
  }
}

// --- Lines -----------------------------------------------------------------------------------------------------------
// For each overlap the two blocks that lie nearest to each other, of two different trainings. A mark says the case, how
// grave it is, and whether its page may be opened.
function pairs() {
  const sides = new Map();
  for (const block of board()?.querySelectorAll("[data-overlaps]") ?? []) {
    if (!isShown(block)) continue;
    for (const mark of block.dataset.overlaps.split(" ")) sides.set(mark, [...(sides.get(mark) ?? []), block]);
  }
  return [...sides].map(([mark, blocks]) => ({ mark, pair: nearest(blocks) })).filter(({ pair }) => pair);
}

function nearest(blocks) {
  let best = null;
  const [first] = blocks;
  const others = blocks.filter((block) => block.dataset.event !== first.dataset.event);
  for (const one of blocks.filter((block) => block.dataset.event === first.dataset.event)) {
    for (const two of others) {
      const [a, b] = [one.getBoundingClientRect(), two.getBoundingClientRect()];
      const far = Math.abs(a.left - b.left) + Math.abs(a.top - b.top);
      if (!best || far < best.far) best = { far, pair: [one, two] };
    }
  }
  return best?.pair;
}

function curve(one, two, origin) {
  const [a, b] = [one.getBoundingClientRect(), two.getBoundingClientRect()];
  const side = a.left <= b.left ? 1 : -1;
  const isBelow = Math.abs(a.left - b.left) < 8;
  const from = { x: (side > 0 && !isBelow ? a.right : a.left) - origin.x, y: a.top + a.height / 2 - origin.y };
  const to = { x: (side > 0 && !isBelow ? b.left : isBelow ? b.left : b.right) - origin.x, y: b.top + b.height / 2 - origin.y };
  const bend = isBelow ? -18 : Math.max(12, Math.abs(to.x - from.x) / 3) * side;
  const back = isBelow ? -18 : -bend;
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x + back} ${to.y} ${to.x} ${to.y}`;
}

function drawLines() {
  const scroll = board();
  const drawing = scroll?.querySelector("[data-board-lines]");
  if (!drawing) return;
  const frame = scroll.getBoundingClientRect();
  const origin = { x: frame.left + scroll.clientLeft - scroll.scrollLeft, y: frame.top + scroll.clientTop - scroll.scrollTop };
  const table = scroll.querySelector("table");
  const ways = scroll.querySelector("[data-board-ways]");
  for (const each of [drawing, ways]) {
    each.setAttribute("width", table.offsetWidth);
    each.setAttribute("height", table.offsetHeight);
  }
  const drawn = pairs().map(({ mark, pair: [one, two] }) => {
    const [id, severity, open] = mark.split(":");
    const path = lineOf(curve(one, two, origin), `severity-${severity}`, `${one.dataset.event} ${two.dataset.event}`);
    return { path, way: open && wayOf(path, ways.dataset.case.replace(NO_EVENT, id)) };
  });
  drawing.replaceChildren(...drawn.map(({ path }) => path));
  ways.replaceChildren(...drawn.map(({ way }) => way).filter(Boolean));
  markOpened();
}

function lineOf(d, name, between) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", name);
  path.setAttribute("d", d);
  path.dataset.between = between;
  return path;
}

// For the mouse a broad line below the drawn one leads to the page of the overlap; for everybody the opened block does.
function wayOf(line, address) {
  const way = document.createElementNS(SVG, "a");
  way.setAttribute("href", address);
  way.setAttribute("tabindex", "-1");
  way.append(lineOf(line.getAttribute("d"), "", line.dataset.between));
  way.addEventListener("pointerenter", () => line.classList.add("is-lit"));
  way.addEventListener("pointerleave", markOpened);
  return way;
}

function light(event) {
  for (const path of document.querySelectorAll("[data-board-lines] path")) {
    path.classList.toggle("is-lit", Boolean(event) && path.dataset.between.includes(event));
  }
}

for (const [kind, lit] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]]) {
  document.addEventListener(kind, (event) => {
    const block = event.target.closest?.("[data-event]");
    if (!block || !boardOf(block)) return;
    if (lit) light(block.dataset.event);
    else markOpened();
  });
}

// --- Dragging --------------------------------------------------------------------------------------------------------
let drag = null;

function dayAt(cell, block) {
  const first = new Date(`${cell.dataset.first}T00:00Z`);
  if (board().querySelector("table.board-week")) {
    first.setUTCDate(first.getUTCDate() + ((new Date(`${block.dataset.day}T00:00Z`).getUTCDay() + 6) % 7));
  }
  return first.toISOString().slice(0, 10);
}

function cellUnder(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest?.("td.cell");
}

function begin(event) {
  const ghost = drag.block.parentElement.cloneNode(true);
  ghost.classList.add("drag-ghost");
  ghost.setAttribute("aria-hidden", "true");
  document.body.append(ghost);
  drag.block.parentElement.classList.add("dragged");
  drag.ghost = ghost;
  drag.block.setPointerCapture(event.pointerId);
}

function end() {
  drag.ghost?.remove();
  drag.block.parentElement.classList.remove("dragged");
  drag.cell?.classList.remove("drop-here");
  drag = null;
}

document.addEventListener("pointerdown", (event) => {
  const block = event.target.closest?.("[data-session]");
  if (!block || !boardOf(block) || event.button !== 0 || event.pointerType === "touch") return;
  drag = { block, x: event.clientX, y: event.clientY };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < DRAG_FROM) return;
  if (!drag.ghost) begin(event);
  drag.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
  const cell = cellUnder(event);
  if (cell === drag.cell) return;
  drag.cell?.classList.remove("drop-here");
  drag.cell = cell;
  cell?.classList.add("drop-here");
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { block, cell, ghost } = drag;
  end();
  if (!ghost) return;
  // The click that ends a drag opens nothing.
  const swallow = (click) => { click.preventDefault(); click.stopImmediatePropagation(); };
  block.addEventListener("click", swallow, { capture: true });
  setTimeout(() => block.removeEventListener("click", swallow, { capture: true }), 0);
  if (cell && cell !== block.closest("td")) openMove(block, dayAt(cell, block));
});

document.addEventListener("pointercancel", () => { if (drag) end(); });
// A link is not dragged as an address.
document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-session]")) event.preventDefault(); });

// --- Beginning -------------------------------------------------------------------------------------------------------
function prepare() {
  const scroll = board();
  if (!scroll) return;
  const explanation = document.querySelector("[data-board-keys]");
  explanation.hidden = false;
  scroll.setAttribute("aria-describedby", explanation.id);
  const stops = stopsIn(scroll);
  const today = scroll.querySelector(".cell.is-today:not(.is-empty)");
  if (!stops.some((stop) => stop.tabIndex === 0 && stop === document.activeElement)) {
    makeOnlyStop((today && stopsIn(today)[0]) ?? stops[0]);
  }
  drawLines();
}

// Today is in sight when the board is opened.
function showToday() {
  const scroll = board();
  const head = scroll?.querySelector(".head.is-today");
  const corner = scroll?.querySelector(".board-corner");
  if (!head || !corner || !isShown(head)) return;
  scroll.scrollLeft = Math.max(0, head.offsetLeft - corner.offsetWidth - head.offsetWidth);
}

document.addEventListener("htmx:afterSettle", (event) => {
  const { target } = event.detail;
  if (target.id === "board-opened") { afterOpening(document.getElementById("board-opened")); drawLines(); return; }
  prepare();
  if (target.id === "results") showToday();
  const more = target.id?.startsWith("cell-") && document.getElementById(target.id);
  if (more) stand(stopsIn(more)[0]);
});

new ResizeObserver(drawLines).observe(document.documentElement);
prepare();
showToday();
