from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.wild_exports import comment, content, document_of, item, media, meta, site_of

if TYPE_CHECKING:
    from pathlib import Path

AUTHOR = "<wp:author><wp:author_id>{0}</wp:author_id><wp:author_login>{1}</wp:author_login>{2}</wp:author>"
SHOWN = "<wp:author_display_name>{}</wp:author_display_name>"


def test_an_author_has_a_name_for_logging_in_whatever_letters_theirs_has(tmp_path: Path) -> None:
    names = ("Амара", "李", "Zoë Li", "Zoë Li", "x" * 300)
    people = [AUTHOR.format(n, f"login{n}", SHOWN.format(name)) for n, name in enumerate(names, 1)]
    authors = {author.name: author.login for author in document_of(tmp_path, *people).authors}
    assert authors["Амара"] == "author"
    assert authors["李"] == "author-2"
    assert authors["Zoë Li"] == "zoe-li-2"
    assert max(map(len, authors.values())) <= 60


def test_tags_of_wxr_1_0_are_those_that_its_posts_have(tmp_path: Path) -> None:
    tag = "<wp:tag><wp:tag_slug>sun</wp:tag_slug><wp:tag_name>Sun</wp:tag_name></wp:tag>"
    named = '<category><![CDATA[Sun]]></category><category domain="tag" nicename="sun"><![CDATA[Sun]]></category>'
    found = document_of(tmp_path, tag, item(1, "a", more=named), version="1.0")
    assert [term.ref for term in found.terms] == ["post_tag/sun"]
    assert found.posts[0].terms == ("post_tag/sun",)


def test_types_terms_and_authors_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    term = '<category domain="portfolio" nicename="web">Web</category><category domain="author" nicename="jane"/>'
    person = AUTHOR.format(1, "j", SHOWN.format("Jane"))
    posts = (item(1, "web", "portfolio", term), item(2, "jane", "author"), item(3, "1", "comment", comment(id="1")))
    found = document_of(tmp_path, person, *posts)
    assert [post.slug for post in found.posts] == ["web", "jane", "1"]
    assert [term.slug for term in found.terms] == ["jane", "web"]
    assert len({post.ref for post in found.posts} | {term.ref for term in found.terms}) == 5
    assert len(found.posts[0].terms) == 2


def test_taxonomies_have_any_letters_and_terms_one_line(tmp_path: Path) -> None:
    form = '<category domain="{}" nicename="{}">{}</category>'
    terms = form.format("Project_Type", "a", "A\n B") + form.format("pa_цвет", "b", "B")
    found = document_of(tmp_path, item(1, "a", more=terms))
    assert [(term.taxonomy, term.name) for term in found.terms] == [("Project_Type", "A B"), ("pa_цвет", "B")]


def test_a_term_that_is_its_own_ancestor_loses_its_parent(tmp_path: Path) -> None:
    names = "<wp:category_nicename>{}</wp:category_nicename><wp:category_parent>{}</wp:category_parent>"
    parts = [f"<wp:category>{names.format(*pair)}</wp:category>" for pair in ("ab", "ba", "cb")]
    found = document_of(tmp_path, *parts)
    assert [term.parent for term in found.terms] == ["category/b", "", "category/b"]


def test_items_without_numbers_arrive_and_nothing_hangs_below_them(tmp_path: Path) -> None:
    posts = (
        item("", "a"),
        item("", "b", post_parent="0"),
        item(7, "c", post_parent="7"),
        item(8, "d", post_parent="7"),
    )
    found = document_of(tmp_path, *posts)
    assert [(post.slug, post.parent) for post in found.posts] == [("a", ""), ("b", ""), ("c", ""), ("d", "post/c")]


def test_numbers_may_be_long_and_stand_among_spaces(tmp_path: Path) -> None:
    number = "90123456789"
    found = document_of(tmp_path, item(f" {number}\n", "a"), item(5, "b", post_parent=number))
    assert [post.parent for post in found.posts] == ["", "post/a"]


def test_attachments_of_one_file_are_one(tmp_path: Path) -> None:
    names = meta("_thumbnail_id", "3")
    text = content('<!-- wp:image {"id":3} --><img class="wp-image-3"><!-- /wp:image -->')
    parts = (media(2, "2024/05/a.jpg"), media(3, "2024/05/a.jpg"), item(4, "post", more=names + text))
    site = site_of(tmp_path, *parts)
    found = document_of(tmp_path, *parts)
    assert [post.ref for post in found.posts] == ["attachment/file-2", "post/post"]
    assert found.posts[1].thumbnail == "attachment/file-2"
    assert found.posts[1].content.count("{launcher:id:attachment/file-2}") == 2
    assert site.skipped == {"attachment of a file that another one has": 1}


def test_files_whose_names_differ_in_capital_letters_alone_have_two_names(tmp_path: Path) -> None:
    text = content('<img src="https://demo.example/wp-content/uploads/2024/05/A.jpg">')
    found = document_of(tmp_path, media(2, "2024/05/a.jpg"), media(3, "2024/05/A.jpg"), item(4, "post", more=text))
    assert [str(post.file.path) for post in found.posts if post.file] == ["2024/05/a.jpg", "2024/05/A-2.jpg"]
    assert found.posts[2].content == '<img src="{launcher:upload:2024/05/A-2.jpg}">'


def test_what_visitors_sent_to_a_site_is_left_out_and_named(tmp_path: Path) -> None:
    site = site_of(
        tmp_path, item(1, "a"), item(2, "b", "feedback", content("IP: 203.0.113.9")), item(3, "c", "shop_order")
    )
    assert [post.slug for post in site.document().posts] == ["a"]
    assert site.skipped == {"feedback, which visitors sent": 1, "shop_order, which visitors sent": 1}
