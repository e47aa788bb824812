"""Where a demo's files and pages are in WordPress: pictures become attachments, links lead to what a page became."""

from __future__ import annotations

import re
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from launcher.demo.content.text import slugify
from launcher.demo.references import scan_html, splice
from launcher.demo.wordpress.document import File, Post
from launcher.demo.wordpress.tokens import token
from launcher.site.media_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from launcher.demo.wordpress.document import Meta

_PARTS = re.compile(r"(?P<path>[^?#]*)(?P<rest>.*)", re.DOTALL)
#: What can be attached: the library of a WordPress has pictures and films, and leaves scripts and styles to themes.
_ATTACHED = ("image/", "video/", "audio/", "application/pdf")


class Media:
    """The attachments that the articles of a demo need, found while they are read.

    ``files`` are the files of the demo with their size in pixels, or None; ``places`` says where folders of it are
    copied to in ``wp-content``; ``front`` is what stands before an author's name in an address.
    """

    def __init__(
        self,
        name: str,
        files: Mapping[str, Sequence[int] | None],
        *,
        places: Mapping[str, str],
        theme: str,
        front: str,
    ) -> None:
        self._name = name
        self._files = files
        self._places = {PurePosixPath(source): PurePosixPath(place) for source, place in places.items()}
        self._theme = PurePosixPath("themes", theme)
        self._front = front
        self._found: dict[str, Post] = {}

    def attach(self, source: str, *, alt: str = "", caption: str = "") -> str:
        """Return the token of an attachment's number; "" where the address is no file of the demo to attach."""
        ref = self.reference(source, alt=alt, caption=caption)
        return token("id", ref) if ref else ""

    def reference(self, source: str, *, alt: str = "", caption: str = "") -> str:
        """Return the reference of an attachment, the first texts that it is given being its own; "" for none."""
        path = self._attachable(source)
        if not path:
            return ""
        known = self._found.get(path)
        meta: Meta = (("_wp_attachment_image_alt", alt),) if alt else ()
        if known is None:
            self._found[path] = self._post(path, meta, caption)
        elif (alt and not known.meta) or (caption and not known.excerpt):
            self._found[path] = self._post(path, known.meta or meta, known.excerpt or caption)
        return self._found[path].ref

    def attachments(self) -> list[Post]:
        """Return the attachments that were asked for, by path."""
        return [self._found[path] for path in sorted(self._found)]

    def address(self, url: str) -> str:
        """Return a root-relative address as WordPress has it, in tokens; any other stays."""
        if not url.startswith("/") or url.startswith("//"):
            return url
        parts = _PARTS.fullmatch(url)
        assert parts is not None
        path, rest = parts["path"], parts["rest"]
        file = unquote(path).lstrip("/")
        if file in self._files:
            return self._file_address(file) + rest
        if path == "/feed.xml":
            return token("url", "/feed/") + rest
        if path == "/sitemap.xml":
            return token("url", "/wp-sitemap.xml") + rest
        if path == "/search/":  # the list of results stands at any address
            return token("url", "/") + (rest.replace("?q=", "?s=", 1) if rest.startswith("?q=") else f"?s={rest}")
        if path.startswith("/author/"):
            path = f"{self._front}{path[1:]}"
        return token("url", path) + rest

    def rewrite(self, html: str) -> str:
        """Return HTML with the addresses in it as :meth:`address` says, everything else as it is."""
        data = html.encode()
        changes = []
        for reference in scan_html(data):
            address = self.address(reference.value)
            if address != reference.value:
                self.attach(reference.value)
                changes.append((reference.start, reference.end, escape(address).encode()))
        return splice(data, changes).decode() if changes else html

    def _attachable(self, source: str) -> str:
        """Return the path of a file that becomes an attachment; "" for another file, or what is none of the demo's."""
        parts = _PARTS.fullmatch(source)
        path = unquote(parts["path"]).lstrip("/") if parts and source.startswith("/") else ""
        if path not in self._files or self._themed(path) is not None:
            return ""
        return path if _mime_type(path).startswith(_ATTACHED) else ""

    def _themed(self, path: str) -> PurePosixPath | None:
        """Return where a file is that goes below the theme's folder, from there."""
        for source, place in self._places.items():
            if PurePosixPath(path).is_relative_to(source) and place.is_relative_to(self._theme):
                return place.relative_to(self._theme) / PurePosixPath(path).relative_to(source)
        return None

    def _file_address(self, path: str) -> str:
        themed = self._themed(path)
        if themed is not None:
            return token("theme", str(themed))
        return token("upload", self._upload(path)) if self._attachable(f"/{path}") else token("url", f"/{path}")

    def _upload(self, path: str) -> str:
        # A folder of the bundle's own: no file of the site's owner stands in it.
        return f"{self._name}/{path}"

    def _post(self, path: str, meta: Meta, caption: str) -> Post:
        size = self._files[path] or (0, 0)
        return Post(
            ref=f"attachment/{path}",
            type="attachment",
            # Attachments share their addresses with pages, and a picture is often called like its article.
            slug=slugify(f"{self._name} {path}"),
            title=PurePosixPath(path).stem,
            excerpt=caption,
            status="inherit",
            mime_type=_mime_type(path),
            meta=meta,
            file=File(PurePosixPath(path), PurePosixPath(self._upload(path)), size[0], size[1]),
        )


def _mime_type(path: str) -> str:
    return TYPES.get(PurePosixPath(path).suffix.lower(), "")
