"""A demo whose pictures lie on other hosts, installed, in a real browser: it asks nobody, and nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.support.browser import BOXES, SETTLE, STILL, different_boxes, open_page
from tests.support.command import launcher
from tests.support.demos import LAUNCHER_YAML, photograph
from tests.support.servers import serve_folder
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.support.browser import Box

# Where a picture was, the same picture as a file with its real size, and that size.
PICTURES = {
    "https://photos.example/hero-1200x500.jpg": ("hero.jpg", (1200, 500)),
    "https://images.unsplash.com/photo-15?w=640&h=360&token=secret": ("landscape.jpg", (640, 360)),
    "https://picsum.photos/id/3/300/200": ("small.jpg", (300, 200)),
    "https://www.gravatar.com/avatar/205e460b479e2e5b48aec07710c08d50?s=96": ("face.jpg", (96, 96)),
    "//cdn.example/render/17": ("attributes.jpg", (320, 180)),
    "https://photos.example/poster": ("poster.jpg", (1280, 720)),
    "https://photos.example/tile-64x48.png": ("tile.png", (64, 48)),
    "https://placehold.co/200x120": ("later.jpg", (200, 120)),
}
HERO, LANDSCAPE, SMALL, FACE, ATTRIBUTES, POSTER, TILE, LATER = PICTURES
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hot</title>
<meta property="og:image" content="{HERO}"><link rel="stylesheet" href="css/hot.css"></head>
<body><p><img src="{HERO}" alt=""></p><p><img src="{LANDSCAPE.replace("&", "&amp;")}" alt="">
<img srcset="{SMALL} 1x" src="{SMALL}" alt=""><img src="{FACE}" alt=""></p>
<p><img src="{ATTRIBUTES}" width="320" height="180" alt=""></p><video poster="{POSTER}"></video>
<p class="tile">Tile</p><p id="later"></p><script src="js/later.js"></script></body></html>
"""
STYLE = f".tile {{ width: 200px; height: 96px; background: url({TILE}) }} video {{ width: 320px }}"
SCRIPT = f"const image = new Image(); image.src = '{LATER}'; document.getElementById('later').append(image);"


def look(browser: Browser, folder: Path) -> tuple[list[Box], list[str]]:
    """Return every box of the page, and every address that the browser asked for."""
    asked: list[str] = []
    with serve_folder(folder) as base:
        page = open_page(browser, 1300)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(base + "index.html", wait_until="load")
        page.add_style_tag(content=STILL)
        page.evaluate(SETTLE)
        boxes: list[Box] = [tuple(box) for box in page.evaluate(BOXES)]
        broken = page.evaluate("[...document.images].filter((image) => !image.naturalWidth).map((image) => image.src)")
        page.context.close()
    assert broken == []
    return boxes, asked


def with_local_pictures(name: str, text: str) -> str:
    local = text
    for url, (file, _) in PICTURES.items():
        local = local.replace(url.replace("&", "&amp;"), f"{'../' if name.startswith('css') else ''}{file}")
    return local


def test_an_installed_page_asks_no_other_host_and_keeps_its_layout(tmp_path: Path, browser: Browser) -> None:
    texts = {"index.html": PAGE, "css/hot.css": STYLE, "js/later.js": SCRIPT}
    demo = build_file_tree(tmp_path / "demo", {"launcher.yaml": LAUNCHER_YAML, **texts})
    # The same page with the pictures in it, each of its real size.
    local: dict[str, str | bytes] = {name: with_local_pictures(name, text) for name, text in texts.items()}
    forms = {"jpg": "JPEG", "png": "PNG"}
    local |= {file: photograph(*size, forms[file.rpartition(".")[2]]) for file, size in PICTURES.values()}
    original = build_file_tree(tmp_path / "original", local)

    packed = launcher("pack", demo, "-o", tmp_path / "hot.zip", "-q")
    assert packed.code == 0, packed.err
    valid = launcher("validate", tmp_path / "hot.zip", "--strict")
    assert valid.code == 0, valid.out
    installed = launcher("install", tmp_path / "hot.zip", tmp_path / "site", "--yes")
    assert installed.code == 0, installed.err

    before, _ = look(browser, original)
    after, asked = look(browser, tmp_path / "site")
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    assert sum("launcher-remote/" in url for url in asked) >= len(PICTURES)
    assert different_boxes(before, after) == []
    assert b"secret" not in (tmp_path / "hot.zip").read_bytes()
