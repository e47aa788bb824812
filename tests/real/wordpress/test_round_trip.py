"""What was imported, WordPress's own exporter writes again: every post, term, comment, menu entry and meta value."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from launcher.demo.wordpress.document import Structure
from tests.support.wordpress.documents import whole_document
from tests.support.wordpress.site import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.wordpress.importing import Importing

_WP = "{http://wordpress.org/export/1.2/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_EXCERPT = "{http://wordpress.org/export/1.2/excerpt/}encoded"
_EXPORT = """
require_once ABSPATH . 'wp-admin/includes/export.php';
foreach (['book'] as $type) { register_post_type($type, ['can_export' => true]); }
ob_start();
@export_wp(['content' => 'all']);
return ob_get_clean();
"""


def texts(element: ElementTree.Element) -> dict[str, str]:
    return {child.tag: child.text or "" for child in element}


@pytest.fixture
def exported(importing: Importing) -> ElementTree.Element:
    importing.bring(whole_document())
    return ElementTree.fromstring(importing.site.php(_EXPORT))


def resolved(text: str, ids: Mapping[str, int]) -> str:
    """Put in place of tokens what they stand for; the document has no others than these."""
    for ref, number in ids.items():
        text = text.replace(f"{{launcher:id:{ref}}}", str(number))
    text = text.replace("{launcher:url:/about/}", f"{ADDRESS}/about/")
    text = text.replace("{launcher:upload:", f"{ADDRESS}/wp-content/uploads/")
    text = text.replace("{launcher:theme:style.css}", f"{ADDRESS}/wp-content/themes/twentytwentyone/style.css")
    return text.replace("hero.jpg}", "hero.jpg").replace("{launcher:literal}", "{launcher:")


def test_everything_is_in_what_wordpress_exports(importing: Importing, exported: ElementTree.Element) -> None:
    document, ids = whole_document(), importing.ids()
    items = {texts(item)[f"{_WP}post_id"]: item for item in exported.iter("item")}
    for post in document.posts:
        item = items[str(ids[post.ref])]
        found = texts(item)
        # XML has one kind of line end; the database has the other too.
        content = resolved(post.content, ids).replace("\r\n", "\n")
        assert (found["title"], found[_CONTENT], found[_EXCERPT]) == (post.title, content, post.excerpt), post.ref
        assert (found[f"{_WP}post_type"], found[f"{_WP}status"]) == (post.type, post.status)
        assert (found[f"{_WP}post_date"], found[f"{_WP}menu_order"]) == (post.date, str(post.order))
        assert found[f"{_WP}post_name"] == post.slug
        assert found[f"{_WP}post_password"] == post.password
        assert found[f"{_WP}post_parent"] == str(ids.get(post.parent, 0))
        assert found[f"{_WP}is_sticky"] == str(int(post.sticky))
        if post.author:
            assert found["{http://purl.org/dc/elements/1.1/}creator"] == post.author.removeprefix("author/")
        known = {term.ref: (term.taxonomy, term.slug) for term in document.terms}
        terms = {(str(one.get("domain")), str(one.get("nicename"))) for one in item.iter("category")}
        assert {known[ref] for ref in post.terms} <= terms
        meta = [(texts(one)[f"{_WP}meta_key"], texts(one)[f"{_WP}meta_value"]) for one in item.iter(f"{_WP}postmeta")]
        for key, value in post.meta:
            if not isinstance(value, Structure):
                assert (key, value.replace("\r\n", "\n")) in meta, (post.ref, key)
        comments = [texts(one) for one in item.iter(f"{_WP}comment")]
        assert [
            (one[f"{_WP}comment_author"], one[f"{_WP}comment_content"], one[f"{_WP}comment_date"]) for one in comments
        ] == [(one.author, one.content, one.date) for one in post.comments]
        parents = [one[f"{_WP}comment_parent"] for one in comments]
        assert parents == [str(ids.get(one.parent, 0)) for one in post.comments]
    entries = [item for item in items.values() if texts(item)[f"{_WP}post_type"] == "nav_menu_item"]
    assert len(entries) == 7
    assert [texts(one)[f"{_WP}author_login"] for one in exported.iter(f"{_WP}author")][1:] == ["amara", "bo"]
    slugs = {texts(one)[f"{_WP}category_nicename"]: texts(one) for one in exported.iter(f"{_WP}category")}
    assert slugs["local"][f"{_WP}category_parent"] == "news"
    assert slugs["news"][f"{_WP}cat_name"] == "News & more"
