from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from launcher.demo.wordpress.document import MenuItem, Post, SiteDocument, Structure
from launcher.demo.wordpress.reading import read_site
from launcher.demo.wordpress.sources.site import ExportedSite, ExportFiles
from launcher.demo.wordpress.writing import site_chunks
from launcher.errors import DemoError
from launcher.export.numbers import Numbers, plain_value
from launcher.export.ocdi import customizer_file, widgets_file
from tests.export.test_ocdi import SITE as SETTINGS
from tests.export.test_wxr import clean
from tests.support.site_documents import documents
from tests.support.wordpress_sources import ADDRESSES, SITE, export_text

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.wordpress.document import Stored

UPLOADS = PurePosixPath("wordpress/uploads")
WHERE = PurePosixPath("wordpress/site.json")


def exported(folder: Path, document: SiteDocument) -> Path:
    path = folder / "content.xml"
    path.write_text(export_text(document), newline="")
    return path


def spelled(site: ExportedSite) -> bytes:
    return b"".join(site_chunks(site.frame(), site.posts()))


def read(*content: Path, **others: Any) -> SiteDocument:
    site = ExportedSite(ExportFiles(content, **others), UPLOADS)
    return read_site(spelled(site), where=WHERE)


def test_an_export_becomes_the_document_that_it_was_made_of(tmp_path: Path) -> None:
    found = read(exported(tmp_path, SITE))
    article, hero = found.posts
    assert article.content == SITE.posts[0].content
    assert (article.slug, article.date, article.date_gmt) == ("hello", "2024-05-06 07:08:09", "2024-05-06 05:08:09")
    assert article.thumbnail == hero.ref == "attachment/hero"
    assert hero.file is not None
    assert hero.file.source == UPLOADS / "2024/05/hero.jpg"
    assert (hero.file.width, hero.file.height) == (1600, 900)
    assert article.terms == ("category/news", "category/local")
    assert [term.parent for term in found.terms] == ["category/news", ""]
    assert [comment.parent for comment in article.comments] == ["", article.comments[0].ref]
    assert found.menus[0].items == SITE.menus[0].items
    assert dict(article.meta)["raw"] == 's:9:"wrong";'


@given(documents())
def test_any_document_comes_back_from_its_export(document: SiteDocument) -> None:
    found = SiteThroughMemory(export_text(document)).document()
    wanted = [comparable(post) for post in document.posts]
    assert [comparable(post) for post in found.posts] == wanted
    assert [flat(menu.items) for menu in found.menus] == [flat(menu.items) for menu in document.menus]
    parents = {term.ref: term.slug for term in (*document.terms, *found.terms)}
    assert [(term.slug, parents.get(term.parent)) for term in found.terms] == [
        (term.slug, parents.get(term.parent)) for term in document.terms
    ]


class SiteThroughMemory:
    """An export that was just written, by way of a file."""

    def __init__(self, text: str) -> None:
        self._text = text

    def document(self) -> SiteDocument:
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "content.xml")
            path.write_text(self._text, newline="")
            return ExportedSite(ExportFiles((path,)), UPLOADS).document()


def comparable(post: Post) -> tuple[object, ...]:
    """Return what an export keeps of a post: its references are made of types and slugs, as those here are not."""
    file = post.file and (post.file.path, post.file.width, post.file.height)
    meta = [(key, stored_text(value)) for key, value in post.meta]
    terms = [ref.rpartition("/")[2].removeprefix("c") for ref in post.terms]  # of a number, or of the slug made of it
    comments = [(clean(one.author), clean(one.content), one.date, one.approved) for one in post.comments]
    texts = clean(post.title), clean(post.content), clean(post.excerpt)
    return (
        post.type,
        post.slug,
        texts,
        post.status,
        post.date,
        post.order,
        post.sticky,
        terms,
        meta,
        comments,
        bool(file),
    )


def stored_text(value: Stored) -> str:
    from launcher.demo.wordpress.php_values import serialise_php

    if isinstance(value, Structure):
        return clean(serialise_php(plain_value(value, Numbers(SiteDocument(), 1))))
    return clean(value)


def flat(items: tuple[MenuItem, ...]) -> list[object]:
    return [(clean(item.title), item.type, item.url, flat(item.children)) for item in items]


def test_numbers_and_addresses_in_every_writing_become_references(tmp_path: Path) -> None:
    content = (
        '<!-- wp:gallery {"ids":[{launcher:id:attachment/hero}],"linkTo":"none"} --><!-- /wp:gallery -->'
        '[gallery ids="{launcher:id:attachment/hero}, 77"]'
        '<a href="http://www.demo.example/about/?a=1&amp;b=2#c">a</a> //demo.example/about '
        '{"u":"https:\\/\\/demo.example\\/wp-content\\/uploads\\/2024\\/05\\/hero-300x169.jpg"} '
        "https://demo.example.org/about https://notdemo.example/ https://demo.example"
    )
    site = replace(SITE, posts=(replace(SITE.posts[0], content=content), *SITE.posts[1:]))
    found = read(exported(tmp_path, site)).posts[0].content
    assert '"ids":[{launcher:id:attachment/hero}]' in found
    assert 'ids="{launcher:id:attachment/hero}, 77"' in found
    assert '<a href="{launcher:url:/about/}?a=1&amp;b=2#c">' in found
    assert " {launcher:url:/about} " in found
    assert '{"u":"{launcher:upload:2024/05/hero-300x169.jpg}"}' in found
    assert found.endswith("https://demo.example.org/about https://notdemo.example/ {launcher:url:/}")


def test_addresses_inside_of_serialised_values_keep_their_lengths_right(tmp_path: Path) -> None:
    value = Structure({"link": "https://demo.example/about/", "n": 5})
    article = replace(SITE.posts[0], meta=(("box", value), ("same", Structure([1, "two"]))))
    found = dict(read(exported(tmp_path, replace(SITE, posts=(article, *SITE.posts[1:])))).posts[0].meta)
    assert found["box"] == Structure({"link": "{launcher:url:/about/}", "n": 5})
    assert found["same"] == 'a:2:{i:0;i:1;i:1;s:3:"two";}'


def test_a_page_builders_pictures_are_references(tmp_path: Path) -> None:
    data = '[{"image":{"url":"https://demo.example/wp-content/uploads/2024/05/hero.jpg","id":1004},"id":"1004"}]'
    article = replace(SITE.posts[0], meta=(("_elementor_data", data),))
    site = replace(SITE, posts=(article, *SITE.posts[1:]))
    number = Numbers(site, 1000).of("attachment/hero")
    article = replace(article, meta=(("_elementor_data", data.replace("1004", str(number))),))
    found = dict(read(exported(tmp_path, replace(site, posts=(article, *SITE.posts[1:])))).posts[0].meta)
    picture = '"url":"{launcher:upload:2024/05/hero.jpg}","id":{launcher:id:attachment/hero}'
    assert found["_elementor_data"] == f'[{{"image":{{{picture}}},"id":"{number}"}}]'


def test_personal_data_is_replaced_and_counted(tmp_path: Path) -> None:
    path = exported(tmp_path, SITE)
    text = path.read_text()
    text = text.replace("<wp:comment_author_IP><![CDATA[]]>", "<wp:comment_author_IP><![CDATA[203.0.113.9]]>")
    text = text.replace("<wp:comment_author_email><![CDATA[]]>", "<wp:comment_author_email><![CDATA[ann@mail.com]]>")
    text = text.replace("]]&gt; end", "end").replace("First", "write to Ann@mail.com or info@clinic.at")
    path.write_text(text)
    site = ExportedSite(ExportFiles((path,)), UPLOADS)
    written = spelled(site).decode()
    assert "203.0.113.9" not in written
    assert "mail.com" not in written
    assert "write to hello@example.com or info@example.com" in written
    assert '"login":"amara"' not in written
    assert '"login":"amara-l"' in written
    assert site.privacy.counts["ip"] == 2
    assert site.privacy.counts["login"] == 1
    assert site.privacy.counts["email"] >= 4


def test_the_trash_revisions_and_spam_are_left_out_and_named(tmp_path: Path) -> None:
    path = exported(tmp_path, SITE)
    text = path.read_text()
    extra = "<item><wp:post_id>7</wp:post_id><wp:post_type>{}</wp:post_type><wp:status>{}</wp:status></item>"
    more = extra.format("post", "trash") + extra.format("revision", "inherit").replace("7", "8")
    text = text.replace("<generator>", f"{more}<generator>")
    text = text.replace("<wp:comment_approved><![CDATA[0]]>", "<wp:comment_approved><![CDATA[spam]]>")
    path.write_text(text)
    site = ExportedSite(ExportFiles((path,)), UPLOADS)
    document = site.document()
    assert site.skipped == {"post in the trash": 1, "revision": 1, "spam comment": 1}
    assert len(document.posts) == 2
    assert len(document.posts[0].comments) == 1


def test_nothing_refers_to_media_that_nothing_can_stand_for(tmp_path: Path) -> None:
    path = exported(tmp_path, SITE)
    path.write_text(path.read_text().replace("hero.jpg", "hero.heic"))
    site = ExportedSite(ExportFiles((path,)), UPLOADS)
    document = read_site(spelled(site), where=WHERE)
    assert site.skipped == {"attachment that no sample can stand for": 1}
    assert [post.thumbnail for post in document.posts] == [""]
    assert "launcher:id" not in document.posts[0].content


def test_exports_in_parts_are_one_site(tmp_path: Path) -> None:
    first = exported(tmp_path, SITE)
    text = first.read_text()
    head, found, rest = text.partition("\t<item>")
    hero, _, tail = rest.partition("\t<item>")
    one, two = tmp_path / "1.xml", tmp_path / "2.xml"
    one.write_text(head + found + hero + "</channel></rss>")
    two.write_text(head + "\t<item>" + tail)
    assert read(one, two) == read(first)


def test_a_number_that_comes_twice_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = exported(tmp_path, SITE)
    with pytest.raises(DemoError, match="two posts have the number"):
        read(path, path)


def test_widgets_customizer_and_redux_are_read(tmp_path: Path) -> None:
    numbers = Numbers(SETTINGS, 1000)
    path = exported(tmp_path, SETTINGS)
    widgets, customizer, redux = (tmp_path / name for name in ("w.wie", "c.dat", "r.json"))
    widgets.write_text(widgets_file(SETTINGS, numbers, ADDRESSES))
    data = customizer_file(SETTINGS, numbers, ADDRESSES)
    locations = f's:18:"nav_menu_locations";a:1:{{s:7:"primary";i:{numbers.of("nav_menu/main")};}}'
    data = data.replace('s:4:"mods";a:3:{', f's:4:"mods";a:4:{{{locations}')
    options = f's:13:"page_on_front";s:4:"{numbers.of("page/home")}";s:7:"siteurl";s:1:"x";'
    data = data.replace('s:7:"options";a:1:{', f's:7:"options";a:3:{{{options}')
    customizer.write_text(data)
    redux.write_text('{"logo": {"url": "https://demo.example/x.png", "ratio": 1.5}, "redux-backup": 1}')
    site = ExportedSite(ExportFiles((path,), widgets, customizer, {"clinic_opt": redux}, "clinic-child"), UPLOADS)
    found = site.document()
    assert found.sidebars["sidebar-1"][1].settings == Structure({"nav_menu": {"$id": "nav_menu/main"}})
    assert found.sidebars["sidebar-1"][0].settings.value["text"] == "{launcher:url:/about/}"
    assert found.menus[0].locations == ("primary",)
    assert found.front_page == "page/home"
    assert found.theme is not None
    assert found.theme.stylesheet == "clinic-child"
    assert found.theme.mods["custom_logo"] == Structure({"$id": "page/home"})
    assert found.theme.css == "body { color: red }"
    assert site.refused_options == ("siteurl",)
    assert found.options["clinic_opt"] == Structure(
        {"logo": {"url": "{launcher:url:/x.png}", "ratio": {"$float": "1.5"}}}
    )
    assert read_site(spelled(site), where=WHERE) == found


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("widgets", "[]", "must be a JSON object of sidebars"),
        ("widgets", '{"a": {"text": {}}}', '"text" is no widget'),
        ("widgets", "[" * 100, "nested more than 50 deep"),
        ("customizer", 'O:8:"Whatever":0:{}', "an object of the class Whatever"),
        ("customizer", "a:0:{}", "must be an array with a template"),
    ],
)
def test_settings_that_are_none_are_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    with pytest.raises(DemoError) as caught:
        read(exported(tmp_path, SITE), **{name: path}, theme="clinic")
    assert message in caught.value.message
    assert caught.value.where == str(path)


def test_memory_does_not_grow_with_the_texts(tmp_path: Path) -> None:
    peaks = []
    for count in (20, 200):
        posts = tuple(Post(f"post/p{n}", "post", f"p{n}", "T", "text " * 10_000) for n in range(count))
        path = exported(tmp_path, SiteDocument(posts=posts))
        tracemalloc.start()
        site = ExportedSite(ExportFiles((path,)), UPLOADS)
        written = sum(len(chunk) for chunk in site_chunks(site.frame(), site.posts()))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert written > count * 50_000
    assert peaks[1] < peaks[0] + 2_000_000


def test_the_document_is_json_of_one_spelling(tmp_path: Path) -> None:
    site = ExportedSite(ExportFiles((exported(tmp_path, SITE),)), UPLOADS)
    assert json.loads(spelled(site))["document"] == 1
