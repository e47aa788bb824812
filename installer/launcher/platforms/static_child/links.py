"""Root-relative links in finished HTML, rewritten so that they lead right wherever the site lies."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from launcher.demo.references import scan_html, splice

if TYPE_CHECKING:
    from collections.abc import Container

    from launcher.demo.references import Reference

_SAFE = "/-._~!$&'*+,;=:@"  # RFC 3986 path characters, without those that end a CSS url


class Links:
    """Knows every file of the site; ``clean`` leaves ``index.html`` out of links to pages."""

    def __init__(self, files: Container[str], *, clean: bool) -> None:
        self._files = files
        self._clean = clean
        self._known: dict[str, str] = {}

    def relative(self, html: str, page: str) -> bytes:
        """Return the HTML of the file ``page`` with root-relative links made relative to it."""
        return self._rewrite(html, "../" * page.count("/"), top="./")

    def below(self, html: str, prefix: str) -> bytes:
        """Return the HTML with root-relative links put below ``prefix``: a site's URL or path, with a slash."""
        return self._rewrite(html, prefix, top=prefix)

    def target(self, path: str) -> str:
        """Return the link, from the top of the site, that leads to the root-relative ``path``; "" is the top."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._find(path)
        return known

    def _find(self, path: str) -> str:
        name = unquote(path).lstrip("/")
        if name and not name.endswith("/") and name not in self._files and f"{name}/index.html" in self._files:
            name += "/"
        if not name or name.endswith("/"):
            name += "index.html"
        if self._clean and (name == "index.html" or name.endswith("/index.html")):
            name = name.removesuffix("index.html")
        return quote(name, safe=_SAFE)

    def _rewrite(self, html: str, prefix: str, *, top: str) -> bytes:
        data = html.encode()
        changes = []
        for reference in scan_html(data):
            value = reference.value
            if not value.startswith("/") or value.startswith(("//", "/\\")):
                continue
            link = self._link(reference, prefix, top)
            changes.append((reference.start, reference.end, escape(link).encode()))
        return splice(data, changes)

    def _link(self, reference: Reference, prefix: str, top: str) -> str:
        value = reference.value
        end = min((place for sign in "?#" if (place := value.find(sign)) >= 0), default=len(value))
        path, suffix = value[:end], value[end:]
        if reference.attribute == "data-root":
            return prefix + quote(unquote(path).lstrip("/"), safe=_SAFE) or top
        link = prefix + self.target(path) or top
        # Quotes, white space and parentheses would end an attribute without quotes or a CSS url.
        return link + quote(suffix, safe=_SAFE + "?#%[]")
