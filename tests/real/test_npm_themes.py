"""Themes that others made, as npm has them: the installed site looks like the original, to the pixel."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import different_boxes, look_at
from tests.support.command import launcher
from tests.support.npm import fetch_package
from tests.support.servers import serve_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

THEMES = {
    "startbootstrap-creative": "7.0.7",
    "startbootstrap-clean-blog": "6.0.9",
    "startbootstrap-agency": "7.0.12",
    "startbootstrap-coming-soon": "6.0.7",
    "startbootstrap-sb-admin-2": "4.1.4",
    "html5-boilerplate": "9.0.1",
}
WIDTHS = (1280, 390)
#: What these themes load from a service for sample photographs, before and after packing.
HOT_LINK = re.compile(rb"https://source\.unsplash\.com/[^\"]*|launcher-remote/[^\"]*")


@dataclass(frozen=True)
class Installed:
    original: Path
    site: Path
    pages: tuple[str, ...]


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in THEMES],
)
def theme(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, program: Callable[..., str]
) -> Installed:
    """Fetch a theme and take it the whole way: init, pack, validate, install."""
    name = request.param
    package = fetch_package(program("npm"), name, THEMES[name])
    place = tmp_path_factory.mktemp(name)
    source = place / "source"
    shutil.copytree(package, source)

    written = launcher("init", source)
    assert written.code == 0, written.err
    packed = launcher("pack", source, "-o", place / "theme.launcher.zip")
    assert packed.code == 0, packed.err
    valid = launcher("validate", place / "theme.launcher.zip")
    assert valid.code == 0, valid.out
    proven = launcher("prove", place / "theme.launcher.zip", source)
    assert (proven.code, proven.out) == (0, ""), proven.out
    installed = launcher("install", place / "theme.launcher.zip", place / "site", "--yes")
    assert installed.code == 0, installed.err
    pages = tuple(
        page.relative_to(package).as_posix()
        for page in sorted(package.rglob("*.html"))
        if "vendor" not in page.relative_to(package).parts
    )
    return Installed(package, place / "site", pages)


def test_every_html_page_of_the_theme_is_installed_under_its_path(theme: Installed) -> None:
    assert theme.pages
    for page in theme.pages:
        installed, original = (theme.site / page).read_bytes(), (theme.original / page).read_bytes()
        assert HOT_LINK.sub(b"", installed) == HOT_LINK.sub(b"", original)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_installed_site_looks_like_the_original_to_the_pixel(
    theme: Installed, browser: Browser, width: int
) -> None:
    with serve_folder(theme.original) as before, serve_folder(theme.site) as after:
        for page in theme.pages:
            original = look_at(browser, before, page, width)
            installed = look_at(browser, after, page, width)
            brought = {path for path in installed.answers if path.startswith("launcher-remote/")}
            assert {path: code for path, code in installed.answers.items() if path not in brought} == original.answers
            assert {installed.answers[path] for path in brought} <= {200}
            assert len(installed.boxes) == len(original.boxes), page
            assert different_boxes(original.boxes, installed.boxes) == [], page
