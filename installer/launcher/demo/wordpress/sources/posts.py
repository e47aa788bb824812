"""Make posts of a document of the items of an export, on the second look through it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.document import File, Post, Structure
from launcher.demo.wordpress.php_values import SERIALISED, NotPhp, parse_php
from launcher.demo.wordpress.rules import (
    KEY,
    LONGEST_META_KEY,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    LONGEST_SLUG,
    LONGEST_TYPE,
)
from launcher.demo.wordpress.sources.comments import CommentMaker
from launcher.demo.wordpress.sources.terms import term_key
from launcher.demo.wordpress.sources.wxr import line_in, moment_in, number_in
from launcher.demo.wordpress.stored import stored_json
from launcher.demo.wordpress.tokens import OPENING, escape_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import PurePosixPath

    from launcher.demo.wordpress.document import Stored
    from launcher.demo.wordpress.sources.attachments import MediaFile
    from launcher.demo.wordpress.sources.contents import Contents
    from launcher.demo.wordpress.sources.index import Index
    from launcher.demo.wordpress.sources.privacy import Privacy
    from launcher.demo.wordpress.sources.wxr import Element

# What WordPress notes for itself, or what is a field of the document.
_NO_META = frozenset((
    "_edit_lock", "_edit_last", "_encloseme", "_pingme", "_thumbnail_id", "_wp_page_template", "_wp_attached_file",
    "_wp_attachment_metadata", "_wp_trash_meta_status", "_wp_trash_meta_time", "_wp_desired_post_slug",
    "_wp_attachment_backup_sizes",
))  # fmt: skip
#: The marks of a site that a bundle was installed in.
_OURS = "_launcher_"


class PostMaker:
    """Makes posts of items of exports that ``index`` has seen."""

    def __init__(self, index: Index, contents: Contents, privacy: Privacy, uploads: PurePosixPath) -> None:
        """``uploads`` is the folder of the bundle in which the files of attachments stand."""
        self._index = index
        self._contents = contents
        self._privacy = privacy
        self._uploads = uploads
        self._comments = CommentMaker(index, privacy, self)

    def post(self, item: Element, number: int) -> Post:
        """Return the post of an item that the index has a reference for, under its number."""
        ref = self._index.refs[number]
        kind = self._index.types[ref]
        meta = dict(item.pairs("wp:postmeta"))
        media = self._index.media.get(number)
        template = self.name(meta.get("_wp_page_template", ""), LONGEST_NAME)
        parent = self._reference(item.get("wp:post_parent"))
        return Post(
            ref,
            kind,
            self.name(item.get("wp:post_name"), LONGEST_SLUG),
            self.text(item.get("title")),
            self._content(item.get("content:encoded")),
            self.text(item.get("excerpt:encoded")),
            status=_status(item.get("wp:status").strip()),
            date=moment_in(item.get("wp:post_date")),
            date_gmt=moment_in(item.get("wp:post_date_gmt")),
            modified=moment_in(item.get("wp:post_modified")),
            modified_gmt=moment_in(item.get("wp:post_modified_gmt")),
            author=self._author(item.get("dc:creator").strip()),
            parent=parent if parent != ref else "",
            order=_number(item.get("wp:menu_order")),
            comments_open=item.get("wp:comment_status").strip() == "open",
            pings_open=item.get("wp:ping_status").strip() == "open",
            password=self.name(item.get("wp:post_password"), LONGEST_PASSWORD),
            mime_type=media.mime_type if media else "",
            sticky=item.get("wp:is_sticky").strip() == "1",
            template=template if template != "default" else "",
            thumbnail=self._attachment(meta.get("_thumbnail_id", "")),
            terms=tuple(self._terms(item)),
            meta=tuple(self.meta(item.pairs("wp:postmeta"))),
            comments=tuple(self._comments.of(item, ref)),
            file=None if media is None else self._file(media),
        )

    def text(self, text: str) -> str:
        """Return a text with references, in which no e-mail address reaches anybody."""
        return self._contents.text(self._privacy.text(text))

    def name(self, text: str, most: int) -> str:
        """Return a name, which stays as it is, on one line of at most as many characters."""
        line = line_in(text, most)
        return line if OPENING not in line else line_in(text.replace("{", "("), most)

    def meta(self, fields: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Stored]]:
        """Yield the meta fields of anything that are neither WordPress's own notes nor somebody's secrets."""
        for key, value in fields:
            if not key or len(key) > LONGEST_META_KEY or key in _NO_META or key.lower().startswith(_OURS):
                continue
            if not self._privacy.is_personal(key):
                yield key, self.stored(value)

    def stored(self, value: str) -> Stored:
        """Return a stored value: to the byte as it was, unless something in it has to be changed."""
        if SERIALISED.match(value) is None:
            return self.text(value)
        try:
            value, structure = _unserialised(value)
            changed = self.structure(structure)
            if changed == structure:
                return value
            if not isinstance(changed, str):
                stored_json(Structure(changed))
                return Structure(changed)
        except ValueError:  # lengths that are wrong stay wrong
            pass
        return self._kept(value)

    def structure(self, value: Any) -> Any:
        """Return a value with the texts in it changed as texts of posts are."""
        if isinstance(value, str):
            return self._content(value)
        if isinstance(value, list):
            return [self.structure(item) for item in value]
        if isinstance(value, dict):
            return {key: self._entry(key, item) for key, item in value.items()}
        return value

    def _entry(self, key: str, item: Any) -> Any:
        if key == "$float":
            return item
        return "" if self.is_secret(key, item) else self.structure(item)

    def is_secret(self, key: str, item: Any) -> bool:
        """Say whether a text is a secret, by the name under which it stands; it is counted then."""
        return isinstance(item, str) and bool(item) and self._privacy.is_secret(key)

    def _content(self, text: str) -> str:
        """Return a text of a post, or one in an array, of which some plugins make a serialised value."""
        if SERIALISED.match(text) is None:
            return self.text(text)
        with suppress(NotPhp):
            text, _ = _unserialised(text)
        return self._kept(text)

    def _kept(self, value: str) -> str:
        """Return a value whose length is written somewhere, and so stays."""
        return escape_tokens(self._privacy.kept_length(value))

    def _author(self, login: str) -> str:
        return self._index.authors[login].ref if login else ""

    def _file(self, media: MediaFile) -> File:
        if not media.known and not media.mime_type.startswith("image/"):
            return File(self._uploads / media.path, media.path)
        sizes = dict(sorted(media.sizes.items()))
        return File(self._uploads / media.path, media.path, media.width, media.height, sizes)

    def _reference(self, number: str) -> str:
        return self._index.refs.get(number_in(number), "")

    def _attachment(self, number: str) -> str:
        ref = self._reference(number)
        return ref if self._index.types.get(ref) == "attachment" else ""

    def _terms(self, item: Element) -> Iterator[str]:
        found = (self._index.terms.get(term_key(one)) for one in item.every("category"))
        return iter(dict.fromkeys(term.ref for term in found if term is not None))


def _unserialised(value: str) -> tuple[str, Any]:
    """Return a value that PHP serialised, and what it is; NotPhp where it is none.

    A parser of XML makes line feeds of the line ends that browsers send, and lengths were taken before.
    """
    try:
        return value, parse_php(value.encode())
    except NotPhp:
        if "\n" not in value:
            raise
        restored = value.replace("\n", "\r\n")
        return restored, parse_php(restored.encode())


def _status(text: str) -> str:
    """Return a status, also one of a plugin's own; a draft for what cannot be one."""
    if not text:
        return "publish"
    return text if KEY.fullmatch(text) and len(text) <= LONGEST_TYPE else "draft"


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text) else 0
