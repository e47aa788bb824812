from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.wild_exports import comment, document_of, item, site_of

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.wordpress.document import Comment


def one(folder: Path, **fields: str) -> Comment:
    named = {"id": "1", "author": "Ann", "approved": "1", **fields}
    return document_of(folder, item(1, "a", more=comment(**named))).posts[0].comments[0]


@pytest.mark.parametrize(
    "url", ["http://", "http://my site.at", "ftp://x.at", "https://user:word@x.at/", 'http://x.at/"']
)
def test_an_address_that_is_none_is_left_out(tmp_path: Path, url: str) -> None:
    assert one(tmp_path, author_url=url).url == ""


def test_an_address_has_no_one_elses_in_it(tmp_path: Path) -> None:
    assert one(tmp_path, author_url="https://x.at/?mail=ann@mail.com").url == "https://x.at/?mail=hello@example.com"
    assert one(tmp_path, author_url="https://demo.example/ann/").url == "{launcher:url:/ann/}"


def test_comments_without_numbers_or_with_those_of_others_arrive(tmp_path: Path) -> None:
    texts = (
        comment(author="A", approved="1")
        + comment(author="B", approved="1")
        + comment(id="4", approved="1", parent="4")
    )
    found = document_of(
        tmp_path, item(1, "a", more=texts), item(2, "b", more=comment(id="4", author="C", approved="1"))
    )
    assert [[one.author for one in post.comments] for post in found.posts] == [["A", "B", ""], ["C"]]
    assert len({one.ref for post in found.posts for one in post.comments}) == 4


def test_comments_in_a_circle_are_a_thread(tmp_path: Path) -> None:
    circle = comment(id="1", approved="1", parent="2") + comment(id="2", approved="1", parent="1")
    found = document_of(tmp_path, item(1, "a", more=circle)).posts[0].comments
    assert [one.parent for one in found] == ["comment/2", ""]


def test_an_authors_name_for_logging_in_is_not_that_of_their_comments(tmp_path: Path) -> None:
    person = "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>jsmith</wp:author_login></wp:author>"
    found = document_of(tmp_path, person, item(1, "a", more=comment(id="1", author="jsmith", approved="1")))
    assert found.posts[0].comments[0].author == found.authors[0].name == "Author 1"


def test_a_type_or_name_that_no_column_takes_is_another(tmp_path: Path) -> None:
    assert one(tmp_path, type="Order Note").type == "comment"
    assert one(tmp_path, type="review").type == "review"
    assert one(tmp_path, author="ö" * 200).author == "ö" * 127


def test_a_comment_that_is_longer_than_any_is_left_out_and_named(tmp_path: Path) -> None:
    site = site_of(tmp_path, item(1, "a", more=comment(id="1", approved="1", content="<b>" * 1001)))
    assert site.document().posts[0].comments == ()
    assert site.skipped == {"comment that is longer than any is": 1}


def test_what_plugins_note_of_a_visitor_is_left_out(tmp_path: Path) -> None:
    field = "<wp:commentmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:commentmeta>"
    fields = field.format("akismet_as_submitted") + field.format("rating")
    text = comment(id="1", approved="1").replace("</wp:comment>", fields + "</wp:comment>")
    assert document_of(tmp_path, item(1, "a", more=text)).posts[0].comments[0].meta == (("rating", "1"),)
