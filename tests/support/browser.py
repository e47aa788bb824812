"""A real Chromium: what a page asked for, and where every element ended up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

#: Nothing moves while it is measured, and a lazy picture is loaded wherever it stands.
STILL = "*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent }"

# Scripts hear that an animation has started, and make what they need of it, before all of them are stopped.
START = """async () => {
  for (let frames = 0; frames < 6; frames += 1) await new Promise((done) => requestAnimationFrame(done));
}"""

BOXES = """() => [...document.querySelectorAll('*')].map((element) => {
  const box = element.getBoundingClientRect();
  const name = element.tagName + (element.id ? '#' + element.id : '');
  return [name, box.x + scrollX, box.y + scrollY, box.width, box.height];
})"""

# Pictures, films and fonts are there, and the layout is the same in two looks that lie two frames apart.
SETTLE = """async () => {
  for (const image of document.images) image.loading = 'eager';
  await Promise.allSettled([...document.images].map((image) => image.decode()));
  await Promise.allSettled([...document.querySelectorAll('video')].map((video) => video.readyState >= 1 || video.error
    || !video.currentSrc || new Promise((done) => {
      video.addEventListener('loadedmetadata', done);
      video.addEventListener('error', done);
    })));
  await document.fonts.ready;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const look = () => JSON.stringify([...document.querySelectorAll('*')].map((element) => {
    const box = element.getBoundingClientRect();
    return [element.tagName, box.x, box.y, box.width, box.height];
  }));
  for (let before = '', tries = 0; tries < 200; tries += 1) {
    await frame();
    await frame();
    const now = look();
    if (now === before) return;
    before = now;
  }
}"""

Box = tuple[str, float, float, float, float]


@dataclass(frozen=True)
class Look:
    """What a browser saw of one page: answers by path, each element's box (name, x, y, width, height), complaints."""

    answers: dict[str, int]
    boxes: list[Box]
    complaints: tuple[str, ...]


def open_page(browser: Browser, width: int, height: int = 900, *, scheme: str = "light") -> Page:
    """Return a page of that size in CSS pixels, with its own storage; it reaches loopback alone."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        service_workers="block",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.route(lambda url: urlsplit(url).hostname != "127.0.0.1", lambda route: route.abort())
    return page


def look_at(browser: Browser, base: str, path: str, width: int) -> Look:
    """Load ``base + path``, wait until pictures, videos and fonts are there, and measure every element."""
    page = open_page(browser, width)
    answers: dict[str, int] = {}
    complaints: list[str] = []
    page.on("response", lambda answer: _note(answers, base, answer))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(base + path, wait_until="load")
    page.evaluate(START)
    page.add_style_tag(content=STILL)
    page.evaluate(SETTLE)
    boxes: list[Box] = [tuple(box) for box in page.evaluate(BOXES)]
    page.context.close()
    return Look(answers, boxes, tuple(complaints))


def different_boxes(before: list[Box], after: list[Box]) -> list[str]:
    """Describe the elements whose box is not the same to the pixel."""
    return [
        f"{old[0]}: {old[1:]} became {new[1:]}"
        for old, new in zip(before, after, strict=True)
        if old[0] != new[0] or any(abs(x - y) > 0.01 for x, y in zip(old[1:], new[1:], strict=True))
    ]


def _note(answers: dict[str, int], base: str, answer: Response) -> None:
    # The browser itself asks for the page's icon, at a time of its own.
    if answer.request.resource_type != "other":
        # A cached or partial answer is the same success.
        answers[_place(base, answer.url)] = 200 if answer.status in {206, 304} else answer.status


def _place(base: str, url: str) -> str:
    return unquote(url.removeprefix(base)) if url.startswith(base) else url
