from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.support.wild_exports import comment, content, document_of, item, meta

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff]")
TEXTS = st.text(_LETTERS, max_size=20) | st.sampled_from([
    "", "0", "1", "-1", "2", " 3\n", "99999999999", "1e9", "publish", "inherit", "attachment", "page", "nav_menu_item",
    "2024-13-01 00:00:00", "2024-05-01 10:00:00", "http://", "https://demo.example/a b", "javascript:x", "default",
    "a@mail.com", "{launcher:id:x}", "{launcher:", "{", "wp-image-1", '{"id":1}', '<!-- wp:image {"id":2} -->',
    "https://demo.example/wp-content/uploads/2024/a.jpg", "2024/a.jpg", "2024/A.JPG", "../a.jpg", "a" * 300,
    'a:1:{i:0;s:5:"a@b.c";}', 'a:1:{s:4:"$ref";i:1;}', 's:3:"a\nb";', "O:8:\"stdClass\":0:{}", "N;", "i:5;", "b:1;",
])  # fmt: skip
FIELDS = (
    "post_type", "status", "post_date", "post_date_gmt", "post_modified", "post_parent", "menu_order", "post_password",
    "is_sticky", "comment_status", "attachment_url",
)  # fmt: skip
META = (
    "_thumbnail_id", "_wp_page_template", "_wp_attached_file", "_wp_attachment_metadata", "_launcher_ref", "box",
    "_menu_item_type", "_menu_item_url", "_menu_item_target", "_menu_item_menu_item_parent", "_menu_item_object_id",
    "_menu_item_object", "_menu_item_classes", "_menu_item_xfn",
)  # fmt: skip
COMMENT = ("id", "author", "author_url", "date", "content", "approved", "type", "parent", "user_id")


def escaped(text: str) -> str:
    return text.translate({ord("&"): "&amp;", ord("<"): "&lt;", ord('"'): "&quot;"})


def some(names: tuple[str, ...]) -> SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(names), TEXTS, max_size=6)


TERMS = st.tuples(st.sampled_from(["category", "tag", "nav_menu", "author"]) | TEXTS, TEXTS, TEXTS).map(
    lambda term: '<category domain="{}" nicename="{}">{}</category>'.format(*map(escaped, term))
)
DESCRIBED = st.tuples(st.sampled_from(["category", "nav_menu"]) | TEXTS, TEXTS, TEXTS, TEXTS).map(
    lambda term: (
        f"<wp:term><wp:term_taxonomy>{escaped(term[0])}</wp:term_taxonomy><wp:term_slug>{escaped(term[1])}</wp:term_slug>"
        f"<wp:term_parent>{escaped(term[2])}</wp:term_parent><wp:term_name>{escaped(term[3])}</wp:term_name></wp:term>"
    )
)
PEOPLE = st.tuples(TEXTS, TEXTS).map(
    lambda one: (
        f"<wp:author><wp:author_login>{escaped(one[0])}</wp:author_login>"
        f"<wp:author_display_name>{escaped(one[1])}</wp:author_display_name></wp:author>"
    )
)
#: Everything of an item but its number.
ITEMS = st.tuples(
    some(FIELDS), some(META), st.lists(some(COMMENT), max_size=2), st.lists(TERMS, max_size=3).map("".join), TEXTS
)


@given(st.lists(PEOPLE, max_size=2), st.lists(DESCRIBED, max_size=2), st.lists(ITEMS, max_size=4))
def test_whatever_an_export_says_a_bundle_can_be_made_of_it(
    people: list[str],
    terms: list[str],
    items: list[tuple[dict[str, str], dict[str, str], list[dict[str, str]], str, str]],
) -> None:
    parts = []
    for number, (fields, metas, comments, named, text) in enumerate(items, 1):
        below = [meta(*pair) for pair in metas.items()] + [comment(**{"approved": "1", **one}) for one in comments]
        creator = f"<dc:creator>{escaped(text)}</dc:creator>"
        parts.append(item(number, more=named + "".join(below) + content(text) + creator, **fields))
    with tempfile.TemporaryDirectory() as folder:
        document_of(Path(folder), *people, *terms, *parts)
