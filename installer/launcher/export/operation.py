"""Export a bundle: a new folder or file for another installer, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from launcher.errors import LauncherError, TargetError
from launcher.export.importable import importable
from launcher.export.notes import fetching_notes, media_notes, missing_note
from launcher.export.numbers import Addresses, Numbers
from launcher.reasons import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from launcher.bundle.limits import Limits
    from launcher.bundle.read import BundleReader
    from launcher.bundle.signing.verify import Trust
    from launcher.demo.model import AnswerValue, Option
    from launcher.platforms.wordpress.layout import Laid

Format = Literal["wxr", "ocdi", "blueprint"]
#: Where the exported site is thought to be, and where importers find its media, unless the user says otherwise.
SITE_URL = "https://demo.example"
MEDIA_URL = "http://localhost:8080/uploads"
#: Numbers of posts begin here: hardly any site has one, so that an importer can keep them.
_FIRST_NUMBER = 4_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What to export, and how: ``given`` answers options, ``ask`` is called for the others."""

    bundle: Path
    format: Format
    output: Path | None = None
    given: Mapping[str, str | AnswerValue] | None = None
    ask: Callable[[Option], str] | None = None
    url: str = SITE_URL
    media_url: str = MEDIA_URL
    trust: Trust | None = None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written, its files relative to ``path`` (of a folder), and what the format could not take along."""

    path: Path
    format: Format
    files: tuple[str, ...]
    notes: tuple[str, ...]


def export(request: Request) -> ExportResult:
    """Write a bundle in another format, to ``output`` or a name of its own in the working directory.

    Nothing is overwritten. BundleError for a bundle that cannot be read, TargetError for one without a part for
    WordPress, LauncherError where the output cannot be written.
    """
    with _opened(request) as (reader, laid):
        name = f"{reader.manifest.name}-{reader.manifest.version}"
        target = request.output or Path(
            f"{name}.blueprint.zip" if request.format == "blueprint" else f"{name}-{request.format}"
        )
        _check_output(target)
        writing = _Writing(request, reader, laid)
        with _beside(target) as place:
            if request.format == "blueprint":
                from launcher.export.blueprint import write_blueprint

                write_blueprint(place, reader.manifest, laid)
                files: tuple[str, ...] = ()
            else:
                place.mkdir()
                writing.folder(place)
                files = tuple(sorted(file.relative_to(place).as_posix() for file in place.rglob("*") if file.is_file()))
        return ExportResult(target, request.format, files, tuple(writing.notes))


@contextmanager
def _opened(request: Request) -> Iterator[tuple[BundleReader, Laid]]:
    from launcher.bundle.read import open_bundle
    from launcher.demo.options import resolve_answers
    from launcher.platforms.wordpress.layout import laid_out
    from launcher.platforms.wordpress.platform import finished_document
    from launcher.platforms.wordpress.target import WordPress

    with open_bundle(request.bundle, request.limits, trust=request.trust) as reader:
        if reader.manifest.wordpress is None:
            raise TargetError(
                f"{reader.manifest.name} has nothing for WordPress, which these formats are for",
                where=request.bundle,
                hint="its author adds `wordpress: true` to launcher.yaml",
            )
        answers = resolve_answers(reader.manifest.options, request.given or {}, ask=request.ask)
        document = finished_document(reader, answers)
        with laid_out(reader, document, answers, WordPress("")) as laid:
            title = laid.document.title or reader.manifest.title
            yield reader, replace(laid, document=replace(laid.document, title=title))


class _Writing:
    """Writes the files of a folder for importers."""

    def __init__(self, request: Request, reader: BundleReader, laid: Laid) -> None:
        self._request = request
        self._manifest = reader.manifest
        self._laid = laid
        self.notes: list[str] = []
        uploads = PurePosixPath("wp-content", "uploads")
        self._media = {
            path.relative_to(uploads): content for path, content in laid.files.items() if path.is_relative_to(uploads)
        }
        self._made = importable(laid.document, self._media)
        self._document = self._made.document
        site = request.url.rstrip("/")
        theme = self._document.theme.stylesheet if self._document.theme else ""
        self._addresses = Addresses(
            site,
            request.media_url.rstrip("/"),
            f"{site}/wp-content/themes/{theme}",
            copied=frozenset(map(str, self._made.left)),
        )
        self._numbers = Numbers(self._document, _FIRST_NUMBER)

    def folder(self, place: Path) -> None:
        """Write content, media and themes, and for One Click Demo Import its other files."""
        from launcher.export.wxr import write_wxr

        with (place / "content.xml").open("x", encoding="utf-8", newline="\n") as stream:
            replaced = write_wxr(self._document, self._numbers, self._addresses, stream)
        if replaced:
            self.notes.append(f"{replaced} texts had characters that XML cannot hold; spaces or U+FFFD stand for them")
        self._uploads(place)
        self._themes(place)
        media_url = self._addresses.uploads if self._made.media else ""
        if self._request.format == "ocdi":
            self._settings(place)
        else:
            self.notes.append(missing_note(self._document))
            self.notes += fetching_notes(media_url)
        self.notes += media_notes(self._made.left, media_url)
        if self._request.url == SITE_URL:
            self.notes.append(f"links lead to {SITE_URL} where an importer leaves them alone: --url names the site")

    def _uploads(self, place: Path) -> None:
        for path, content in self._media.items():
            file = place / "uploads" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as stream:
                stream.writelines(content.chunks())

    def _themes(self, place: Path) -> None:
        from launcher.export.archive import write_zip

        themes = {path.parts[2] for path in self._laid.files if path.parts[:2] == ("wp-content", "themes")}
        for theme in sorted(themes):
            below = PurePosixPath("wp-content", "themes")
            files = {
                path.relative_to(below): content
                for path, content in self._laid.files.items()
                if path.is_relative_to(below / theme)
            }
            write_zip(place / f"{theme}.zip", files)

    def _settings(self, place: Path) -> None:
        from launcher.export import ocdi

        document = self._document
        written = {
            "settings.json": ocdi.settings_file(self._manifest.title, document, self._numbers, self._addresses),
            "demo-import.php": ocdi.hook_file(),
        }
        if document.sidebars:
            written["widgets.wie"] = ocdi.widgets_file(document, self._numbers, self._addresses)
        if document.theme is not None:
            written["customizer.dat"] = ocdi.customizer_file(document, self._numbers, self._addresses)
        elif document.options:
            self.notes.append("options are left out: the customizer's file belongs to a theme, and there is none")
        for name, text in written.items():
            (place / name).write_text(text, encoding="utf-8", newline="")


def _check_output(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise LauncherError("it is there already, and nothing is overwritten", where=target, hint="name another output")
    if not target.absolute().parent.is_dir():
        raise LauncherError(f"there is no folder {target.absolute().parent}", where=target)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a path in a new folder beside ``target``, to which what is there moves at the end."""
    with writing(target, "the export"):
        folder = Path(tempfile.mkdtemp(prefix=".launcher-", dir=target.absolute().parent))
        try:
            yield folder / "export"
            (folder / "export").rename(target)
        finally:
            with suppress(OSError):
                shutil.rmtree(folder)
