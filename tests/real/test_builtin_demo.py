"""The built-in demo in a real browser: it works, it is accessible, and it shows what the ledger says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
import requests

from launcher.data import shipped
from launcher.site.serve import make_server
from tests.support.browser import SETTLE, open_page
from tests.support.command import launcher
from tests.support.npm import fetch_package
from tests.support.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("builtin-demo")

AXE_VERSION = "4.14.1"
ARTICLE = "blog/pain-in-the-butt/index.html"
CHECKED_BY_AXE = ("index.html", ARTICLE, "blog/index.html", "contact/index.html")
HREFS = "() => [...document.querySelectorAll('a[href], area[href]')].map((link) => link.getAttribute('href'))"
IMAGES = "() => [...document.images].map((image) => [image.currentSrc, image.naturalWidth, image.naturalHeight])"


@dataclass(frozen=True)
class Site:
    """The built-in demo, installed and served."""

    folder: Path
    url: str
    pages: tuple[str, ...]
    ledger: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("builtin")
    packed = launcher("pack", shipped("demo_content"), "-o", place / "demo.launcher.zip")
    assert packed.code == 0, packed.err
    valid = launcher("validate", "--strict", place / "demo.launcher.zip")
    assert valid.code == 0, valid.out
    folder = place / "site"
    installed = launcher("install", place / "demo.launcher.zip", folder, "--yes")
    assert installed.code == 0, installed.err
    manifest = json.loads(launcher("inspect", "--json", place / "demo.launcher.zip").out)
    pages = tuple(page.relative_to(folder).as_posix() for page in sorted(folder.rglob("*.html")))
    ledger = {entry["path"]: entry for entry in manifest["images"] if "inline" not in entry}
    server = make_server(folder, 0)
    with running(server):
        yield Site(folder, server.url, pages, ledger)


def is_redirect(site: Site, page: str) -> bool:
    return 'http-equiv="refresh"' in (site.folder / page).read_text()


def test_no_page_complains_fails_a_request_or_asks_another_host(site: Site, browser: Browser) -> None:
    for name in site.pages:
        if is_redirect(site, name):
            continue
        page = open_page(browser, 1280)
        trouble, hosts = watch(page)
        page.goto(site.url + name, wait_until="load")
        page.evaluate(SETTLE)
        assert trouble == [], name
        assert hosts == {"127.0.0.1"}, name
        page.context.close()


def watch(page: Page) -> tuple[list[str], set[str]]:
    """Return what the page will complain about, and the hosts that it will ask."""
    trouble: list[str] = []
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.update(filter(None, [urlsplit(request.url).hostname])))
    page.on("console", lambda line: trouble.append(line.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(f"{request.url}: {request.failure}"))
    page.on("response", lambda answer: trouble.extend([answer.url] if answer.status >= 400 else []))
    return trouble, hosts


def test_every_picture_has_the_size_that_the_ledger_says(site: Site, browser: Browser) -> None:
    page = open_page(browser, 1280)
    seen = set()
    for name in site.pages:
        if is_redirect(site, name):
            continue
        page.goto(site.url + name, wait_until="load")
        page.evaluate(SETTLE)
        for source, width, height in page.evaluate(IMAGES):
            path = unquote(source.removeprefix(site.url))
            entry = site.ledger[path]
            assert width > 0, f"{name}: {path} did not load"
            if entry["decision"] == "placeholder":
                assert (width, height) == (entry["width"], entry["height"]), f"{name}: {path}"
                seen.add(path)
    page.context.close()
    assert len(seen) >= 20


def test_every_link_on_every_page_resolves(site: Site) -> None:
    session = requests.Session()
    answers: dict[str, requests.Response] = {}
    for name in site.pages:
        html = (site.folder / name).read_text()
        base = site.url + name
        for href in re.findall(r"""<(?:a|area|link)\s[^>]*?\bhref="([^"]*)\"""", html):
            address, fragment = urldefrag(urljoin(base, href.replace("&amp;", "&")))
            if (
                urlsplit(address).scheme not in {"http", "https"}
                or urlsplit(address).netloc != urlsplit(site.url).netloc
            ):
                continue
            if address not in answers:
                answers[address] = session.get(address, timeout=30)
            assert answers[address].status_code == 200, f"{name}: {href}"
            if fragment:
                assert f'id="{unquote(fragment)}"' in answers[address].text, f"{name}: {href}"
    assert len(answers) > 30


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation(
    site: Site, browser: Browser, program: Callable[..., str], scheme: str, width: int
) -> None:
    axe = fetch_package(program("npm"), "axe-core", AXE_VERSION) / "axe.min.js"
    page = open_page(browser, width, scheme=scheme)
    for name in CHECKED_BY_AXE:
        page.goto(site.url + name, wait_until="load")
        page.evaluate(SETTLE)
        page.add_script_tag(path=axe)
        violations = page.evaluate("async () => (await axe.run()).violations")
        found = [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in violations]
        assert found == [], name
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_page_scrolls_sideways(site: Site, browser: Browser, width: int) -> None:
    page = open_page(browser, width)
    for name in site.pages:
        if is_redirect(site, name):
            continue
        page.goto(site.url + name, wait_until="load")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.context.close()


def test_nothing_moves_for_people_who_ask_for_less_motion(site: Site, browser: Browser) -> None:
    page = open_page(browser, 1280)
    page.goto(site.url + "index.html", wait_until="load")
    page.evaluate("""() => {
      window.moved = [];
      for (const kind of ['transitionrun', 'animationstart'])
        document.addEventListener(kind, (event) => window.moved.push(event.target.tagName), true);
    }""")
    page.set_viewport_size({"width": 320, "height": 900})
    page.evaluate(SETTLE)
    assert page.evaluate("window.moved") == []
    page.context.close()


def test_the_search_finds_the_article(site: Site, browser: Browser) -> None:
    page = open_page(browser, 1280)
    page.goto(site.url + "search/index.html")
    page.get_by_role("main").get_by_role("searchbox").fill("gluteus")
    page.keyboard.press("Enter")
    link = page.get_by_role("main").get_by_role("link", name=re.compile("pain in the butt", re.IGNORECASE)).first
    link.click()
    page.wait_for_url("**/" + ARTICLE)
    page.context.close()


def test_the_site_opens_from_the_disk_without_a_server(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    failures: list[str] = []
    page.on("requestfailed", lambda request: failures.append(f"{request.url}: {request.failure}"))
    page.goto((site.folder / "index.html").as_uri())
    # A page that is left while its pictures still load stops loading them, which is no failure of the site.
    page.evaluate(SETTLE)
    page.goto((site.folder / "search/index.html").as_uri() + "?q=piriformis")
    page.evaluate(SETTLE)
    page.get_by_role("main").get_by_role("link", name=re.compile("piriformis", re.IGNORECASE)).first.click()
    page.wait_for_url("**/blog/**")
    page.evaluate(SETTLE)
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != "serif"
    assert "piriformis" in page.title().lower()
    assert failures == []
    context.close()


def test_a_sub_menu_opens_and_closes_from_the_keyboard(site: Site, browser: Browser) -> None:
    page = open_page(browser, 1280)
    page.goto(site.url)
    button = page.locator("header nav button[aria-expanded]").first
    button.focus()
    assert button.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    page.context.close()


def test_the_phone_menu_opens_from_the_keyboard_and_leads_to_a_page(site: Site, browser: Browser) -> None:
    page = open_page(browser, 390)
    page.goto(site.url)
    tab_to(page, "document.activeElement.matches('header button[aria-controls][aria-expanded]')")
    page.keyboard.press("Enter")
    link = page.get_by_role("navigation").get_by_role("link", name="Contact").first
    assert link.is_visible()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/**")
    page.context.close()


def test_the_comment_form_can_be_filled_in_and_corrected_from_the_keyboard(site: Site, browser: Browser) -> None:
    page = open_page(browser, 1280)
    page.goto(site.url + ARTICLE)
    form = page.locator("form").filter(has=page.get_by_label("Comment")).first
    name = form.get_by_label("Name")
    name.focus()
    form.get_by_role("button", name=re.compile("comment|send|post", re.IGNORECASE)).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.form !== null && !document.activeElement.validity?.valid")
    for label, value in (("Name", "Ann"), ("Email", "ann@example.com"), ("Comment", "Thank you")):
        field = form.get_by_label(label).first
        field.focus()
        page.keyboard.type(value)
        assert field.input_value() == value
        assert field.evaluate("field => field.validity.valid")
    page.context.close()


def tab_to(page: Page, reached: str) -> None:
    """Press Tab until ``reached``, a JavaScript expression, is true."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            return
    pytest.fail(f"no Tab leads to: {reached}")
