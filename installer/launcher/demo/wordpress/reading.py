"""Read a site document, ``site.json`` or ``site.yaml``: strictly, bounded, every mistake with its line or its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.documents import Document, load_yaml
from launcher.demo.wordpress.document import DOCUMENT_VERSION, SiteDocument
from launcher.demo.wordpress.reading_fields import SiteFields
from launcher.demo.wordpress.reading_menus import read_menu, read_sidebars, read_theme
from launcher.demo.wordpress.reading_people import read_author, read_term
from launcher.demo.wordpress.reading_posts import read_post
from launcher.demo.wordpress.references import document_problems
from launcher.demo.wordpress.rules import LONGEST_TEXT, MAX_PARTS, option_problem
from launcher.errors import ContentError

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from launcher.demo.wordpress.document import Stored

#: Limits of a document in JSON: bytes, levels of nesting, values.
MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 128
MAX_VALUES = 4_000_000
_KEYS = (
    "document", "title", "tagline", "language", "timezone", "permalinks", "front_page", "posts_page", "posts_per_page",
    "theme", "options", "authors", "terms", "posts", "parts", "menus", "sidebars",
)  # fmt: skip


def read_site(data: bytes, *, where: PurePosixPath, complete: bool = True) -> SiteDocument:
    """Return the document in a file's bytes, YAML where its name ends so, else JSON.

    Raises ContentError for the first mistake. A document that is not ``complete`` may name references that are not in
    it: those of what it is added to.
    """
    document = load_document(data, where)
    site, parts = _read(document)
    if parts:
        raise SiteFields(document).wrong("only the site.json of a bundle has posts in parts", "parts")
    if complete:
        for keys, problem in document_problems(site):
            raise SiteFields(document).wrong(problem, *keys)
    return site


def read_frame(data: bytes, *, where: PurePosixPath) -> tuple[SiteDocument, int]:
    """Return the document in the bytes of a ``site.json``, and in how many files beside it its posts stand.

    Raises ContentError for the first mistake; whether its references name anything is not looked at.
    """
    return _read(load_document(data, where))


def load_document(data: bytes, where: PurePosixPath) -> Document:
    """Return the plain values of a file; ContentError where it is neither YAML nor JSON, as its name says."""
    if where.suffix.lower() in {".yaml", ".yml"}:
        return load_yaml(data, where=where, error=ContentError)
    from launcher.bundle.json_gate import JsonRefused, load_json

    try:
        value = load_json(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH, max_values=MAX_VALUES)
    except JsonRefused as error:
        raise ContentError(f"the site document cannot be read: {error}", where=where) from error
    return Document(value, str(where), ContentError)


def _read(document: Document) -> tuple[SiteDocument, int]:
    fields = SiteFields(document, title="the site document")
    fields.only(*_KEYS)
    version = fields.integer("document", most=10**6)
    if version != DOCUMENT_VERSION:
        raise fields.wrong(
            f'"document" is {version}; this program reads version {DOCUMENT_VERSION}',
            "document",
            hint=f"write document: {DOCUMENT_VERSION}, or use a newer launcher",
        )
    parts = fields.integer("parts", 0, most=MAX_PARTS)
    if parts and "posts" in fields.mapping:
        raise fields.wrong("the posts stand either here or in parts", "posts")
    site = SiteDocument(
        title=fields.short("title", LONGEST_TEXT),
        tagline=fields.short("tagline", LONGEST_TEXT),
        language=fields.matching(
            "language", r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*", "a language such as de or pt-BR"
        ),
        timezone=_timezone(fields),
        permalinks=fields.matching("permalinks", r"/[^\s{}<>\"'?#]*", "a structure such as /%postname%/"),
        front_page=fields.reference("front_page"),
        posts_page=fields.reference("posts_page"),
        posts_per_page=fields.integer("posts_per_page", 0, most=1000),
        theme=read_theme(fields),
        options=_options(fields),
        authors=tuple(map(read_author, fields.every("authors", "an author"))),
        terms=tuple(map(read_term, fields.every("terms", "a term"))),
        posts=tuple(map(read_post, fields.every("posts", "a post"))),
        menus=tuple(map(read_menu, fields.every("menus", "a menu"))),
        sidebars=read_sidebars(fields),
    )
    return site, parts


def _timezone(fields: SiteFields) -> str:
    form = r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){0,2}|UTC[-+](?:[0-9]|1[0-4])(?:\.5|\.75|:[0-9]{2})?"
    return fields.matching("timezone", form, "a time zone such as Europe/Vienna or UTC+2")


def _options(fields: SiteFields) -> dict[str, Stored]:
    options = fields.stored_by_name("options")
    for name in options:
        problem = option_problem(name)
        if problem:
            raise fields.wrong(f'"{name}" {problem}', "options", name)
    return options
