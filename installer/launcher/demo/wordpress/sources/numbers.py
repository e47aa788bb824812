"""Put references where a text has the numbers that things had on the site that it was exported from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.demo.wordpress.tokens import token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The class of a picture, and what galleries of the classic editor and of before WordPress 5.9 have beside it.
_CLASS = re.compile(r"(?<![\w-])(wp-image-|wp-att-|attachment_)(\d{1,12})(?![\w-])")
_DATA_ID = re.compile(r'(<img\b[^<>]{0,5000}?\sdata-id=")(\d{1,12})(?="[^<>]{0,5000}?\bwp-image-\2(?!\d))')
# Attributes of a block; what is no end of it is not looked for beyond the next one.
_BLOCK = re.compile(r"<!-- wp:([a-z][a-z0-9_/-]*)\s+(\{(?:[^<]|<(?!!--))*?\})\s+/?-->")
_POST = re.compile(r'("(id|ref|mediaId|backgroundId|attachmentId|parentPageID)"\s*:\s*)(\d{1,12})(?=\s*[,}])')
_POSTS = re.compile(r'("ids"\s*:\s*\[)([\d\s,]{1,10000})(?=\])')
_TERM = re.compile(r'("id"\s*:\s*)(\d{1,12})(?=\s*[,}])')
_TERM_LINK = re.compile(r'"kind"\s*:\s*"taxonomy"')
# What the query loop and the blocks of latest posts ask for.
_TERMS = re.compile(r'("(?:categoryIds|tagIds)"\s*:\s*\[)([\d\s,]{1,10000})(?=\])')
_TAXONOMIES = re.compile(r'("taxQuery"\s*:\s*)(\{(?:[^{}]|\{[^{}]*\})*\})')
_QUERIED = re.compile(r'("(?:exclude|parents)"\s*:\s*\[)([\d\s,]{1,10000})(?=\])')
_AUTHOR = re.compile(r'("(?:author|selectedAuthor|userId)"\s*:\s*"?)(\d{1,12})(?="?\s*[,}])')
_SHORTCODE = re.compile(
    r"\[(gallery|playlist|vc_single_image|vc_gallery|vc_images_carousel|contact-form-7|wpforms|mc4wp_form"
    r"|elementor-template)\b[^\]\[]{0,10000}"
)
_ATTRIBUTE = re.compile(r"""(\s(?:ids?|include|exclude|images?)=\\?["'])([\d\s,]{1,10000})(?=\\?["'])""")
# Page builders keep a page as JSON in a meta field, where a picture is an address beside its number.
_PICTURE = re.compile(
    r'("url"\s*:\s*"[^"]{0,2000}"\s*,\s*"id"\s*:\s*"?|"id"\s*:\s*"?(?=\d+"?\s*,\s*"url"\s*:))(\d{1,12})'
)
_NUMBER = re.compile(r"\d{1,12}")


@dataclass(frozen=True, slots=True)
class Numbers:
    """References by the numbers that things had: posts (``types`` has the types of those), terms and authors."""

    posts: Mapping[int, str]
    types: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[int, str] = field(default_factory=dict)
    authors: Mapping[int, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Return a text with tokens for numbers; one that names nothing stays."""
        # A search for fixed letters takes a hundredth of the time of an expression that may begin anywhere.
        if "data-id=" in text:
            text = _DATA_ID.sub(self._in_second(self.posts), text)
        if any(sign in text for sign in ("wp-image-", "wp-att-", "attachment_")):
            text = _CLASS.sub(self._in_second(self.posts), text)
        if "<!-- wp:" in text:
            text = _BLOCK.sub(self._block, text)
        if "[" in text and _SHORTCODE.search(text):
            text = _SHORTCODE.sub(lambda match: _ATTRIBUTE.sub(self._in_second(self.posts), match[0]), text)
        if text.startswith(("[{", "{")):
            text = _PICTURE.sub(self._in_second(self.posts), text)
        return text

    def _block(self, match: re.Match[str]) -> str:
        head, tail = match[0][: match.start(2) - match.start()], match[0][match.end(2) - match.start() :]
        name, inner = match[1].removeprefix("core/"), match[2]
        posts, terms = self._in_second(self.posts), self._in_second(self.terms)
        if name == "latest-posts" or (name.startswith("navigation-") and _TERM_LINK.search(inner)):
            inner = _TERM.sub(terms, inner)
        else:
            inner = _POST.sub(self._of_plugin if "/" in name else self._post, inner)
        inner = _POSTS.sub(posts, inner)
        if name == "query":
            inner = _QUERIED.sub(posts, _TAXONOMIES.sub(terms, _TERMS.sub(terms, inner)))
        if name in {"query", "latest-posts", "avatar"}:
            inner = _AUTHOR.sub(self._in_second(self.authors), inner)
        return head + inner + tail

    def _post(self, match: re.Match[str]) -> str:
        return match[1] + _token(self.posts, match[3])

    def _of_plugin(self, match: re.Match[str]) -> str:
        """Return the reference in a plugin's block: its ``id`` may just count its columns, from 1 on as posts do."""
        ref = self.posts.get(int(match[3]))
        if match[2] == "id" and ref is not None and self.types.get(ref) in {"post", "page"}:
            return match[0]
        return self._post(match)

    @staticmethod
    def _in_second(refs: Mapping[int, str]) -> Callable[[re.Match[str]], str]:
        """Return what puts references for the numbers in the second group of a match."""
        return lambda match: match[1] + _NUMBER.sub(lambda number: _token(refs, number[0]), match[2])


def _token(refs: Mapping[int, str], number: str) -> str:
    ref = refs.get(int(number))
    return number if ref is None else token("id", ref)
