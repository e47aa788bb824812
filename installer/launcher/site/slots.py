"""The pictures of an installed site that still stand for others: what its owner has to replace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from launcher.demo.uses import LONGEST_PAGE, Use, find_uses
from launcher.errors import TargetError
from launcher.images.aspect import aspect_of
from launcher.images.ledger import LedgerEntry
from launcher.images.variants import picture_key
from launcher.progress import SilentProgress
from launcher.site.installed import open_installed
from launcher.site.status import Survey, compare
from launcher.site.target import require_receipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from launcher.progress import Progress
    from launcher.site.handle import OpenFolder, StrPath
    from launcher.site.receipt import Receipt

#: open: the placeholder is there. yours: the owner put something else there. lost: nothing is there.
State = Literal["open", "yours", "lost"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one picture: what the bundle has there, what became of it, and which pages show it."""

    entry: LedgerEntry
    state: State
    uses: tuple[Use, ...]

    @property
    def path(self) -> PurePosixPath:
        """The file in the target; of an inline picture, the text that it stands in."""
        return self.entry.path

    @property
    def name(self) -> str:
        """The path, with the place inside it for an inline picture."""
        return f"{self.path}@{self.entry.inline.offset}" if self.entry.inline else str(self.path)

    @property
    def aspect(self) -> str:
        """The ratio of width to height, such as 3:2."""
        return aspect_of(self.entry.width, self.entry.height)

    @property
    def transparent(self) -> bool:
        """Whether the picture has, or may have, a transparent ground."""
        recipe = self.entry.recipe
        return recipe is not None and (recipe.shape != "full" or recipe.format in {"svg", "svgz", "ico", "cur"})

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages that show it, each once, the first page first."""
        return tuple(dict.fromkeys(str(use.page) for use in self.uses))

    def to_json(self) -> dict[str, Any]:
        """Return the slot as JSON values."""
        recipe = self.entry.recipe
        return {
            "path": str(self.path),
            **({"inline": self.entry.inline.offset} if self.entry.inline else {}),
            "width": self.entry.width,
            "height": self.entry.height,
            "aspect": self.aspect,
            "format": self.entry.format,
            "transparent": self.transparent,
            "frames": recipe.frames if recipe else 1,
            "kind": self.entry.decision,
            "shows": recipe.sample if recipe else self.entry.sample,
            "state": self.state,
            "uses": [
                {"page": str(use.page), "how": use.how, "file": str(use.file), "line": use.line, "detail": use.detail}
                for use in self.uses
            ],
        }


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in all its sizes and formats; the largest slot is the first."""

    slots: tuple[Slot, ...]

    @property
    def state(self) -> State:
        """Open while any of its slots is."""
        states = [slot.state for slot in self.slots]
        return "open" if "open" in states else states[0]


@dataclass(frozen=True, slots=True)
class Slots:
    """Every slot of an installed site, sorted by path and grouped by picture. ``target`` is real and absolute."""

    name: str
    version: str
    target: Path
    pictures: tuple[Picture, ...]

    def count(self, state: State) -> int:
        """Return how many pictures are of a state."""
        return sum(picture.state == state for picture in self.pictures)

    def only_open(self) -> Slots:
        """Return the pictures that are still to be replaced."""
        pictures = tuple(picture for picture in self.pictures if picture.state == "open")
        return Slots(self.name, self.version, self.target, pictures)

    def to_json(self) -> dict[str, Any]:
        """Return the slots as JSON values."""
        return {
            "name": self.name,
            "version": self.version,
            "target": str(self.target),
            "open": self.count("open"),
            "yours": self.count("yours"),
            "lost": self.count("lost"),
            "pictures": [
                {"state": picture.state, "slots": [slot.to_json() for slot in picture.slots]}
                for picture in self.pictures
            ],
        }


def read_slots(
    target: Path, *, state: StrPath | None = None, wait: float = 0.0, progress: Progress | None = None
) -> Slots:
    """Return the slots of the site in ``target``; nothing is changed, and the bundle is not needed."""
    progress = progress or SilentProgress()
    with open_installed(target, state, wait=wait) as (folder, receipts):
        receipt = require_receipt(receipts, target)
        entries = read_entries(folder, receipt)
        progress.step("comparing", len(entries))
        states = _states(folder, receipt, entries, progress)
        progress.step("reading pages")
        uses = _uses(folder, receipt, entries)
    slots = [Slot(entry, state, _uses_of(entry, uses)) for entry, state in zip(entries, states, strict=True)]
    return Slots(receipt.name, receipt.version, folder.where, tuple(group(slots)))


def read_entries(folder: OpenFolder, receipt: Receipt) -> list[LedgerEntry]:
    """Return what the receipt remembers of the image ledger; TargetError where it is damaged."""
    try:
        return [LedgerEntry.from_json(dict(image)) for image in receipt.images]
    except ValueError as error:
        raise TargetError(f"the receipt is damaged: {error}", where=folder.name) from error


def group(slots: Iterable[Slot]) -> list[Picture]:
    """Put the sizes and formats of one picture together, the largest first; pictures in the order of their slots."""
    pictures: dict[str, list[Slot]] = {}
    for slot in slots:
        # What is inside a text, and films and documents, have no variants that a name could tell.
        alone = slot.entry.inline is not None or slot.entry.decision != "placeholder"
        pictures.setdefault(f"/{slot.name}" if alone else picture_key(slot.path), []).append(slot)
    return [Picture(tuple(sorted(slots, key=_largest_first))) for slots in pictures.values()]


def _largest_first(slot: Slot) -> tuple[int, str]:
    return -slot.entry.width * slot.entry.height, str(slot.path)


def _states(folder: OpenFolder, receipt: Receipt, entries: list[LedgerEntry], progress: Progress) -> list[State]:
    paths = {str(entry.path) for entry in entries}
    files = tuple(file for file in receipt.files if file.path in paths)
    found = compare(folder, receipt._replace(files=files), progress.advance, trust_stamps=True)
    changed, lost = set(found.changed), set(found.lost)
    return [
        "lost"
        if str(entry.path) in lost
        else "yours"
        if str(entry.path) in changed and not _is_still_inside(folder, entry)
        else "open"
        for entry in entries
    ]


def _is_still_inside(folder: OpenFolder, entry: LedgerEntry) -> bool:
    """Whether a text that the owner changed has the inline placeholder of ``entry`` still in it."""
    if entry.inline is None or entry.recipe is None:
        return False
    from base64 import b64encode

    from launcher.images.draw import CannotDraw, draw

    status = folder.look(str(entry.path))
    if status is None or status.st_size > LONGEST_PAGE:
        return False
    try:
        encoded = b64encode(draw(entry.recipe))
    except CannotDraw:
        return False
    # JSON and scripts may escape the slashes of base64.
    return encoded.rstrip(b"=") in b"".join(folder.read(str(entry.path))).replace(b"\\/", b"/")


def _uses(folder: OpenFolder, receipt: Receipt, entries: list[LedgerEntry]) -> Mapping[PurePosixPath, tuple[Use, ...]]:
    """Return the uses of each picture, in the site as it is now, with the owner's own pages."""
    survey = Survey(folder)
    sizes = {PurePosixPath(path): size for path, size in survey.files()}

    def read(path: PurePosixPath) -> bytes:
        if sizes[path] > LONGEST_PAGE:
            return b""
        try:
            return b"".join(folder.read(str(path)))
        except TargetError:  # the owner removed it just now, or keeps it closed to us
            return b""

    url = receipt.answers.get("site_url", "")
    found: dict[PurePosixPath, list[Use]] = {}
    images = {entry.path for entry in entries if entry.inline is None}
    for use in find_uses(sizes, read, images, site_url=str(url)):
        found.setdefault(use.image, []).append(use)
    return {path: tuple(uses) for path, uses in found.items()}


def _uses_of(entry: LedgerEntry, uses: Mapping[PurePosixPath, tuple[Use, ...]]) -> tuple[Use, ...]:
    if entry.inline is not None:
        return (Use(entry.path, entry.path, "inline", entry.path, 0),)
    return uses.get(entry.path, ())
