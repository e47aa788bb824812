"""Make of a site document one that importers of WXR take in whole: what they need said, what they lose put otherwise.

Seen in wordpress-importer (WP_Import) and One Click Demo Import (WXRImporter): a file becomes theirs only as an
attachment, in the folder of its date; two posts of one type, title and date are one to them; a comment has the dates
that the export says, or none; an entry of a menu that leads to an archive is dropped.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import File, Post, size_path
from launcher.demo.wordpress.lazy_posts import joined_posts
from launcher.demo.wordpress.texts import texts_of
from launcher.demo.wordpress.tokens import find_tokens
from launcher.export.dates import Calendar

if TYPE_CHECKING:
    from collections.abc import Collection

    from launcher.demo.wordpress.document import MenuItem, SiteDocument

#: What a WordPress takes as an upload from 6.1 on: wp_get_mime_types of wp-includes/functions.php, but for HTML,
#: scripts and styles, which few accounts may upload.
_TAKEN = frozenset(
    """
    .jpg .jpeg .jpe .gif .png .bmp .tiff .tif .webp .ico .heic .asf .asx .wmv .wmx .wm .avi .divx .flv .mov .qt .mpeg
    .mpg .mpe .mp4 .m4v .ogv .webm .mkv .3gp .3gpp .3g2 .3gp2 .txt .asc .csv .tsv .ics .rtx .vtt .dfxp .mp3 .m4a .m4b
    .aac .ra .ram .wav .ogg .oga .flac .mid .midi .wma .wax .mka .rtf .pdf .tar .zip .gz .gzip .rar .7z .psd .xcf .doc
    .pot .pps .ppt .wri .xla .xls .xlt .xlw .mdb .mpp .docx .docm .dotx .dotm .xlsx .xlsm .xlsb .xltx .xltm .xlam .pptx
    .pptm .ppsx .ppsm .potx .potm .ppam .sldx .sldm .onetoc .onetoc2 .onetmp .onepkg .oxps .xps .odt .odp .ods .odg .odc
    .odb .odf .wp .wpd .key .numbers .pages
    """.split()  # noqa: SIM905 - a list would be a page long
)


@dataclass(frozen=True, slots=True)
class Importable:
    """A document that importers take, whether it has attachments, and which files of uploads they bring to no site.

    Those are of types that WordPress refuses, or no attachments since no text names them.
    """

    document: SiteDocument
    media: bool
    left: tuple[PurePosixPath, ...]


def importable(document: SiteDocument, uploads: Collection[PurePosixPath]) -> Importable:
    """Return the document with an attachment for each file of ``uploads`` that a text names, with dates and links."""
    attached: set[PurePosixPath] = set()
    named = _named(replace(document, posts=()))
    calendar = Calendar(document.timezone)
    for post in document.posts:
        calendar.look(post)
        attached |= _files(post)
        named |= _named(post)
    loose = {path for path in uploads if path in named and path not in attached}
    brought = attached | loose
    left = (path for path in uploads if path not in brought or path.suffix.lower() not in _TAKEN)
    posts = joined_posts(document.posts, tuple(map(_attachment, sorted(loose, key=str))))
    made = replace(_linked(document), posts=calendar.dated(posts))
    return Importable(made, bool(attached or loose), tuple(sorted(left, key=str)))


def _named(thing: SiteDocument | Post) -> set[PurePosixPath]:
    """Return the files of uploads that texts name."""
    tokens = (token for _, text, _ in texts_of(thing) for token in find_tokens(text))
    return {PurePosixPath(token.argument) for token in tokens if token.kind == "upload"}


def _files(post: Post) -> set[PurePosixPath]:
    """Return the file of an attachment, and those of its sizes."""
    file = post.file
    return {file.path, *(size_path(file.path, size) for size in file.sizes.values())} if file else set()


def _attachment(path: PurePosixPath) -> Post:
    return Post(
        f"{{{path}}}",  # no reference of a document has braces
        "attachment",
        path.stem,
        path.stem,
        status="inherit",
        mime_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        file=File(path, path),
    )


def _linked(document: SiteDocument) -> SiteDocument:
    """Let entries for archives lead to the same place in a way that is kept."""

    def link(item: MenuItem) -> MenuItem:
        children = tuple(map(link, item.children))
        if item.type != "post_type_archive":
            return replace(item, children=children)
        if item.object != "post":
            address = f"{{launcher:url:/?post_type={item.object}}}"
        elif document.posts_page:
            return replace(item, type="post_type", object=document.posts_page, children=children)
        else:
            address = "{launcher:url:/}"
        return replace(item, type="custom", object="", url=address, children=children)

    return replace(document, menus=tuple(replace(menu, items=tuple(map(link, menu.items))) for menu in document.menus))
