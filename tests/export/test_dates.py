from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from launcher.demo.wordpress.document import Comment, Post
from launcher.export.dates import Calendar
from tests.support.site_documents import documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from launcher.demo.wordpress.document import SiteDocument


def dated_posts(posts: Sequence[Post], timezone: str) -> Sequence[Post]:
    calendar = Calendar(timezone)
    for post in posts:
        calendar.look(post)
    return calendar.dated(posts)


def dates(*posts: Post, timezone: str = "") -> list[tuple[str, str]]:
    return [(post.date, post.date_gmt) for post in dated_posts(posts, timezone)]


def page(name: str, title: str = "", **fields: str) -> Post:
    return Post(f"page/{name}", "page", name, title or name, **fields)  # type: ignore[arg-type] # texts alone


@pytest.mark.parametrize(
    ("timezone", "local", "utc"),
    [
        ("Europe/Vienna", "2024-07-01 12:00:00", "2024-07-01 10:00:00"),
        ("UTC+2", "2024-07-01 12:00:00", "2024-07-01 10:00:00"),
        ("UTC-3.5", "2024-07-01 06:30:00", "2024-07-01 10:00:00"),
        ("UTC+5:45", "2024-07-01 15:45:00", "2024-07-01 10:00:00"),
    ],
)
def test_either_spelling_of_a_date_gives_the_other_where_the_time_zone_is_known(
    timezone: str, local: str, utc: str
) -> None:
    found = dates(page("a", date=local), page("b", date_gmt=utc), timezone=timezone)
    assert found == [(local, utc)] * 2


@pytest.mark.parametrize("timezone", ["", "Mars/Olympus", "Europe"])
def test_without_a_time_zone_the_site_that_imports_reckons_the_date_of_a_post_in_utc(timezone: str) -> None:
    day = "2024-07-01 12:00:00"
    assert dates(page("a", date=day), page("b", date_gmt=day), timezone=timezone) == [(day, ""), (day, day)]


def test_a_post_without_a_date_has_the_earliest_of_the_document_and_a_draft_stays_without() -> None:
    comment = Comment("comment/1", "Al", "x", "", "2024-03-01 10:00:00")
    later = Post("post/a", "post", "a", "A", date="2024-05-01 10:00:00", comments=(comment,))
    found = dates(page("a"), later, page("b", status="draft"), page("c", date="2024-06-01 10:00:00"))
    assert [local for local, _ in found] == ["2024-03-01 10:00:00", "2024-05-01 10:00:00", "", "2024-06-01 10:00:00"]
    assert dates(page("a")) == [("2000-01-01 00:00:00", "")]


def test_a_comment_has_both_dates_and_without_one_those_of_its_post() -> None:
    comments = (
        Comment("comment/1", "Al", "x", "", "2024-07-02 10:00:00"),
        Comment("comment/2", "Bo", "x", "2024-07-02 12:00:00", ""),
        Comment("comment/3", "Cy", "x", "", ""),
    )
    post = Post("post/a", "post", "a", "A", date="2024-07-01 12:00:00", comments=comments)
    for timezone, hour in (("Europe/Vienna", 10), ("", 12)):
        (made,) = dated_posts((post,), timezone)
        assert [comment.date[8:13] for comment in made.comments] == ["02 12" if timezone else "02 10", "02 12", "01 12"]
        assert [comment.date_gmt[8:13] for comment in made.comments] == ["02 10", f"02 {hour}", f"01 {hour}"]


def test_posts_of_one_type_title_and_date_are_seconds_apart_and_others_are_left_alone() -> None:
    day, utc = "2024-07-01 12:00:00", "2024-07-01 10:00:00"
    posts = (
        page("a", "Hero", date=day, date_gmt=utc),
        page("b", "h\u00e9ro ", date=day, date_gmt=utc),
        page("c", "Other", date=day, date_gmt=utc),
        page("d", "Hero", date="2024-07-01 12:00:01", date_gmt="2024-07-01 10:00:01"),
        Post("post/a", "post", "a", "Hero", date=day, date_gmt=utc),
    )
    assert [(local[-2:], gmt[-2:]) for local, gmt in dates(*posts)] == [
        ("00", "00"),
        ("01", "01"),
        ("00", "00"),
        ("02", "02"),
        ("00", "00"),
    ]


def test_a_post_without_a_title_shares_its_date_with_no_post_before_it() -> None:
    day = "2024-07-01 12:00:00"
    found = dates(*(Post(f"post/{n}", "post", "", title, date=day) for n, title in enumerate(("A", "", " ", "B"))))
    assert [local[-2:] for local, _ in found] == ["00", "01", "02", "00"]


@given(documents())
def test_no_document_has_two_posts_that_an_importer_would_take_for_one(document: SiteDocument) -> None:
    made = dated_posts(document.posts, document.timezone)
    known = [(post.type, post.title.casefold(), post.date) for post in made if post.date]
    assert len(known) == len(set(known))
    assert all(comment.date and comment.date_gmt for post in made for comment in post.comments)
    assert dated_posts(made, document.timezone) == made
