"""The gallery: one self-contained page that shows, page by page, every image of a bundle and how it was decided."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from launcher.demo.uses import LONGEST_PAGE, find_uses, is_page, page_order
from launcher.errors import BundleError, LauncherError
from launcher.images.aspect import aspect_of
from launcher.images.contact_sheet import Card, Section, render_sheet
from launcher.images.thumbnails import Thumbnails
from launcher.progress import SilentProgress
from launcher.reasons import writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path, PurePosixPath

    from launcher.bundle.read import BundleReader
    from launcher.demo.uses import Use
    from launcher.images.ledger import LedgerEntry
    from launcher.platforms.plan import Content
    from launcher.progress import Progress

#: A kept file is decoded for the gallery when it is at most this long, in bytes.
_LONGEST_KEPT = 32 * 1024 * 1024
#: What stands on more than half of so many pages is shown once, before them.
_MANY_PAGES = 4
_TAGS = ("placeholder", "kept", "sample")


def write_gallery(reader: BundleReader, file: Path, *, progress: Progress | None = None) -> None:
    """Write the gallery of an open bundle to ``file``, replacing what is there; LauncherError where it cannot."""
    page = render_gallery(reader, progress=progress)
    with writing(file, "the gallery"):
        file.write_text(page, encoding="utf-8")


def render_gallery(reader: BundleReader, *, progress: Progress | None = None) -> str:
    """Return the page; it loads nothing from elsewhere and holds no script of the bundle.

    The pages of a demo with templates are those of an install with the default answers. Where they cannot be rendered
    the page says why, and shows the images all the same.
    """
    progress = progress or SilentProgress()
    manifest = reader.manifest
    progress.step("rendering pages")
    uses, trouble = _find_uses(reader)
    entries: dict[PurePosixPath, list[LedgerEntry]] = {}
    for entry in manifest.images:
        entries.setdefault(entry.path, []).append(entry)
    progress.step("drawing small pictures")
    with Thumbnails(len(manifest.images)) as thumbnails:
        cards = _Cards(reader, thumbnails)
        sections = [*_page_sections(uses, entries, cards), *_other_sections(uses, entries, cards)]
        counts = Counter[str](entry.decision for entry in manifest.images)
        total = ", ".join(f"{counts[tag]} {tag}" for tag in _TAGS if counts[tag])
        facts = [
            f"{len(manifest.images)} images{': ' if total else ''}{total}. Licence {manifest.license}.",
            f"Content digest {reader.digest}",
            *([f"The pages cannot be rendered: {trouble}"] if trouble else ()),
        ]
        return render_sheet(f"{manifest.title} {manifest.version}", facts, sections, thumbnails.uris, tags=_TAGS)


def _find_uses(reader: BundleReader) -> tuple[list[Use], str]:
    """Return the uses of all images in the site as it is installed with the default answers, or none and why."""
    from launcher.demo.options import sample_answers
    from launcher.platforms.static import SITE_URL, StaticPlatform, preview

    images = {entry.path for entry in reader.manifest.images if entry.inline is None}
    answers = sample_answers(StaticPlatform().options(reader.manifest))
    try:
        with preview(reader) as site:
            files: Mapping[PurePosixPath, Content] = site.files

            def read(path: PurePosixPath) -> bytes:
                return b"".join(files[path].chunks()) if files[path].size <= LONGEST_PAGE else b""

            return find_uses(files, read, images, site_url=str(answers.get(SITE_URL.key, ""))), ""
    except BundleError:
        raise
    except LauncherError as error:
        return [], str(error)


class _Cards:
    """Makes the cards of one bundle's images."""

    def __init__(self, reader: BundleReader, thumbnails: Thumbnails) -> None:
        self._reader = reader
        self._thumbnails = thumbnails
        self._kept: dict[PurePosixPath, int | None] = {}

    def card(self, entry: LedgerEntry, uses: list[Use]) -> Card:
        """Return the card of an image with the ways in which a page uses it."""
        place = f"{entry.path} (inline, at byte {entry.inline.offset})" if entry.inline else str(entry.path)
        size = f"{entry.width} × {entry.height}" if entry.width else ""
        ways = tuple(dict.fromkeys(map(_way, uses)))
        facts = ", ".join(filter(None, (entry.format, size, aspect_of(entry.width, entry.height))))
        return Card(
            name=place,
            tag=entry.decision,
            facts=facts,
            notes=((f"as {'; '.join(ways)}",) if ways else ()) + (_reason(entry),),
            look=self._look(entry),
            width=entry.width,
            height=entry.height,
        )

    def _look(self, entry: LedgerEntry) -> int | None:
        if entry.recipe is not None:
            return self._thumbnails.of_recipe(entry.recipe)
        if entry.inline or entry.decision != "kept":
            return None
        if entry.path not in self._kept:
            small_enough = self._reader.content(entry.path).size <= _LONGEST_KEPT
            data = self._reader.read(entry.path) if small_enough else b""
            self._kept[entry.path] = self._thumbnails.of_file(entry.format, data) if data else None
        return self._kept[entry.path]


def _way(use: Use) -> str:
    """Say how a page uses an image, as in ``background of .hero in assets/site.css:12``."""
    if use.detail:
        return f"{use.how} of {use.detail} in {use.file}:{use.line}"
    return use.how if use.file == use.page else f"{use.how} in {use.file}"


def _reason(entry: LedgerEntry) -> str:
    if entry.recipe is not None:
        return f"scene “{entry.recipe.sample}”" if entry.recipe.sample else "plain"
    if entry.decision == "sample":
        return f"our sample “{entry.sample}”"
    return f"{entry.license}, {entry.source}"


def _page_sections(uses: list[Use], entries: Mapping[PurePosixPath, list[LedgerEntry]], cards: _Cards) -> list[Section]:
    """Return a section for each page with its images in page order, after one for what most pages have."""
    pages: dict[PurePosixPath, dict[PurePosixPath, list[Use]]] = {}
    for use in uses:
        pages.setdefault(use.page, {}).setdefault(use.image, []).append(use)
    html = [page for page in pages if is_page(page)]
    often = Counter(image for page in html for image in pages[page])
    common = {image for image, count in often.items() if len(html) >= _MANY_PAGES and count > len(html) / 2}
    shared: dict[PurePosixPath, list[Use]] = {}
    for page in html:
        for image in pages[page].keys() & common:
            shared.setdefault(image, []).extend(pages[page][image])
    sections = []
    if shared:
        found = [cards.card(entry, shared[image]) for image in sorted(shared, key=str) for entry in entries[image]]
        sections.append(Section("On most pages", f"of {len(html)} with images", tuple(found)))
    for page in sorted(pages, key=page_order):
        found = [
            cards.card(entry, ways)
            for image, ways in pages[page].items()
            if image not in common or not is_page(page)
            for entry in entries[image]
        ]
        sections.append(Section(str(page), "" if is_page(page) else "no page was seen to show these", tuple(found)))
    return sections


def _other_sections(
    uses: list[Use], entries: Mapping[PurePosixPath, list[LedgerEntry]], cards: _Cards
) -> list[Section]:
    """Return the sections of images that stand in texts, and of those that nothing uses."""
    used = {use.image for use in uses}
    inline = [cards.card(entry, []) for group in entries.values() for entry in group if entry.inline]
    unused = [
        cards.card(entry, [])
        for path, group in entries.items()
        if path not in used
        for entry in group
        if not entry.inline
    ]
    return [
        Section("Inside texts", "as data: URIs and the like", tuple(inline)),
        Section("On no page", "no page and no stylesheet names these; a script or a template may", tuple(unused)),
    ]
