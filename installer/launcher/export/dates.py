"""The dates of posts and comments as importers want them: every one said, and none that makes two posts one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from launcher.demo.wordpress.lazy_posts import LazyPosts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from launcher.demo.wordpress.document import Comment, Post

#: When everything was written of which no date is known at all.
_SOME_DAY = "2000-01-01 00:00:00"
#: Statuses of what has no date in UTC, until somebody publishes it.
_UNPUBLISHED = frozenset({"draft", "pending"})
_OFFSET = re.compile(r"UTC([-+])(\d+)(?:(\.5|\.75)|:(\d\d))?")


class Calendar:
    """Dates of posts in one time zone: look at all of them, then have them dated."""

    def __init__(self, timezone: str) -> None:
        self._zone = _zone(timezone)
        self._earliest = ""

    def look(self, post: Post) -> None:
        """See when a post and its comments were written."""
        dates = (self._earliest, *_dates(_said(post, self._zone)))
        self._earliest = min((date for date in dates if date), default="")

    def dated(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Return the posts with a date for each of them and each comment: where it has none, the earliest of all.

        Both spellings of a date are given where the time zone is known. Where it is not, a post whose date in UTC is
        not known has none: an importer reckons it by the time zone of its site. Lazy posts stay so.
        """

        def made() -> Iterator[Post]:
            told = _Told()
            for post in posts:
                yield told.apart(_filled(_said(post, self._zone), self._earliest or _SOME_DAY, self._zone))

        return LazyPosts(made) if isinstance(posts, LazyPosts) else tuple(made())


def _dates(post: Post) -> list[str]:
    return [date for date in (post.date, *(comment.date for comment in post.comments)) if date]


def _said(post: Post, zone: tzinfo | None) -> Post:
    """Return a post with what follows of its own dates."""
    local, utc = _both(post.date, post.date_gmt, zone)
    modified, modified_utc = _both(post.modified, post.modified_gmt, zone)
    return replace(
        post,
        date=local,
        date_gmt=post.date_gmt if post.status in _UNPUBLISHED else utc,
        modified=modified,
        modified_gmt=modified_utc,
        comments=tuple(_said_comment(comment, zone) for comment in post.comments),
    )


def _said_comment(comment: Comment, zone: tzinfo | None) -> Comment:
    local, utc = _both(comment.date, comment.date_gmt, zone)
    return replace(comment, date=local, date_gmt=utc or local)  # no importer reckons that of a comment


def _filled(post: Post, earliest: str, zone: tzinfo | None) -> Post:
    if not post.date and post.status not in _UNPUBLISHED:
        local, utc = _both(earliest, "", zone)
        post = replace(post, date=local, date_gmt=utc)
    date, utc = post.date or earliest, post.date_gmt or post.date or earliest
    return replace(
        post,
        comments=tuple(
            comment if comment.date else replace(comment, date=date, date_gmt=utc) for comment in post.comments
        ),
    )


class _Told:
    """Keeps posts apart that an importer would take for one: of the same type, title and date."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str, str]] = set()
        self._next: dict[tuple[str, str, str], int] = {}

    def apart(self, post: Post) -> Post:
        """Return the post, so many seconds later that no post before it has its title and its date."""
        if not post.date:
            return post
        title = _compared(post.title)
        key = (post.type, post.date, title)
        seconds = self._next.get(key, 0)
        while (post.type, _later(post.date, seconds), title) in self._taken:
            seconds += 1
        self._next[key] = seconds + 1
        date = _later(post.date, seconds)
        # A post without a title is looked for by its date alone.
        self._taken |= {(post.type, date, title), (post.type, date, "")}
        return replace(post, date=date, date_gmt=_later(post.date_gmt, seconds))


def _compared(title: str) -> str:
    """Return what a database compares of a title: neither case nor accents."""
    letters = unicodedata.normalize("NFKD", title)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold().strip()


def _later(date: str, seconds: int) -> str:
    if not date or not seconds:
        return date
    moment, span = datetime.fromisoformat(date), timedelta(seconds=seconds)
    try:
        return str(moment + span)
    except OverflowError:  # the last day of the calendar
        return str(moment - span)


def _both(local: str, utc: str, zone: tzinfo | None) -> tuple[str, str]:
    """Return both spellings of a moment of which one is known."""
    if not local and utc:
        return (_between(utc, UTC, zone) if zone else utc), utc
    if local and not utc and zone:
        return local, _between(local, zone, UTC)
    return local, utc


def _between(date: str, one: tzinfo, other: tzinfo) -> str:
    try:
        moment = datetime.fromisoformat(date).replace(tzinfo=one).astimezone(other)
    except OverflowError:  # the first or last day of the calendar
        return date
    return str(moment.replace(tzinfo=None))


def _zone(name: str) -> tzinfo | None:
    """Return a time zone by the name that WordPress has for it; None where it is not known here."""
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        minutes = int(float(offset[3] or 0) * 60) + int(offset[4] or 0)
        span = timedelta(hours=int(offset[2]), minutes=minutes)
        return timezone(-span if offset[1] == "-" else span)
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; a folder of the database an OSError
        return None
