"""Take out of an export what is nobody's business: e-mail addresses, addresses of computers, names for logging in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from launcher.demo.content.text import slugify

#: What a comment or author gets instead of an address.
NOBODY = "example.com"
# What is not one after all, such as a handle with a dot, is changed too: it does no harm.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_RESERVED = re.compile(r"(?:.*\.)?example(?:\.(?:com|net|org))?|.*\.(?:invalid|test|localhost)", re.IGNORECASE)
# Fields of a shop's customers, and secrets that plugins keep with posts and terms.
_PERSONAL = re.compile(
    r"_?(?:billing|shipping|customer)_.*|(?:.*_)?(?:password|token|secret|api_?key|license_?key|purchase_?code)",
    re.IGNORECASE,
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
    _logins: dict[str, str] = field(default_factory=dict)

    def login(self, login: str, name: str) -> tuple[str, str]:
        """Return another name for logging in, made of the shown ``name``, and that name, unless it says the login."""
        if login in self._logins:
            return self._logins[login], self._shown(login, name)
        self.counts["login"] += 1
        base = slugify(self._shown(login, name)) or "author"
        new, number = base, 1
        while new in self._logins.values():
            number += 1
            new = f"{base}-{number}"
        self._logins[login] = new
        return new, self._shown(login, name)

    def _shown(self, login: str, name: str) -> str:
        if not name or "@" in name or (name.casefold() == login.casefold() and " " not in name):
            known = list(self._logins)
            return f"Author {(known.index(login) if login in known else len(known)) + 1}"
        return name

    def email(self, address: str) -> str:
        """Return no address for any."""
        if address:
            self.counts["email"] += 1
        return ""

    def ip(self, address: str) -> None:
        """Note that an address of a computer was left out."""
        if address:
            self.counts["ip"] += 1

    def is_personal(self, key: str) -> bool:
        """Say whether a meta field is a person's and left out; it is counted then."""
        if not _PERSONAL.fullmatch(key):
            return False
        self.counts["meta"] += 1
        return True

    def text(self, text: str) -> str:
        """Return a text in which no e-mail address reaches anybody."""
        return _ADDRESS.sub(self._address, text) if "@" in text else text

    def _address(self, match: re.Match[str]) -> str:
        name, _, host = match[0].rpartition("@")
        if _RESERVED.fullmatch(host):
            return match[0]
        self.counts["email"] += 1
        return f"{name.lower() if name.lower() in _ROLES else 'hello'}@{NOBODY}"
