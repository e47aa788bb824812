from __future__ import annotations

from hypothesis import given, settings

from launcher.demo.wordpress.document import MenuItem, Post, SiteDocument, Structure, Theme
from launcher.demo.wordpress.texts import change_texts, texts_of
from tests.support.site_documents import documents


@settings(max_examples=30)
@given(documents())
def test_a_document_of_which_no_text_changes_is_the_same_object(document: SiteDocument) -> None:
    assert change_texts(document, lambda _keys, text, _html: text) is document


def test_every_kind_of_text_is_shown_with_its_place_and_whether_it_is_html() -> None:
    document = SiteDocument(
        title="T",
        theme=Theme("s", mods={"logo": Structure([{"a": "M"}, {"$id": "x"}])}, css="C"),
        options={"o": "O"},
        posts=(Post("p", "page", "slug", "P", "<p>", terms=("t",), meta=(("k", "V"),)),),
    )
    assert list(texts_of(document)) == [
        (("title",), "T", False),
        (("theme", "mods", "logo"), "M", False),
        (("theme", "css"), "C", False),
        (("options", "o"), "O", False),
        (("posts", 0, "title"), "P", True),
        (("posts", 0, "content"), "<p>", True),
        (("posts", 0, "meta", 0), "V", False),
    ]


def test_only_what_changes_is_new() -> None:
    first, second = Post("a", "page", "a", "A"), Post("b", "page", "b", "B", meta=(("k", Structure(["B"])),))
    changed = change_texts(SiteDocument(posts=(first, second)), lambda _keys, text, _html: text.replace("B", "C"))
    assert changed.posts[0] is first
    assert changed.posts[1] == Post("b", "page", "b", "C", meta=(("k", Structure(["C"])),))


def test_the_entries_of_an_entry_are_looked_at_too() -> None:
    item = MenuItem("a", children=(MenuItem("b", url="u", classes=("c",)),))
    assert [text for _, text, _ in texts_of(SiteDocument(menus=()))] == []
    from launcher.demo.wordpress.document import Menu

    found = texts_of(SiteDocument(menus=(Menu("m", "m", "M", ("primary",), (item,)),)))
    assert [text for _, text, _ in found] == ["M", "a", "b", "u"]
