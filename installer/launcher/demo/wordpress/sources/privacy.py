"""Take out of an export what is nobody's business: e-mail addresses, addresses of computers, names for logging in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from launcher.demo.content.text import slugify
from launcher.demo.wordpress.rules import LONGEST_LOGIN, LONGEST_NAME
from launcher.demo.wordpress.sources.wxr import line_in

#: What a comment or author gets instead of an address.
NOBODY = "example.com"
# The sign in an address, also as addresses of the web, HTML and JSON write it; a text without one has none.
_SIGNS = ("@", "%40", "64;", "40;", "u0040")
# What is not one after all, such as a handle with a dot, is changed too: it does no harm. The name before the sign is
# never given back letter by letter (``++``), so that a long text of letters takes no longer than another.
_ADDRESS = re.compile(
    r"""(?:(?<![a-z0-9._%+-])[a-z0-9._%+-]++(?P<plain>@)
    |(?:(?<![a-z0-9._%+-])|(?<=%[0-9a-f][0-9a-f]))[a-z0-9._+-]++(?P<written>%40|&\#0{0,4}64;|&\#x0{0,4}40;|\\u0040))
    (?P<host>(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?![a-z0-9-])""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
_RESERVED = re.compile(r"(?:.*\.)?example(?:\.(?:com|net|org))?|.*\.(?:invalid|test|localhost)", re.IGNORECASE)
# Fields of a shop's customers.
_CUSTOMER = re.compile(r"_?(?:billing|shipping|customer)_.*", re.IGNORECASE)
# Secrets that plugins and themes keep in meta fields and settings, and what they note of a visitor.
_SECRET = re.compile(
    r"""(?:.*[_-])?(?:password|passwd|(?:user|smtp|mail|db)_?pass|token|(?:session|access|auth|refresh)[_-]?tokens?
    |secret|(?:licen[cs]e|activation)[_-]?key|purchase[_-]?code)
    |.*(?:api|secret|private|access)[_-]?key
    |(?:.*[_-])?(?:ip|ip[_-]?addr(?:ess)?|remote[_-]?addr|user[_-]?ip|user[_-]?agent)
    |_?akismet_.*""",
    re.IGNORECASE | re.VERBOSE,
)
# Names that belong to nobody, and stay so that a page still looks like itself.
_ROLES = frozenset((
    "admin", "booking", "bookings", "care", "contact", "desk", "hello", "help", "hi", "info", "jobs", "mail", "office",
    "press", "reception", "sales", "shop", "studio", "support", "team",
))  # fmt: skip


@dataclass(slots=True)
class Privacy:
    """Replaces personal data and counts what it replaced, by kind, for the report of ``pack``."""

    counts: Counter[str] = field(default_factory=Counter)
    _logins: set[str] = field(default_factory=set)

    def login(self, login: str, name: str) -> tuple[str, str]:
        """Return a new name for logging in, made of the shown ``name``, and that name, unless it says the ``login``."""
        self.counts["login"] += 1
        shown = line_in(name, LONGEST_NAME)
        if not shown or "@" in shown or (shown.casefold() == login.casefold() and " " not in shown):
            shown = f"Author {len(self._logins) + 1}"
        # WordPress takes letters without accents alone, whatever a name is written in.
        base = slugify(shown).encode("ascii", "ignore").decode().strip("-")[: LONGEST_LOGIN - 10] or "author"
        new, number = base, 1
        while new in self._logins:
            number += 1
            new = f"{base}-{number}"
        self._logins.add(new)
        return new, shown

    def email(self, address: str) -> None:
        """Note that an e-mail address was left out."""
        if address:
            self.counts["email"] += 1

    def ip(self, address: str) -> None:
        """Note that an address of a computer was left out."""
        if address:
            self.counts["ip"] += 1

    def is_personal(self, key: str) -> bool:
        """Say whether a meta field is a person's or a secret, and left out; it is counted then."""
        if _CUSTOMER.fullmatch(key):
            self.counts["meta"] += 1
            return True
        return self.is_secret(key)

    def is_secret(self, key: str) -> bool:
        """Say whether a setting is a secret or says who a visitor was, and left out; it is counted then."""
        if not _SECRET.fullmatch(key):
            return False
        self.counts["meta"] += 1
        return True

    def text(self, text: str) -> str:
        """Return a text in which no e-mail address reaches anybody."""
        return _ADDRESS.sub(self._address, text) if any(sign in text for sign in _SIGNS) else text

    def kept_length(self, text: str) -> str:
        """Return the same for a text whose length in bytes must stay."""
        return _ADDRESS.sub(self._same_length, text) if any(sign in text for sign in _SIGNS) else text

    def _address(self, match: re.Match[str]) -> str:
        if _RESERVED.fullmatch(match["host"]):
            return match[0]
        self.counts["email"] += 1
        sign = match["plain"] or match["written"]
        name = match[0].partition(sign)[0].lower()
        return f"{name if name in _ROLES else 'hello'}{sign}{NOBODY}"

    def _same_length(self, match: re.Match[str]) -> str:
        if _RESERVED.fullmatch(match["host"]):
            return match[0]
        self.counts["email"] += 1
        end = f"{match['plain'] or match['written']}{NOBODY}"
        return "x" * len(match[0]) if len(match[0]) <= len(end) else end.rjust(len(match[0]), "x")
