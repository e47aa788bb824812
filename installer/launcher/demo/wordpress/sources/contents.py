"""Put references where a post's text has the numbers and addresses of the site that it was exported from."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from launcher.demo.wordpress.tokens import escape_tokens, token

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Numbers of posts: the class of a picture, and what blocks and shortcodes keep of media, synced patterns, menus.
_CLASS = re.compile(r"(?<![\w-])(wp-image-|wp-att-|attachment_)(\d{1,12})(?![\w-])")
_COMMENT = re.compile(r"<!-- wp:[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?\s+(\{.*?\})\s+/?-->", re.DOTALL)
_KEY = re.compile(r'("(?:id|ref|mediaId|backgroundId|attachmentId)"\s*:\s*)(\d{1,12})(?=\s*[,}])')
_KEYS = re.compile(r'("(?:ids)"\s*:\s*\[)([\d\s,]{1,10000})(?=\])')
_SHORTCODE = re.compile(
    r'(\[(?:gallery|playlist)\b[^\]<>]{0,500}?\b(?:ids|include|exclude)=["\'])([\d\s,]{1,10000})(?=["\'])'
)
# Page builders keep a page as JSON in a meta field, where a picture is an address beside its number.
_PICTURE = re.compile(
    r'("url"\s*:\s*"[^"]{0,2000}"\s*,\s*"id"\s*:\s*"?|"id"\s*:\s*"?(?=\d+"?\s*,\s*"url"\s*:))(\d{1,12})'
)
_NUMBER = re.compile(r"\d{1,12}")
# An address ends before what cannot stand in one as it is, in HTML and in JSON.
_CHARACTER = r"[^\s\"'<>\\(){}\[\]|^`]"


class Contents:
    """Changes texts of one export; what names nothing in it stays as it was."""

    def __init__(
        self, bases: Iterable[str], folders: Iterable[str], refs: Mapping[int, str], uploads: Mapping[str, str]
    ) -> None:
        """``bases`` are addresses of the old site and ``folders`` those of its uploads, which may be elsewhere.

        ``refs`` has its posts by number, and ``uploads`` says where each of its files, by its path below the uploads
        folder, lies now.
        """
        self._refs = refs
        self._uploads = uploads
        bases, folders = tuple(bases), tuple(folders)
        self._own = _addresses(bases)
        self._media = _addresses(folders)
        self._hosts = {_host_and_path(base).partition("/")[0] for base in (*bases, *folders)} - {""}

    def text(self, text: str) -> str:
        """Return a text with tokens; what looks like a token of ours in it is kept as a text."""
        text = escape_tokens(text)
        # A search for fixed letters takes a hundredth of the time of an expression that may begin anywhere.
        if any(sign in text for sign in ("wp-image-", "wp-att-", "attachment_")):
            text = _CLASS.sub(self._number_after, text)
        if "<!-- wp:" in text:
            text = _COMMENT.sub(self._block, text)
        if "[gallery" in text or "[playlist" in text:
            text = _SHORTCODE.sub(self._numbers_after, text)
        if text.startswith(("[{", "{")):
            text = _PICTURE.sub(self._number_after, text)
        if self._media and any(host in text for host in self._hosts):
            text = self._media.sub(self._upload, text)
        return self._own.sub(self._address, text) if self._own and any(host in text for host in self._hosts) else text

    def _block(self, match: re.Match[str]) -> str:
        head, tail = match[0][: match.start(1) - match.start()], match[0][match.end(1) - match.start() :]
        inner = _KEY.sub(self._number_after, match[1])
        return head + _KEYS.sub(self._numbers_after, inner) + tail

    def _number_after(self, match: re.Match[str]) -> str:
        return match[1] + self._reference(match[2])

    def _numbers_after(self, match: re.Match[str]) -> str:
        return match[1] + _NUMBER.sub(lambda number: self._reference(number[0]), match[2])

    def _reference(self, number: str) -> str:
        ref = self._refs.get(int(number))
        return number if ref is None else token("id", ref)

    def _upload(self, match: re.Match[str]) -> str:
        path, mark, query = match[1].replace("\\/", "/").partition("?")
        path = unquote(unescape(path)).lstrip("/")
        return token("upload", self._uploads[path]) + mark + query if path in self._uploads else match[0]

    def _address(self, match: re.Match[str]) -> str:
        path, mark, query = match[1].replace("\\/", "/").partition("?")
        path = unescape(path) or "/"
        try:
            found = re.fullmatch(r"(?:p|page_id|attachment_id)=(\d{1,12})", query)
            if found and path == "/" and int(found[1]) in self._refs:
                return f"{token('url', '/')}?p={self._reference(found[1])}"
            return token("url", path) + mark + query
        except ValueError:
            return match[0]


def _addresses(bases: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for addresses below some others, with or without a scheme; what follows is its first group.

    Slashes may be escaped, as JSON in PHP has them.
    """
    known = sorted({_host_and_path(base) for base in bases} - {""}, key=len, reverse=True)
    if not known:
        return None
    slash = r"(?:\\/|/)"
    either = "|".join(re.escape(base).replace("/", slash) for base in known)
    return re.compile(rf"(?:https?:)?{slash}{slash}(?:www\.)?(?:{either})(?![\w.-])((?:\\/|{_CHARACTER})*)")


def _host_and_path(base: str) -> str:
    """Return ``www``-less host and path of a site's address, "" for what is none."""
    try:
        parts = urlsplit(base.strip())
    except ValueError:
        return ""
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")) if parts.netloc else ""
