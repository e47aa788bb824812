"""Pack a theme and an export of WordPress: arrange them as a demo, with a site document and a file for each medium."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.demo.model import Arrangement, WordPressLayout
from launcher.demo.wordpress.parts import FRAME, write_parts
from launcher.demo.wordpress.sources.attachments import MEDIA_FORMATS
from launcher.demo.wordpress.sources.recognise import read_theme, theme_folder
from launcher.demo.wordpress.sources.site import ExportedSite, ExportFiles
from launcher.errors import ContentError, DemoError
from launcher.images.info import ImageInfo
from launcher.images.inline import LONGEST_TEXT
from launcher.images.remote.address import shown_origin
from launcher.images.remote.pictures import Brought

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.demo.model import Demo, WordPressImport
    from launcher.demo.wordpress.sources.attachments import MediaFile

_SAMPLED = frozenset({"mp4", "webm", "ogv", "mp3", "ogg", "wav", "m4a", "pdf"})


@dataclass(frozen=True, slots=True)
class Imported:
    """A demo as it is packed, the files that come with it without being in it, and what there is to say about both."""

    demo: Demo
    media: tuple[Brought, ...] = ()
    findings: tuple[Finding, ...] = ()


@contextmanager
def imported(demo: Demo) -> Iterator[Imported]:
    """Yield the demo as it is packed; one without an export of WordPress is as it was."""
    if demo.imports is None:
        yield Imported(demo)
        return
    layout = demo.wordpress or WordPressLayout()
    slug = theme_folder(demo.imports, demo.name)
    uploads = layout.root / "uploads"
    header = read_theme(demo.root / demo.imports.theme)
    if header is None:
        raise DemoError(
            "there is no theme: its style.css must begin with a comment that has a Theme Name",
            where=demo.root / demo.imports.theme,
        )
    site = ExportedSite(_export_files(demo, demo.imports, slug, header.template), uploads)
    with tempfile.TemporaryDirectory(prefix="launcher-") as folder:
        made = _write(Path(folder), site, demo.root)
        arrangement = _arrangement(demo.imports, layout, slug, made)
        media = tuple(_brought(uploads, item) for item in site.media)
        arranged = replace(demo, wordpress=layout, arrangement=arrangement)
        yield Imported(arranged, media, tuple(_findings(site, layout)))


def _write(folder: Path, site: ExportedSite, source: Path) -> dict[PurePosixPath, Path]:
    """Write the document, in parts where it is long; return its files by their path in the bundle's WordPress part.

    What is too long for `pack` to search for pictures is too long for a bundle: everything but the posts together.
    """
    try:
        paths = write_parts(folder, site.frame(), site.posts())
    except ContentError as error:
        raise DemoError(f"the export cannot be packed: {error}", where=source) from error
    except OSError as error:
        raise DemoError(f"the site document cannot be written: {error.strerror}", where=folder) from error
    length = (folder / FRAME).stat().st_size
    if length > LONGEST_TEXT:
        raise DemoError(
            f"the export makes a site document of {length:,} bytes without its posts, and {LONGEST_TEXT:,} is the most",
            where=source,
            hint="export a part of the site, such as its newest posts",
        )
    return {path: folder / path for path in paths}


def _export_files(demo: Demo, imports: WordPressImport, slug: str, template: str) -> ExportFiles:
    return ExportFiles(
        tuple(demo.root / path for path in imports.content),
        demo.root / imports.widgets if imports.widgets else None,
        demo.root / imports.customizer if imports.customizer else None,
        {name: demo.root / path for name, path in imports.redux.items()},
        slug,
        template,
    )


def _arrangement(
    imports: WordPressImport, layout: WordPressLayout, slug: str, made: dict[PurePosixPath, Path]
) -> Arrangement:
    target = layout.root / FRAME
    read = [*imports.content, imports.widgets, imports.customizer, *imports.redux.values()]
    return Arrangement(
        moved={imports.theme: layout.root / "themes" / slug},
        read={path: f"it was read into {target}" for path in read if path is not None},
        made={layout.root / path: file for path, file in made.items()},
    )


def _brought(uploads: PurePosixPath, item: MediaFile) -> Brought:
    form = MEDIA_FORMATS[item.path.suffix.lower()]
    # A palette keeps the PNG of a picture that may well be a photograph small.
    info = ImageInfo(form, item.width, item.height, mode="P" if form in {"gif", "png"} else "RGB")
    why = "the metadata of the export" if item.known else "a guess: the export does not say its size"
    medium = form if form in _SAMPLED else ""
    return Brought(uploads / item.path, shown_origin(item.url), info, "" if medium else why, medium)


def _findings(site: ExportedSite, layout: WordPressLayout) -> Iterator[Finding]:
    """Yield what somebody should know who hands the bundle out."""
    path = str(layout.root / FRAME)
    counts = site.privacy.counts
    kinds = {"email": "e-mail addresses", "ip": "addresses of computers", "login": "names for logging in",
             "meta": "fields of customers or with secrets"}  # fmt: skip
    replaced = [f"{counts[kind]} {words}" for kind, words in kinds.items() if counts[kind]]
    if replaced:
        yield Finding("export-personal", "warning", f"replaced or left out: {', '.join(replaced)}", path)
    if site.skipped:
        listed = ", ".join(f"{count} × {kind}" for kind, count in site.skipped.items())
        yield Finding("export-left-out", "warning", f"left out of the export: {listed}", path)
    if site.refused_options:
        listed = ", ".join(site.refused_options)
        yield Finding("export-option", "warning", f"left out, for no bundle may set them: {listed}", path)
    for item in site.media:
        if not item.known and MEDIA_FORMATS[item.path.suffix.lower()] not in _SAMPLED:
            message = f"the export does not say its size; it is taken for {item.width} × {item.height}"
            hint = "regenerate the media on the site and export it again"
            yield Finding("export-size", "warning", message, str(layout.root / "uploads" / item.path), hint=hint)
