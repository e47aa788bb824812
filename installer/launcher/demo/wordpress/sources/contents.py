"""Put tokens where a text has the addresses and numbers of the site that it was exported from."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from launcher.demo.wordpress.sources.attachments import MEDIA_FORMATS, PICTURES
from launcher.demo.wordpress.tokens import escape_tokens, token

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from launcher.demo.wordpress.sources.numbers import Numbers

# An address ends before what cannot stand in one as it is, in HTML and in JSON.
_CHARACTER = r"[^\s\"'<>\\(){}\[\]|^`]"


class Contents:
    """Changes texts of one export; what names nothing in it stays as it was."""

    def __init__(
        self, bases: Iterable[str], folders: Iterable[str], numbers: Numbers, uploads: Mapping[str, str]
    ) -> None:
        """``bases`` are addresses of the old site and ``folders`` those of its uploads, which may be elsewhere.

        ``uploads`` says where each of its files, by its path below the uploads folder, lies now.
        """
        self._numbers = numbers
        self._uploads = uploads
        bases, folders = tuple(bases), tuple(folders)
        self._own = _addresses(bases)
        self._media = _addresses(folders)
        self._hosts = {_host_and_path(base).partition("/")[0] for base in (*bases, *folders)} - {""}

    def text(self, text: str) -> str:
        """Return a text with tokens; what looks like a token of ours in it is kept as a text."""
        text = self._numbers.text(escape_tokens(text))
        if not any(host in text for host in self._hosts):
            return text
        if self._media is not None:
            text = self._media.sub(self._upload, text)
        return self._own.sub(self._address, text) if self._own is not None else text

    def _upload(self, match: re.Match[str]) -> str:
        path, mark, query = match[1].replace("\\/", "/").partition("?")
        path = unquote(unescape(path)).lstrip("/")
        return token("upload", self._uploads[path]) + mark + query if path in self._uploads else match[0]

    def _address(self, match: re.Match[str]) -> str:
        if self._is_lost_picture(match[0]):
            return match[0]
        path, mark, query = match[1].replace("\\/", "/").partition("?")
        path = unescape(path) or "/"
        try:
            found = re.fullmatch(r"(?:p|page_id|attachment_id)=(\d{1,12})", query)
            if found and path == "/" and int(found[1]) in self._numbers.posts:
                return f"{token('url', '/')}?p={token('id', self._numbers.posts[int(found[1])])}"
            return token("url", path) + mark + query
        except ValueError:
            return match[0]

    def _is_lost_picture(self, address: str) -> bool:
        """Say whether an address is of a picture that is no attachment: `pack` makes a placeholder for it then."""
        path = address.partition("?")[0].lower()
        if self._media is None or MEDIA_FORMATS.get(path[path.rfind(".") :], "") not in PICTURES:
            return False
        return self._media.match(address) is not None


def _addresses(bases: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for addresses below some others, with or without a scheme; what follows is its first group.

    Slashes may be escaped, as JSON in PHP has them.
    """
    known = sorted({_host_and_path(base) for base in bases} - {""}, key=len, reverse=True)
    if not known:
        return None
    slash = r"(?:\\/|/)"
    either = "|".join(re.escape(base).replace("/", slash) for base in known)
    rest = rf"(?:(?:\\/|[/?#])(?:\\/|{_CHARACTER})*)?"
    # What is a part of another name, such as demo.example.org or demo.example:8080, is another site.
    return re.compile(rf"(?:https?:)?{slash}{slash}(?:www\.)?(?:{either})(?![\w-]|\.\w|:\d|@)({rest})")


def _host_and_path(base: str) -> str:
    """Return ``www``-less host and path of a site's address, "" for what is none."""
    try:
        parts = urlsplit(base.strip())
    except ValueError:
        return ""
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")) if parts.netloc else ""
