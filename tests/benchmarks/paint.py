"""Pages in Chromium: first and largest paint, layout shift, bytes over the wire and requests, with nothing cached."""

import shutil
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from tests.benchmarks import web
from tests.benchmarks.measuring import Row, Section

TIMES = 5
BASE = "healthz"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")
SCREENS = {"phone": (390, 844), "desk": (1280, 900)}
HEAVIEST_KB, MOST_SHIFT = 150.0, 0.0
# Watches from the first moment on; the reading scrolls to the end, so that late shifts count too.
WATCH = """
window.seen = {largest: 0, shift: 0};
new PerformanceObserver(list => { for (const each of list.getEntries()) seen.largest = each.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const each of list.getEntries()) seen.shift += each.value; })
  .observe({type: 'layout-shift', buffered: true});
"""
READ = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)));
  await frame();
  window.scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'});
  await frame();
  await frame();
  const first = performance.getEntriesByName('first-contentful-paint')[0];
  return {first: first ? first.startTime : 0, ...window.seen};
}"""


@dataclass(frozen=True, slots=True)
class Painted:
    """Milliseconds, kilobytes (compressed, with headers), requests, and the cumulative layout shift."""

    first: float
    largest: float
    kilobytes: float
    requests: int
    shift: float


def measure() -> Section:
    with web.server("config.wsgi:application") as port, sync_playwright() as playwright:
        executable = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        return section(browser, f"http://localhost:{port}")


def section(browser: Browser, address: str) -> Section:
    """Every page on every screen, in turn with a page of plain text, so that the host's mood hits both."""
    found: dict[str, Painted] = {}
    rows = []
    for name, path in _pages(browser, address).items():
        for screen, size in SCREENS.items():
            rounds = [
                (_open(browser, f"{address}{path}", size), _open(browser, f"{address}/{BASE}", size))
                for _ in range(TIMES)
            ]
            ours = _median([mine for mine, _base in rounds])
            base = _median([theirs for _mine, theirs in rounds])
            label = f"{name}, {screen}"
            found[label] = ours
            rows.append(Row(label, ours.first, base.first, "ms", ours.first / base.first, _words(ours)))
    heavy = [label for label, each in found.items() if each.kilobytes > HEAVIEST_KB]
    moving = [label for label, each in found.items() if each.shift > MOST_SHIFT]
    remarks = [
        "First paint; nothing cached, a new browser context each time.",
        f"Heavier than {HEAVIEST_KB:.0f} kB: {', '.join(heavy) or 'none'}; shifting: {', '.join(moving) or 'none'}.",
    ]
    figures = {label: asdict(each) for label, each in found.items()}
    return Section("paint", "Pages in Chromium", f"/{BASE}, which is plain text", rows, remarks, figures)


def _pages(browser: Browser, address: str) -> dict[str, str]:
    """The pages by name; the training is the first that one can register for."""
    page = browser.new_page()
    page.goto(f"{address}/fi/events/?open=1")
    training = page.locator(".training h3 a").first.get_attribute("href") or ""
    page.close()
    return {
        "front": "/fi/",
        "list": "/fi/events/",
        "month": "/fi/events/?view=month",
        "week": "/fi/events/?view=week",
        "training": training,
        "register": f"{training}register/",
    }


def _open(browser: Browser, url: str, size: tuple[int, int]) -> Painted:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes = _watch_network(session)
    page.add_init_script(WATCH)
    page.goto(url, wait_until="load")
    seen: dict[str, Any] = page.evaluate(READ)
    context.close()
    return Painted(
        seen["first"], max(seen["largest"], seen["first"]), sum(sizes()) / 1000, len(sizes()), round(seen["shift"], 4)
    )


def _watch_network(session: CDPSession) -> Callable[[], list[float]]:
    """Answer a function that says how many bytes each answer so far was on the wire."""
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    return lambda: sizes


def _median(found: Sequence[Painted]) -> Painted:
    return Painted(
        first=statistics.median(each.first for each in found),
        largest=statistics.median(each.largest for each in found),
        kilobytes=statistics.median(each.kilobytes for each in found),
        requests=max(each.requests for each in found),
        shift=max(each.shift for each in found),
    )


def _words(painted: Painted) -> str:
    return (
        f"largest {painted.largest:.0f} ms, {painted.kilobytes:.0f} kB in {painted.requests} requests, "
        f"shift {painted.shift:g}"
    )
