"""Check what a bundle brings into a WordPress: no code but its theme's, and a site document that fits together."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.errors import BundleError, LauncherError, TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from launcher.bundle.read import BundleReader
    from launcher.demo.model import WordPressLayout
    from launcher.demo.wordpress.document import SiteDocument
    from launcher.demo.wordpress.texts import Keys

_NAME = "wordpress"
#: More mistakes of one document than this are not told apart any more.
_MOST = 200


def wordpress_findings(reader: BundleReader) -> Iterator[Finding]:
    """Yield the findings about the WordPress part of a bundle."""
    layout = reader.manifest.wordpress
    if layout is None:
        if _NAME in reader.manifest.platforms:
            yield Finding(
                "wordpress-missing",
                "error",
                "the demo is said to be for WordPress, and has nothing for it",
                "launcher.yaml",
                hint="write `wordpress: true`, or take wordpress out of platforms",
            )
        return
    from launcher.platforms.wordpress.files import file_problems, is_unused

    names = tuple(reader.names())
    refused = dict(file_problems(names, layout))
    for path, problem in refused.items():
        yield Finding("wordpress-file", "error", problem, str(path))
    for path in names:
        if path not in refused and is_unused(path, layout):
            yield Finding("wordpress-unused", "warning", "nothing of a WordPress is made of it", str(path))
    try:
        yield from _document_findings(reader, layout)
    except BundleError as error:
        yield Finding(error.code, "error", error.message, error.where or "", error.line, error.hint or "")
    except LauncherError as error:
        code = "template-error" if isinstance(error, TemplateError) else "wordpress-document"
        yield Finding(code, "error", error.message, error.where or "", error.line, error.hint or "")


def _document_findings(reader: BundleReader, layout: WordPressLayout) -> Iterator[Finding]:
    from launcher.demo.options import sample_answers
    from launcher.demo.wordpress.document import Post
    from launcher.demo.wordpress.references import document_problems
    from launcher.platforms.table import PLATFORMS
    from launcher.platforms.wordpress.answers import unknown_answers
    from launcher.platforms.wordpress.content import site_document
    from launcher.platforms.wordpress.platform import place_text

    answers = sample_answers(PLATFORMS[_NAME].options(reader.manifest))
    document = site_document(reader, answers)
    names = frozenset(reader.names())
    place = _place(layout, names)

    def also(thing: SiteDocument | Post, keys: Keys) -> Iterator[tuple[Keys, str]]:
        yield from unknown_answers(thing, answers, keys)
        if isinstance(thing, Post) and thing.file is not None and thing.file.source not in names:
            yield (*keys, "file"), f"the bundle has no file {thing.file.source}"

    for keys, problem in islice(document_problems(document, also), _MOST):
        yield Finding("wordpress-document", "error", f"{place_text(keys)}: {problem}", place)
    yield from _theme_findings(document, layout, names)


def _place(layout: WordPressLayout, names: frozenset[PurePosixPath]) -> str:
    """Return the file in which a mistake of the document most likely is; "" where it is made of articles alone."""
    for name in ("site.json", "site.yaml"):
        if layout.root / name in names:
            return str(layout.root / name)
    return ""


def _theme_findings(
    document: SiteDocument, layout: WordPressLayout, names: frozenset[PurePosixPath]
) -> Iterator[Finding]:
    if document.theme is None:
        return
    for theme in filter(None, (document.theme.stylesheet, document.theme.template)):
        style = layout.root / "themes" / theme / "style.css"
        if style not in names:
            yield Finding(
                "wordpress-theme",
                "warning",
                f'the theme "{theme}" is not in the bundle, so it can be installed only where the site has it already',
                str(style),
            )
