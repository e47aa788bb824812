"""Make comments of what an export has of them below a post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.demo.content.comments import MAX_BODY, MAX_MARKUP
from launcher.demo.wordpress.document import Comment
from launcher.demo.wordpress.rules import KEY, LONGEST_COMMENT_AUTHOR, LONGEST_TYPE, LONGEST_URL, WEB_ADDRESS
from launcher.demo.wordpress.sources.parents import without_circles
from launcher.demo.wordpress.sources.wxr import moment_in, number_in
from launcher.demo.wordpress.tokens import OPENING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.demo.wordpress.sources.index import Index
    from launcher.demo.wordpress.sources.posts import PostMaker
    from launcher.demo.wordpress.sources.privacy import Privacy
    from launcher.demo.wordpress.sources.wxr import Element

_APPROVED = {"1": True, "approve": True, "0": False, "hold": False, "": False}


class CommentMaker:
    """Makes comments of posts; ``maker`` puts references into their texts."""

    def __init__(self, index: Index, privacy: Privacy, maker: PostMaker) -> None:
        self._index = index
        self._privacy = privacy
        self._maker = maker
        self._taken: set[int] = set()  # numbers of comments of all posts

    def of(self, item: Element, post: str) -> Iterator[Comment]:
        """Yield the comments of an item that is the post of a reference."""
        kept = [one for one in item.every("wp:comment") if self._is_kept(one)]
        numbers = [number_in(one.get("wp:comment_id")) for one in kept]
        refs = [self._ref(number, post, place) for place, number in enumerate(numbers)]
        known = {number: ref for number, ref in zip(reversed(numbers), reversed(refs), strict=True) if number}
        parents = (known.get(number_in(one.get("wp:comment_parent")), "") for one in kept)
        above = without_circles(dict(zip(refs, parents, strict=True)))
        for one, ref in zip(kept, refs, strict=True):
            yield self._comment(one, ref, above[ref])

    def _is_kept(self, one: Element) -> bool:
        """Say whether a comment is one that a bundle may have; count it where it is not."""
        content = one.get("wp:comment_content")
        if one.get("wp:comment_approved").strip() not in _APPROVED:
            self._index.skip("spam comment")
        elif len(content) > MAX_BODY or content.count("<") > MAX_MARKUP:
            self._index.skip("comment that is longer than any is")
        else:
            return True
        return False

    def _ref(self, number: int, post: str, place: int) -> str:
        """Return a reference by number; by the place of a comment that has none, or the number of another."""
        if not number or number in self._taken:
            return f"comment/{post}/{place}"
        self._taken.add(number)
        return f"comment/{number}"

    def _comment(self, one: Element, ref: str, parent: str) -> Comment:
        self._privacy.email(one.get("wp:comment_author_email").strip())
        self._privacy.ip(one.get("wp:comment_author_IP").strip())
        text = self._maker.text
        author = one.get("wp:comment_author")
        known = self._index.authors.get(author.strip())
        kind = one.get("wp:comment_type").strip()
        return Comment(
            ref,
            _short(text(author if known is None else known.name)),
            text(one.get("wp:comment_content")),
            moment_in(one.get("wp:comment_date")),
            moment_in(one.get("wp:comment_date_gmt")),
            url=_web(text(one.get("wp:comment_author_url").strip())),
            parent=parent,
            user=self._index.author_numbers.get(number_in(one.get("wp:comment_user_id")) or -1, ""),
            approved=_APPROVED[one.get("wp:comment_approved").strip()],
            type=kind if KEY.fullmatch(kind) and len(kind) <= LONGEST_TYPE else "comment",
            meta=tuple(self._maker.meta(one.pairs("wp:commentmeta"))),
        )


def _short(author: str) -> str:
    if len(author.encode()) <= LONGEST_COMMENT_AUTHOR:
        return author
    return author.partition(OPENING)[0].encode()[:LONGEST_COMMENT_AUTHOR].decode("utf-8", "ignore")


def _web(address: str) -> str:
    """Return an address that can be one; WordPress kept a bare ``http://`` of visitors who named none."""
    whole = len(address) <= LONGEST_URL and re.fullmatch(WEB_ADDRESS, address)
    return address if whole and "@" not in address.split("/")[2 if "//" in address else 0] else ""
