"""The built-in demo on a real WordPress: what the static site shows, and what only a WordPress can."""

from __future__ import annotations

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
from tests.support.wordpress.cores import NEWER
from tests.support.wordpress.server import free_port, serving
from tests.support.wordpress.site import ADMIN, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.support.wordpress.site import Sites, WordPressSite

pytestmark = pytest.mark.xdist_group("wordpress-face")

AXE_VERSION = "4.14.1"
#: Pages of the static site and where WordPress has them.
PAGES = {
    "index.html": "/",
    "blog/index.html": "/blog/",
    "blog/page/2/index.html": "/blog/page/2/",
    "blog/pain-in-the-butt/index.html": "/blog/pain-in-the-butt/",
    "blog/piriformis/index.html": "/blog/piriformis/",
    "services/index.html": "/services/",
    "about/index.html": "/about/",
    "team/index.html": "/team/",
    "gallery/index.html": "/gallery/",
    "contact/index.html": "/contact/",
    "category/trigger-points/index.html": "/category/trigger-points/",
    "tag/sitting/index.html": "/tag/sitting/",
    "author/amara-lindqvist/index.html": "/blog/author/amara-lindqvist/",
}
ARTICLE = "/blog/pain-in-the-butt/"
#: One of each design, for a second look in the other scheme.
ON_A_PHONE = ("/", ARTICLE, "/blog/", "/services/", "/gallery/", "/contact/", "/blog/author/amara-lindqvist/")
CHECKED_BY_AXE = ("/", ARTICLE, "/blog/", "/contact/")
#: Parts whose place and size are the same on both sites, to a few pixels.
SAME_PARTS = {
    "/": ("h1", ".hero .lead", ".hero-picture img", ".where-card", ".service-card", ".footer-grid"),
    ARTICLE: ("h1", ".article-picture img", ".toc", ".prose", ".callout", ".teaser"),
    "/services/": ("h1", ".service-picture img", ".service-summary"),
    "/contact/": ("h1", ".form-columns", ".contact-side"),
}
BOX = "(element) => { const box = element.getBoundingClientRect(); return [box.x, box.width, box.height]; }"
#: Parts that say the same on both sites. WordPress makes typographic quotes of straight ones.
SAME_WORDS = ("h1", ".lead", ".prose", ".card-title", ".comment-body")
WORDS = """(elements) => elements.map((element) => element.innerText.replace(/[\u2018\u2019]/g, "'")
  .replace(/[\u201c\u201d\u2033]/g, '"').replace(/\\s+/g, ' ').trim())"""
INVALID_BLOCKS = """() => {
  const bad = (blocks) => blocks.flatMap((block) => [
    ...(block.isValid && !['core/missing', 'core/freeform'].includes(block.name) ? [] : [block.name]),
    ...bad(block.innerBlocks),
  ]);
  return bad(wp.data.select('core/block-editor').getBlocks());
}"""

#: Whether the editor would save what is stored. Before 6.6 it takes a class that it gives lists later for the author's.
AGAIN = """() => {
  const plain = (markup) => markup.replace(/,?"className":"wp-block-list"/g, '').replace(/ {}/g, '').trim();
  const stored = wp.data.select('core/editor').getCurrentPost().content;
  const shown = wp.blocks.serialize(wp.data.select('core/block-editor').getBlocks());
  return plain(shown) === plain(stored) ? '' : plain(shown);
}"""
#: A new WordPress has a post and two pages of its own.
EMPTY = """foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any']) as $post) {
    wp_delete_post($post->ID, true);
}"""


@dataclass(frozen=True)
class Face:
    """The demo as a WordPress, and as a static site, both served."""

    site: WordPressSite
    url: str
    static: str


@pytest.fixture(scope="module")
def face(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Face]:
    place = tmp_path_factory.mktemp("face")
    packed = launcher("pack", shipped("demo_content"), "-o", place / "demo.launcher.zip")
    assert packed.code == 0, packed.err
    port = free_port()
    site = sites.new(place / "wordpress", NEWER)
    address = f"http://127.0.0.1:{port}"
    site.configure(WP_HOME=address, WP_SITEURL=address, WP_HTTP_BLOCK_EXTERNAL=True, DISABLE_WP_CRON=True)
    site.php(EMPTY)
    for target in (site.folder, place / "static"):
        installed = launcher("install", place / "demo.launcher.zip", target, "--yes")
        assert installed.code == 0, installed.err
    server = make_server(place / "static", 0)
    with running(server), serving(site.folder, port, place / "php.log") as url:
        yield Face(site, url, server.url.rstrip("/"))


def watch(page: Page) -> list[str]:
    """Return what the page will complain about."""
    trouble: list[str] = []
    page.on("console", lambda line: trouble.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    # A page that is left while its film still loads stops loading it, which is no failure of the site.
    page.on("requestfailed", lambda request: None if request.resource_type == "media" else trouble.append(request.url))
    page.on("response", lambda answer: trouble.extend([answer.url] if answer.status >= 400 else []))
    return trouble


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_read_and_look_as_on_the_static_site_and_nobody_complains(
    face: Face, browser: Browser, program: Callable[..., str], width: int, scheme: str
) -> None:
    axe = fetch_package(program("npm"), "axe-core", AXE_VERSION) / "axe.min.js"
    there, here = open_page(browser, width, scheme=scheme), open_page(browser, width, scheme=scheme)
    trouble = watch(here)
    for static, path in PAGES.items():
        if width < 1000 and path not in ON_A_PHONE:
            continue
        there.goto(f"{face.static}/{static}", wait_until="load")
        here.goto(face.url + path, wait_until="load")
        for page in (there, here):
            page.evaluate(SETTLE)
        assert trouble == [], path
        for part in SAME_WORDS:
            assert words(here, part) == words(there, part), f"{path}: {part}"
        for part in SAME_PARTS.get(path, ()):
            assert box(here, part) == pytest.approx(box(there, part), abs=6, rel=0.02), f"{path}: {part}"
        if path in CHECKED_BY_AXE:
            here.add_script_tag(path=axe)
            violations = here.evaluate("async () => (await axe.run()).violations")
            found = [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in violations]
            assert found == [], path
        for narrow in {width, min(width, 320)}:
            here.set_viewport_size({"width": narrow, "height": 900})
            assert here.evaluate("document.documentElement.scrollWidth") <= narrow, path
        here.set_viewport_size({"width": width, "height": 900})
    for page in (there, here):
        page.context.close()


def words(page: Page, part: str) -> list[str]:
    found: list[str] = page.locator(f"main {part}").evaluate_all(WORDS)
    return found


def box(page: Page, part: str) -> list[float]:
    found: list[float] = page.locator(part).first.evaluate(BOX)
    return found


def test_every_link_and_picture_of_the_pages_is_there(face: Face) -> None:
    session = requests.Session()
    known: dict[str, requests.Response] = {}
    for path in PAGES.values():
        page = session.get(face.url + path, timeout=60)
        assert page.status_code == 200, path
        for found in re.findall(
            r'<(?:a|img|link|source|video|script)\s[^>]*?\b(?:href|src|poster)="([^"]*)"', page.text
        ):
            address, fragment = urldefrag(urljoin(face.url + path, found.replace("&#038;", "&").replace("&amp;", "&")))
            if not address.startswith(face.url) or "/wp-json/" in address or "replytocom" in address:
                continue
            if address not in known:
                known[address] = session.get(address, timeout=60)
            assert known[address].status_code == 200, f"{path}: {found}"
            if fragment:
                assert f'id="{unquote(fragment)}"' in known[address].text, f"{path}: {found}"
    assert len(known) > 60


def test_the_menu_opens_from_the_keyboard_on_a_desktop_and_on_a_phone(face: Face, browser: Browser) -> None:
    page = open_page(browser, 1280)
    page.goto(face.url, wait_until="load")
    button = page.locator("header .wp-block-navigation-submenu__toggle").first
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("link", name="Sports massage").first.is_visible()
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    page.context.close()
    phone = open_page(browser, 390)
    phone.goto(face.url, wait_until="load")
    opener = phone.locator("header .wp-block-navigation__responsive-container-open")
    opener.focus()
    phone.keyboard.press("Enter")
    phone.locator("header .is-menu-open").get_by_role("link", name="Gallery").click()
    phone.wait_for_url("**/gallery/")
    phone.context.close()


def test_a_comment_waits_for_the_owner_and_is_shown_then(face: Face, browser: Browser) -> None:
    page = open_page(browser, 1280)
    page.goto(face.url + ARTICLE, wait_until="load")
    form = page.locator("form#commentform")
    assert '<blockquote cite="">' in form.inner_text()
    for label, value in (("Name", "Ann"), ("Email", "ann@example.com"), ("Comment", "A <strong>real</strong> one.")):
        form.get_by_label(re.compile(f"^{label}")).fill(value)
    form.get_by_role("button", name="Send the comment").click()
    page.wait_for_load_state("load")
    assert "awaiting moderation" in page.locator(".comments").inner_text()
    wanted = "['status' => 'hold', 'author_email' => 'ann@example.com', 'fields' => 'ids']"
    (found,) = face.site.php(f"return get_comments({wanted});")
    face.site.php("wp_set_comment_status($given['comment'], 'approve');", comment=found)
    page.context.clear_cookies()
    page.goto(face.url + ARTICLE, wait_until="load")
    assert page.locator(".comment-body strong", has_text="real").count() == 1
    face.site.php("wp_delete_comment($given['comment'], true);", comment=found)
    page.context.close()


def test_search_feed_interface_redirects_and_the_page_of_what_is_not_there(face: Face) -> None:
    def get(path: str) -> requests.Response:
        return requests.get(face.url + path, timeout=60)

    assert "taken literally" in get("/?s=wallet").text
    assert "No pages for" in get("/?s=xylophone").text
    feed = get("/feed/")
    assert feed.headers["Content-Type"].startswith("application/rss+xml")
    assert feed.text.count("<item>") == 7
    posts: list[dict[str, Any]] = get("/wp-json/wp/v2/posts?per_page=20&_embed").json()
    assert len(posts) == 7
    (article,) = (post for post in posts if post["slug"] == "pain-in-the-butt")
    picture = article["_embedded"]["wp:featuredmedia"][0]
    assert picture["alt_text"].startswith("A person leaning")
    assert {"thumbnail", "medium", "medium_large"} <= picture["media_details"]["sizes"].keys()
    for old, new in (("/2025/11/pain-in-the-butt/", ARTICLE), ("/our-story/", "/about/")):
        assert urlsplit(get(old).url).path == new
        assert [answer.status_code for answer in get(old).history] == [301]
    lost = get("/there-is-no-such-page-here/")
    assert lost.status_code == 404
    assert "Nothing hurts here" in lost.text


def test_the_editor_opens_the_article_and_the_pages_without_a_complaint(face: Face, browser: Browser) -> None:
    page = open_page(browser, 1280)
    page.goto(face.url + "/wp-login.php", wait_until="load")
    page.get_by_label(re.compile("Username")).fill(ADMIN)
    page.locator("#user_pass").fill(PASSWORD)
    page.get_by_role("button", name="Log In").click()
    page.wait_for_url("**/wp-admin/**")
    trouble = watch(page)
    ids = face.site.php(
        "return array_map(fn($slug) => get_page_by_path($slug, OBJECT, ['post', 'page'])->ID, $given['slugs']);",
        slugs=["pain-in-the-butt", "home", "gallery"],
    )
    for number in ids:
        page.goto(f"{face.url}/wp-admin/post.php?post={number}&action=edit", wait_until="load")
        page.wait_for_function("window.wp?.data?.select('core/block-editor')?.getBlocks().length > 0")
        assert page.evaluate(INVALID_BLOCKS) == [], number
        assert [line for line in trouble if "alidation" in line or "pdated Block" in line] == []
        if number == ids[0]:
            assert page.evaluate(AGAIN) == ""
    page.context.close()
