"""Real pictures in the built-in demo, in a real browser: nothing on a page moves."""

from __future__ import annotations

import io
import json
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFilter

from launcher.bundle.gallery import render_gallery
from launcher.bundle.read import open_bundle
from launcher.data import shipped
from launcher.site.serve import make_server
from launcher.site.slots import read_slots
from tests.support.browser import different_boxes, look_at, open_page
from tests.support.command import launcher
from tests.support.noise import noise
from tests.support.servers import running
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("builtin-demo")

PAGES = ("index.html", "gallery/index.html", "blog/pain-in-the-butt/index.html")
FORMATS = ("JPEG", "PNG", "WEBP")


def photo(name: str, width: int, height: int, form: str) -> bytes:
    """Return a picture with soft shapes and grain, another one for each name."""
    seed = zlib.crc32(name.encode())
    image = Image.new("RGB", (width, height), (90 + seed % 100, 90 + seed // 100 % 100, 90 + seed // 9999 % 100))
    pen = ImageDraw.Draw(image)
    for step in range(12):
        place = (seed >> step) % width, (seed >> (step + 7)) % height
        side = 20 + (seed >> step) % (width // 3)
        box = (place[0] - side, place[1] - side, place[0] + side, place[1] + side)
        pen.ellipse(box, fill=((seed >> step) % 255, (seed >> (step + 3)) % 255, 20 * step))
    soft = image.filter(ImageFilter.GaussianBlur(4))
    output = io.BytesIO()
    Image.blend(soft, noise((width, height)).convert("RGB"), 0.12).save(output, form)
    return output.getvalue()


def listen(page: Page) -> list[str]:
    """Return what the page will complain about."""
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("put") / "demo.launcher.zip"
    packed = launcher("pack", shipped("demo_content"), "-o", file)
    assert packed.code == 0, packed.err
    return file


def test_no_box_moves_when_every_picture_is_replaced(bundle: Path, tmp_path: Path, browser: Browser) -> None:
    site = tmp_path / "site"
    assert launcher("install", bundle, site, "--yes").code == 0
    slots = [slot for picture in read_slots(site).pictures for slot in picture.slots if slot.entry.recipe]
    assert len(slots) >= 25
    photos: dict[str, str | bytes] = {}
    for number, slot in enumerate(slots):
        form = FORMATS[number % 3]
        # Of another shape and size than the slot, flat in the folder where the name is enough.
        name = slot.path.with_suffix(f".{form.lower()}")
        photos[str(name)] = photo(str(name), 700 + 40 * (number % 5), 500 + 90 * (number % 4), form)
    mine = build_file_tree(tmp_path / "mine", photos)
    looks = [(page, width) for page in PAGES for width in (1280, 390)]
    server = make_server(site, 0)
    with running(server):
        before = {key: look_at(browser, server.url, *key) for key in looks}
        installed = {slot.path: (site / slot.path).read_bytes() for slot in slots}
        put = launcher("images", "put", site, "--from", mine, "--json")
        assert put.code == 0, put.err
        assert len(json.loads(put.out)["placed"]) == len(slots)
        assert all((site / path).read_bytes() != data for path, data in installed.items())
        for key in looks:
            after = look_at(browser, server.url, *key)
            assert different_boxes(before[key].boxes, after.boxes) == [], key
            assert after.answers == before[key].answers, key
            assert after.complaints == before[key].complaints, key


def test_the_gallery_shows_pages_filters_and_loads_pictures_as_they_come_into_view(
    bundle: Path, tmp_path: Path, browser: Browser
) -> None:
    with open_bundle(bundle) as reader:
        (tmp_path / "gallery.html").write_text(render_gallery(reader))
        images = {str(entry.path) for entry in reader.manifest.images}
    for width, scheme in ((1280, "light"), (390, "dark")):
        page = open_page(browser, width, scheme=scheme)
        complaints = listen(page)
        page.unroute_all()
        page.goto((tmp_path / "gallery.html").as_uri())
        page.wait_for_function("document.querySelector('img').naturalWidth > 0")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].filter((image) => !image.src).length") > 50
        names = page.evaluate("[...document.querySelectorAll('strong')].map((name) => name.textContent)")
        assert {str(PurePosixPath(name.split(" (")[0])) for name in names} == images
        page.get_by_role("searchbox").fill("team anna-nobody")
        assert page.get_by_text("Nothing here has these words").is_visible()
        page.get_by_role("searchbox").fill("texture-linen")
        assert page.locator("li[data-tag]:visible").count() >= 1
        # What is out of view is not laid out, so its text is read from the document.
        assert "background of" in (page.locator("li[data-tag]:visible").first.text_content() or "")
        page.get_by_label("placeholder").uncheck()
        assert page.locator("li[data-tag]:visible").count() == 0
        page.get_by_label("placeholder").check()
        page.get_by_label("actual size").check()
        page.wait_for_function("[...document.images].some((image) => image.checkVisibility() && image.width === 240)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert complaints == []
        page.context.close()
