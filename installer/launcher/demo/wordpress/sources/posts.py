"""Make posts of a document of the items of an export, on the second look through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.document import Comment, File, Post, Structure
from launcher.demo.wordpress.php_values import SIGN, NotPhp, parse_php
from launcher.demo.wordpress.rules import LONGEST_COMMENT_AUTHOR, LONGEST_META_KEY, LONGEST_SLUG, LONGEST_URL

if TYPE_CHECKING:
    from collections.abc import Iterator
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
_STATUS = frozenset({"publish", "future", "draft", "pending", "private", "inherit"})
_APPROVED = {"1": True, "approve": True, "0": False, "hold": False}
_NO_DATE = "0000-00-00 00:00:00"


class PostMaker:
    """Makes posts of items of exports that ``index`` has seen."""

    def __init__(self, index: Index, contents: Contents, privacy: Privacy, uploads: PurePosixPath) -> None:
        """``uploads`` is the folder of the bundle in which the files of attachments stand."""
        self._index = index
        self._contents = contents
        self._privacy = privacy
        self._uploads = uploads

    def post(self, item: Element) -> Post:
        """Return the post of an item that the index has a reference for."""
        number = int(item.get("wp:post_id"))
        ref = self._index.refs[number]
        kind = self._index.types[ref]
        meta = {one.get("wp:meta_key"): one.get("wp:meta_value") for one in item.every("wp:postmeta")}
        media = self._index.media.get(number)
        status = item.get("wp:status")
        return Post(
            ref,
            kind,
            item.get("wp:post_name")[:LONGEST_SLUG],
            self._text(item.get("title")),
            self._text(item.get("content:encoded")),
            self._text(item.get("excerpt:encoded")),
            status=status if status in _STATUS else "publish",
            date=_date(item.get("wp:post_date")),
            date_gmt=_date(item.get("wp:post_date_gmt")),
            modified=_date(item.get("wp:post_modified")),
            modified_gmt=_date(item.get("wp:post_modified_gmt")),
            author=self._author(item.get("dc:creator").strip()),
            parent=self._reference(item.get("wp:post_parent")),
            order=_number(item.get("wp:menu_order")),
            comments_open=item.get("wp:comment_status") == "open",
            pings_open=item.get("wp:ping_status") == "open",
            password=item.get("wp:post_password"),
            mime_type=_mime_type(media.path) if media else "",
            sticky=item.get("wp:is_sticky").strip() == "1",
            template=meta.get("_wp_page_template", "").removeprefix("default"),
            thumbnail=self._reference(meta.get("_thumbnail_id", "")),
            terms=tuple(self._terms(item)),
            meta=tuple(self._meta(item, "wp:postmeta")),
            comments=tuple(self._comments(item, ref)),
            file=None if media is None else self._file(media),
        )

    def _author(self, login: str) -> str:
        return self._index.authors[login].ref if login else ""

    def _file(self, media: MediaFile) -> File:
        sizes = dict(sorted(media.sizes.items()))
        return File(self._uploads / media.path, media.path, media.width, media.height, sizes)

    def _text(self, text: str) -> str:
        return self._contents.text(self._privacy.text(text))

    def _reference(self, number: str) -> str:
        return self._index.refs.get(_number(number), "")

    def _terms(self, item: Element) -> Iterator[str]:
        seen = set()
        for one in item.every("category"):
            term = self._index.terms.get((one.attributes.get("domain", "category"), one.attributes.get("nicename", "")))
            if term is not None and term.ref not in seen:
                seen.add(term.ref)
                yield term.ref

    def _meta(self, item: Element, element: str) -> Iterator[tuple[str, Stored]]:
        for one in item.every(element):
            key, value = one.get("wp:meta_key"), one.get("wp:meta_value")
            if key and len(key) <= LONGEST_META_KEY and key not in _NO_META and not self._privacy.is_personal(key):
                yield key, self.stored(value)

    def stored(self, value: str) -> Stored:
        """Return a stored value: to the byte as it was, unless something in it has to be changed."""
        if SIGN.match(value) is None:
            return self._text(value)
        try:
            structure = parse_php(value.encode())
        except NotPhp:
            return self._contents.text(value) if "{launcher:" in value else value  # lengths that are wrong stay wrong
        changed = self.structure(structure)
        return value if changed == structure or isinstance(changed, str) else Structure(changed)

    def structure(self, value: Any) -> Any:
        """Return a value with the texts in it changed as texts of posts are."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.structure(item) for item in value]
        if isinstance(value, dict):
            return {key: item if key == "$float" else self.structure(item) for key, item in value.items()}
        return value

    def _comments(self, item: Element, post: str) -> Iterator[Comment]:
        kept = [one for one in item.every("wp:comment") if one.get("wp:comment_approved").strip() in _APPROVED]
        self._index.skipped["spam comment"] = self._index.skipped.get("spam comment", 0) + (
            sum(1 for _ in item.every("wp:comment")) - len(kept)
        )
        refs = {one.get("wp:comment_id"): f"comment/{one.get('wp:comment_id')}" for one in kept}
        for place, one in enumerate(kept):
            self._privacy.email(one.get("wp:comment_author_email").strip())
            self._privacy.ip(one.get("wp:comment_author_IP").strip())
            date = _date(one.get("wp:comment_date"))
            yield Comment(
                refs.get(one.get("wp:comment_id")) or f"comment/{post}/{place}",
                _cut(self._text(one.get("wp:comment_author")), LONGEST_COMMENT_AUTHOR),
                self._text(one.get("wp:comment_content")),
                date,
                _date(one.get("wp:comment_date_gmt")),
                url=_web(one.get("wp:comment_author_url").strip()),
                parent=refs.get(one.get("wp:comment_parent"), ""),
                user=self._index.author_numbers.get(_number(one.get("wp:comment_user_id")) or -1, ""),
                approved=_APPROVED[one.get("wp:comment_approved").strip()],
                type=one.get("wp:comment_type").strip() or "comment",
                meta=tuple(self._meta(one, "wp:commentmeta")),
            )


def _mime_type(path: PurePosixPath) -> str:
    import mimetypes

    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _date(text: str) -> str:
    text = text.strip()
    return "" if text == _NO_DATE or len(text) != len(_NO_DATE) else text


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 10 else 0


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")


def _web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) and len(address) <= LONGEST_URL else ""
