"""Small operations on text and dates that articles, templates and feeds share."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from html import unescape

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dt|dd|h[1-6]|table|tr|td|th|blockquote|figure|figcaption|pre|br|hr|section)\b[^<>]*>",
    re.IGNORECASE,
)
# What XML 1.0 cannot hold, and its own signs. A table costs nothing to set up, and a pattern over all of Unicode 5 ms.
_XML = str.maketrans(
    {code: None for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in {0x09, 0x0A, 0x0D}}
    | {
        ord(sign): entity
        for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;"))
    }
)


def slugify(text: str) -> str:
    """Return ``text`` as one part of a URL: small letters and digits of any script, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^\w]+|_+", "-", unicodedata.normalize("NFC", plain)).strip("-")


def parse_date(text: str) -> datetime:
    """Return an ISO date or date-time, in UTC where it names no zone; ValueError where it is neither."""
    if not _DATE.fullmatch(text):
        raise ValueError(f'"{text}" is no date such as 2024-05-31 or 2024-05-31T09:30:00+02:00')
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plain_text(html: str) -> str:
    """Return what a reader sees of ``html``, on one line."""
    visible = _BLOCK.sub(" ", _HIDDEN.sub(" ", html)) if "<" in html else html
    return " ".join(unescape(_TAG.sub("", visible)).split())


def shorten(text: str, length: int = 200) -> str:
    """Return ``text`` cut at a word so that it has at most ``length`` letters, with an ellipsis where it was cut."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space else cut).rstrip(" ,;:.–—-") + "…"


def xml_text(text: str) -> str:
    """Return ``text`` escaped for XML content and attributes, without the characters that XML cannot hold."""
    return text.translate(_XML)
