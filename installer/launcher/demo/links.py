"""What a reference means: the file in the tree that it names, if it names one."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# What template languages write where a reference will stand.
_TEMPLATE = re.compile(r"\{\{|\{%|<\?|<%|\$\{|\{#|#\{|\[\[")
_BASE = re.compile(rb"<base\s[^>]*?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
# Browsers strip these from both ends of a URL and drop line ends and tabs inside it.
_ENDS = "".join(map(chr, range(0x21)))


def resolve(base: PurePosixPath, reference: str) -> PurePosixPath | None:
    """Return the name in the tree that ``reference`` means in the file ``base``.

    A reference that ends with a slash means its folder's ``index.html``. None where it means no file of the tree:
    external, a mere fragment or query, ``data:``, ``mailto:`` and the like, template syntax, or a path that leaves
    the tree. Whether the file exists is not looked at.
    """
    text = re.sub(r"[\t\n\r]", "", reference.strip(_ENDS))
    if not text or text[0] in "#?" or text.startswith(("//", "\\\\", "/\\", "\\/")):
        return None
    if _TEMPLATE.search(text) or _SCHEME.match(text):
        return None
    path = unquote(re.split(r"[?#]", text, maxsplit=1)[0].replace("\\", "/"), errors="surrogateescape")
    if "\0" in path:
        return None
    parts = [] if path.startswith("/") else list(base.parent.parts)
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    if path.endswith(("/", "/.", "/..")) or path in {".", ".."} or not parts:
        parts.append("index.html")
    return PurePosixPath(*parts)


def base_of(page: PurePosixPath, data: bytes) -> PurePosixPath | None:
    """Return the file that a page's references are relative to; None where a ``<base>`` points out of the tree."""
    found = _BASE.search(data)
    if found is None:
        return page
    return resolve(page, next(filter(None, found.groups()), b"").decode("utf-8", "replace"))
