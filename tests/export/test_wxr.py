from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given

from launcher.demo.wordpress.document import Comment, Menu, MenuItem, Post, SiteDocument, Structure
from launcher.export.numbers import Addresses, Numbers
from launcher.export.wxr import write_wxr
from tests.support.site_documents import documents
from tests.support.wordpress_sources import SITE, export_text

if TYPE_CHECKING:
    from pathlib import Path

ADDRESSES = Addresses("https://demo.example", "https://media.example/uploads", "https://demo.example/theme")
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMES = {
    "wp": "http://wordpress.org/export/1.2/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def clean(text: str) -> str:
    """Return what an export has of a text."""
    return NO_XML.sub(lambda match: " " if match[0] < " " else "\ufffd", text)


def written(document: SiteDocument) -> str:
    return export_text(document, ADDRESSES)


def items(text: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(text).findall("channel/item")


def field(item: ElementTree.Element, name: str) -> str:
    return item.findtext(name, "", NAMES)


def meta(item: ElementTree.Element) -> dict[str, str]:
    return {field(one, "wp:meta_key"): field(one, "wp:meta_value") for one in item.findall("wp:postmeta", NAMES)}


def test_references_become_the_numbers_of_what_they_name() -> None:
    article, hero, *_ = items(written(SITE))
    number = field(hero, "wp:post_id")
    content = field(article, "content:encoded")
    assert f'{{"id":{number}}}' in content
    assert f"wp-image-{number}" in content
    assert 'src="https://media.example/uploads/2024/05/hero.jpg"' in content
    assert 'href="https://demo.example/about/"' in content
    assert content.endswith("{launcher:x} ]]> end")
    assert meta(article)["_thumbnail_id"] == number
    assert meta(article)["colour"] == f'a:2:{{s:4:"main";s:4:"pine";s:4:"hero";i:{number};}}'
    assert meta(article)["raw"] == 's:9:"wrong";'


def test_a_post_has_what_an_importer_looks_for() -> None:
    article = items(written(SITE))[0]
    assert field(article, "title") == "Hello & <welcome>"
    assert field(article, "dc:creator") == "amara"
    assert field(article, "wp:post_date") == "2024-05-06 07:08:09"
    assert field(article, "wp:post_date_gmt") == "2024-05-06 05:08:09"
    assert field(article, "wp:is_sticky") == "1"
    assert field(article, "wp:comment_status") == "open"
    named = [(one.get("domain"), one.get("nicename"), one.text) for one in article.findall("category")]
    assert named == [("category", "news", "News"), ("category", "local", "Local")]


def test_comments_keep_their_threads_and_who_wrote_them() -> None:
    first, second = items(written(SITE))[0].findall("wp:comment", NAMES)
    assert field(second, "wp:comment_parent") == field(first, "wp:comment_id")
    assert field(first, "wp:comment_user_id") != "0"
    assert (field(first, "wp:comment_approved"), field(second, "wp:comment_approved")) == ("1", "0")


def test_a_comment_comes_before_its_answers_whatever_their_order_in_the_document() -> None:
    comments = (
        Comment("comment/3", "Cy", "Third", "2024-05-08 00:00:00", "", parent="comment/2"),
        Comment("comment/2", "Bo", "Second", "2024-05-07 00:00:00", "", parent="comment/1"),
        Comment("comment/1", "Al", "First", "2024-05-06 00:00:00", ""),
    )
    (post,) = items(written(SiteDocument(posts=(Post("post/a", "post", "a", "A", comments=comments),))))
    third, second, first = (int(field(one, "wp:comment_id")) for one in post.findall("wp:comment", NAMES))
    assert first < second < third


def test_no_two_items_have_the_same_guid() -> None:
    entries = (MenuItem("Top", url="#"), MenuItem("Also top", url="#"), MenuItem("Hello", "post_type", "post/hello"))
    menus = tuple(Menu(f"nav_menu/{name}", name, name, items=entries) for name in ("main", "foot"))
    found = [field(one, "guid") for one in items(written(replace(SITE, menus=menus)))]
    assert len(found) == len(set(found)) == len(SITE.posts) + 6


def test_an_attachment_has_its_address_and_its_sizes() -> None:
    hero = items(written(SITE))[1]
    assert field(hero, "wp:attachment_url") == "https://media.example/uploads/2024/05/hero.jpg"
    assert field(hero, "wp:status") == "inherit"
    assert meta(hero)["_wp_attached_file"] == "2024/05/hero.jpg"
    assert 's:16:"hero-300x169.jpg"' in meta(hero)["_wp_attachment_metadata"]
    assert meta(hero)["_wp_attachment_image_alt"] == "A studio"


def test_terms_come_after_their_parents() -> None:
    channel = ElementTree.fromstring(written(SITE)).find("channel")
    assert channel is not None
    found = channel.findall("wp:category", NAMES)
    assert [field(one, "wp:category_nicename") for one in found] == ["news", "local"]
    assert field(found[1], "wp:category_parent") == "news"


def test_a_menu_comes_after_what_it_leads_to_and_keeps_its_tree() -> None:
    article, _, hello, away, news = items(written(SITE))
    assert {field(one, "wp:post_type") for one in (hello, away, news)} == {"nav_menu_item"}
    assert meta(hello)["_menu_item_object_id"] == field(article, "wp:post_id")
    assert meta(hello)["_menu_item_object"] == "post"
    assert meta(away)["_menu_item_menu_item_parent"] == field(hello, "wp:post_id")
    assert meta(away)["_menu_item_url"] == "https://example.com/"
    assert meta(news)["_menu_item_object"] == "category"
    assert meta(news)["_menu_item_classes"] == 'a:1:{i:0;s:4:"wide";}'
    assert [field(one, "wp:menu_order") for one in (hello, away, news)] == ["1", "2", "3"]
    numbers = [field(one, "wp:post_id") for one in items(written(SITE))]
    assert len(set(numbers)) == len(numbers)


def test_characters_that_xml_cannot_hold_are_replaced_and_counted() -> None:
    document = SiteDocument(title="a\x0bb", posts=(Post("post/a", "post", "a", "A", "one\x00two"),))
    stream = io.StringIO()
    assert write_wxr(document, Numbers(document, 1), ADDRESSES, stream) == 2
    assert field(items(stream.getvalue())[0], "content:encoded") == "one two"


def test_characters_that_xml_cannot_hold_leave_lengths_as_they_are() -> None:
    value = Structure(["a\x00b\uffffc"])
    slug = replace(SITE.terms[0], slug="a\ufffe")
    post = Post("post/a", "post", "a", "A", meta=(("box", value),), terms=(slug.ref,))
    found = items(written(SiteDocument(terms=(replace(slug, parent=""),), posts=(post,))))[0]
    assert meta(found)["box"] == 'a:1:{i:0;s:7:"a b\ufffdc";}'
    category = found.find("category")
    assert category is not None
    assert category.get("nicename") == "a\ufffd"


@given(documents())
def test_any_document_becomes_xml_that_a_parser_reads(document: SiteDocument) -> None:
    found = items(written(document))
    texts = {field(item, "wp:post_name"): field(item, "content:encoded") for item in found}
    for post in document.posts:
        assert texts[post.slug] == clean(post.content)


@pytest.mark.skipif(not shutil.which("php"), reason="needs php")
def test_php_reads_what_it_shall(tmp_path: Path) -> None:
    file = tmp_path / "content.xml"
    file.write_text(written(SITE))
    code = """
    $xml = simplexml_load_file($argv[1], null, LIBXML_NONET);
    foreach ($xml->channel->item as $item) {
        foreach ($item->children("http://wordpress.org/export/1.2/")->postmeta as $meta) {
            $value = @unserialize((string) $meta->meta_value, ["allowed_classes" => false]);
            if ($value !== false) { echo $meta->meta_key, "=", json_encode($value), "\\n"; }
        }
    }
    """
    done = subprocess.run(["php", "-r", code, "--", file], capture_output=True, text=True, check=True)
    number = Numbers(SITE, 1000).of("attachment/hero")
    assert f'colour={{"main":"pine","hero":{number}}}' in done.stdout
    assert '_wp_attachment_metadata={"width":1600,"height":900,"file":"2024\\/05\\/hero.jpg"' in done.stdout
