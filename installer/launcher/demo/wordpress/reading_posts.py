"""Posts, their comments and their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.content.comments import clean_body
from launcher.demo.wordpress import rules
from launcher.demo.wordpress.document import Comment, File, Post, Size
from launcher.demo.wordpress.reading_people import read_email, read_url
from launcher.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePosixPath

    from launcher.demo.wordpress.reading_fields import SiteFields

_KEYS = (
    "ref", "type", "slug", "title", "content", "excerpt", "status", "date", "date_gmt", "modified", "modified_gmt",
    "author", "parent", "order", "comments_open", "pings_open", "password", "mime_type", "sticky", "template",
    "thumbnail", "terms", "meta", "comments", "file",
)  # fmt: skip
#: What a picture may measure; WordPress keeps no larger numbers in its metadata either.
MAX_SIDE = 100_000
MAX_SIZES = 200


def read_post(fields: SiteFields, origin: str = "") -> Post:
    """Return a post of any type, which was read from file and line ``origin`` where those are known."""
    fields.only(*_KEYS)
    kind = fields.text("type", empty=False)
    problem = rules.type_problem(kind)
    if problem:
        raise fields.wrong(f'"{kind}" {problem}', "type")
    file = _file(fields)
    if (kind == "attachment") != (file is not None):
        raise fields.wrong('an attachment has a "file", and nothing else has')
    status = _key(fields, "status", "publish")  # of an attachment it is WordPress's "inherit", as that of its parent
    return Post(
        ref=fields.reference("ref", empty=False),
        type=kind,
        slug=fields.plain("slug", rules.LONGEST_SLUG),
        title=fields.short("title", rules.LONGEST_TEXT),
        content=fields.long("content"),
        excerpt=fields.short("excerpt", rules.LONGEST_TEXT),
        status="inherit" if file is not None and status == "publish" else status,
        date=fields.moment("date"),
        date_gmt=fields.moment("date_gmt"),
        modified=fields.moment("modified"),
        modified_gmt=fields.moment("modified_gmt"),
        author=fields.reference("author"),
        parent=fields.reference("parent"),
        order=fields.integer("order", 0, least=-(2**31), most=2**31 - 1),
        comments_open=fields.boolean("comments_open", default=False),
        pings_open=fields.boolean("pings_open", default=False),
        password=fields.plain("password", rules.LONGEST_PASSWORD),
        mime_type=fields.matching("mime_type", rules.MIME_TYPE, "a media type such as image/jpeg"),
        sticky=fields.boolean("sticky", default=False),
        template=fields.plain("template", rules.LONGEST_NAME),
        thumbnail=fields.reference("thumbnail"),
        terms=fields.references("terms"),
        meta=fields.meta(),
        comments=tuple(map(_comment, fields.every("comments", "a comment"))),
        file=file,
        origin=origin,
    )


def read_sizes(fields: SiteFields, key: str) -> Mapping[str, Size]:
    """Return picture sizes by name."""
    inner = fields.below(key)
    if inner is None:
        return {}
    if len(inner.mapping) > MAX_SIZES:
        raise fields.wrong(f'"{key}" must have at most {MAX_SIZES} entries', key)
    sizes = {}
    for name in inner.mapping:
        # Themes name sizes freely ("post-thumbnail", "Hero 2x"); the name becomes a key of an array, and no file's.
        if not name.strip() or len(name) > rules.LONGEST_NAME:
            raise inner.wrong(f'"{name[:60]}" is no name of a size', name)
        size = inner.below(name)
        assert size is not None
        size.only("width", "height", "crop")
        sizes[name] = Size(
            size.integer("width", 0, most=MAX_SIDE),
            size.integer("height", 0, most=MAX_SIDE),
            size.boolean("crop", default=False),
        )
    return sizes


def _file(fields: SiteFields) -> File | None:
    file = fields.below("file")
    if file is None:
        return None
    file.only("source", "path", "width", "height", "sizes")
    width, height = file.integer("width", 0, most=MAX_SIDE), file.integer("height", 0, most=MAX_SIDE)
    if bool(width) != bool(height):
        raise file.wrong('"width" and "height" belong together')
    sizes = read_sizes(file, "sizes")
    for name, size in sizes.items():
        if not (size.width and size.height and width):
            raise file.wrong("a size of a picture has a width and a height, and so has the picture", "sizes", name)
    path = _path(file, "path")
    problem = rules.upload_problem(path)
    if problem:
        raise file.wrong(f'"path" is {path}: {problem}', "path")
    return File(_path(file, "source"), path, width, height, sizes)


def _path(fields: SiteFields, key: str) -> PurePosixPath:
    from launcher.bundle.names import parse_name

    try:
        return parse_name(fields.text(key, empty=False))
    except BundleError as error:
        raise fields.wrong(f'"{key}" is no path of a file: {error.message}', key) from error


def _comment(fields: SiteFields) -> Comment:
    fields.only(
        "ref", "author", "content", "date", "date_gmt", "email", "url", "parent", "user", "approved", "type", "meta"
    )  # fmt: skip
    try:
        content = clean_body(fields.long("content"))
    except ValueError as error:
        raise fields.wrong(str(error), "content") from error
    date = fields.moment("date")
    return Comment(
        ref=fields.reference("ref", empty=False),
        author=fields.short("author", rules.LONGEST_COMMENT_AUTHOR),
        content=content,
        date=date,
        date_gmt=fields.moment("date_gmt"),
        email=read_email(fields),
        url=read_url(fields),
        parent=fields.reference("parent"),
        user=fields.reference("user"),
        approved=fields.boolean("approved", default=True),
        type=_key(fields, "type", "comment"),
        meta=fields.meta(),
    )


def _key(fields: SiteFields, key: str, default: str) -> str:
    value = fields.matching(key, rules.KEY, "small letters, digits, _ and -") or default
    if len(value) > rules.LONGEST_TYPE:
        raise fields.wrong(f'"{key}" must be at most {rules.LONGEST_TYPE} characters long', key)
    return value
