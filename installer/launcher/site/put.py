"""Put real pictures into the slots of an installed site: fitted in a child process, in place all or none."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from launcher.demo.fields import did_you_mean
from launcher.errors import PictureError, TargetError
from launcher.images.child import Child, Limits, Trouble
from launcher.images.fit import How
from launcher.platforms.spool import Spool
from launcher.site.installed import open_installed
from launcher.site.matching import match_files
from launcher.site.picture_files import pictures_in, read_picture_file
from launcher.site.replace import replace_files
from launcher.site.session import Settings
from launcher.site.slots import Slot, read_slots
from launcher.site.status import Fingerprint, is_put
from launcher.site.target import require_receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path, PurePosixPath

    from launcher.platforms.plan import Content
    from launcher.progress import Progress
    from launcher.site.handle import OpenFolder
    from launcher.site.slots import Picture, Slots

__all__ = ["How", "Placed", "PutResult", "put", "put_folder"]

_LIMITS = Limits(processor_seconds=60, clock_seconds=120)


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that was put into a slot: bytes, and what the owner should know about it."""

    slot: Slot
    file: Path
    size: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutResult:
    """What was put where; ``skipped`` are slots that hold something of the owner's already.

    ``unmatched`` are files of a folder that fit no slot, relative to it; ``still_open`` the pictures that stand for
    others after this.
    """

    target: Path
    placed: tuple[Placed, ...]
    skipped: tuple[Slot, ...]
    unmatched: tuple[str, ...]
    still_open: tuple[Picture, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {
            "target": str(self.target),
            "placed": [
                {
                    "path": str(placed.slot.path),
                    "file": str(placed.file),
                    "width": placed.slot.entry.width,
                    "height": placed.slot.entry.height,
                    "format": placed.slot.entry.format,
                    "size": placed.size,
                    "notes": list(placed.notes),
                }
                for placed in self.placed
            ],
            "skipped": [str(slot.path) for slot in self.skipped],
            "unmatched": list(self.unmatched),
            "open": [str(picture.slots[0].path) for picture in self.still_open],
        }


def put(
    target: Path,
    path: str,
    file: Path,
    *,
    how: How | None = None,
    only: bool = False,
    overwrite: bool = False,
    dry_run: bool = False,
    settings: Settings | None = None,
) -> PutResult:
    """Fit ``file`` into the slot ``path`` and, without ``only``, into all slots of that picture.

    A slot that the owner changed by other means is left alone, or refused if it is the one named, unless ``overwrite``
    is given. TargetError for a path that is no slot, PictureError for a file that cannot be used.
    """
    site = _Site(target, settings or Settings())
    picture, slot = site.find(path)
    if slot.state == "yours" and not overwrite and not site.may_replace(slot):
        hint = "--overwrite replaces it"
        raise TargetError("you have put something else there already", where=slot.path, hint=hint)
    wanted = [slot, *(other for other in picture.slots if other is not slot and not only)]
    usable = [one for one in wanted if one is slot or overwrite or site.may_replace(one)]
    pairs = [(one, file) for one in usable]
    return _put(site, pairs, _skipped(wanted, usable), (), how or How(), dry_run=dry_run)


def put_folder(
    target: Path,
    folder: Path,
    *,
    how: How | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    settings: Settings | None = None,
) -> PutResult:
    """Fit every picture in ``folder`` whose name matches into its slots, in one transaction.

    PictureError lists the names that may mean more than one slot, or the files that cannot be used.
    """
    site = _Site(target, settings or Settings())
    files, others = pictures_in(folder)
    matches = match_files(files, site.slots.pictures)
    if matches.ambiguous:
        hint = "give them the path of the slot below the folder; nothing was changed"
        raise PictureError("some names do not say which slot they are for", matches.ambiguous, where=folder, hint=hint)
    placeholders = site.placeholders(matches.found, folder)
    wanted = [(slot, file) for slot, file in matches.found if file not in placeholders]
    usable = [(slot, folder / file) for slot, file in wanted if overwrite or site.may_replace(slot)]
    skipped = _skipped([slot for slot, _ in wanted], [slot for slot, _ in usable])
    unmatched = sorted(map(str, {*matches.unmatched, *others, *placeholders}))
    return _put(site, usable, skipped, tuple(unmatched), how or How(), dry_run=dry_run)


class _Site:
    """The slots of a target, and what stood in each when they were read."""

    def __init__(self, target: Path, settings: Settings) -> None:
        self.target = target
        self.settings = settings
        with open_installed(target, settings.state, wait=settings.wait) as (folder, receipts):
            receipt = require_receipt(receipts, target)
            self._files = {file.path: file for file in receipt.files}
            paths = {str(image["path"]) for image in receipt.images}
            # Looked at before the states are read: what changes after this is noticed when it is to be replaced.
            self.seen = {path: _fingerprint(folder, path) for path in paths}
            self.slots: Slots = read_slots(target, state=settings.state, wait=settings.wait, progress=settings.progress)
            put = {file.path: file.put for file in receipt.files if file.put}
            self._ours = {path for path in paths & put.keys() if is_put(folder, path, put[path])}

    def may_replace(self, slot: Slot) -> bool:
        """Whether nothing is lost where the slot is filled: a placeholder is there, or what was put there before."""
        return slot.state == "open" or (slot.state == "yours" and str(slot.path) in self._ours)

    def find(self, given: str) -> tuple[Picture, Slot]:
        """Return the slot that a path means, relative to the target or to where we are; TargetError without one."""
        path = self._inside(given)
        known = {
            str(slot.path): (picture, slot)
            for picture in self.slots.pictures
            for slot in picture.slots
            if slot.entry.inline is None
        }
        if path not in known:
            what = "is no placeholder" if path in self._files else "is not there"
            raise TargetError(
                f"{path} {what} in this site{did_you_mean(path, known)}",
                where=self.target,
                hint=f"`launcher images {self.target}` lists every picture that can be replaced",
            )
        picture, slot = known[path]
        if slot.entry.recipe is None:
            raise TargetError(
                f"it is {slot.entry.format}, which cannot be fitted",
                where=slot.path,
                hint="copy a file of yours over it; it stays yours",
            )
        return picture, slot

    def _inside(self, given: str) -> str:
        """Return a path relative to the target; TargetError where it leaves it."""
        plain = os.path.normpath(given)
        known = {str(slot.path) for picture in self.slots.pictures for slot in picture.slots}
        if plain in known:
            return plain
        # A path as a shell completes it: from here, or absolute. Links are resolved as far as the folder alone.
        parent, name = os.path.split(os.path.abspath(given))  # noqa: PTH100 - the last name is not resolved
        real = os.path.join(os.path.realpath(parent), name)  # noqa: PTH118
        root = str(self.slots.target)
        if real.startswith(root.rstrip("/") + "/"):
            return os.path.relpath(real, root)
        if os.path.isabs(given) or plain == ".." or plain.startswith("../"):  # noqa: PTH117 - text, not a file
            raise TargetError(f"{given} is not inside the site", where=self.target)
        return plain

    def placeholders(self, found: Sequence[tuple[Slot, PurePosixPath]], folder: Path) -> set[PurePosixPath]:
        """Return the files that are nothing but the placeholder itself, as in a copy of the site."""
        same = set()
        for slot, file in found:
            installed, path = self._files[str(slot.path)], folder / file
            if path.stat().st_size == installed.size:
                with path.open("rb") as stream:
                    if hashlib.file_digest(stream, "sha256").hexdigest() == installed.sha256:
                        same.add(file)
        return same


def _fingerprint(folder: OpenFolder, path: str) -> Fingerprint | None:
    status = folder.look(path)
    return None if status is None else Fingerprint.of(status)


def _skipped(wanted: Sequence[Slot], usable: Sequence[Slot]) -> tuple[Slot, ...]:
    names = {slot.name for slot in usable}
    return tuple(slot for slot in wanted if slot.name not in names)


def _put(
    site: _Site,
    pairs: Sequence[tuple[Slot, Path]],
    skipped: tuple[Slot, ...],
    unmatched: tuple[str, ...],
    how: How,
    *,
    dry_run: bool,
) -> PutResult:
    """Fit every file and, unless it is a dry run, put all of them in place."""
    with Spool() as spool:
        placed, contents = _fit(pairs, how, spool, site.settings.progress)
        if contents and not dry_run:
            replace_files(site.target, contents, site.seen, settings=site.settings)
    done = {slot.name for slot, _ in pairs}
    still_open = tuple(
        picture
        for picture in site.slots.pictures
        if any(slot.state == "open" and slot.name not in done for slot in picture.slots)
    )
    return PutResult(site.slots.target, tuple(placed), skipped, unmatched, still_open)


def _fit(
    pairs: Sequence[tuple[Slot, Path]], how: How, spool: Spool, progress: Progress
) -> tuple[list[Placed], dict[str, Content]]:
    """Fit every file into its slots, in the order of files; PictureError lists all that cannot be used."""
    slots: dict[Path, list[Slot]] = {}
    for slot, file in pairs:
        slots.setdefault(file, []).append(slot)
    placed: list[Placed] = []
    contents: dict[str, Content] = {}
    problems: list[str] = []
    progress.step("fitting", len(pairs))
    offset = 0
    with Child("launcher.images.fit", _LIMITS) as child, spool.path.open("ab", buffering=0) as output:
        for file, wanted in slots.items():
            try:
                notes, sizes = _ask(child, file, wanted, how, output.write)
            except Trouble as error:
                problems.append(f"{file}: {error}")
                os.ftruncate(output.fileno(), offset)
                continue
            finally:
                progress.advance(len(wanted))
            for slot, size, said in zip(wanted, sizes, notes, strict=True):
                contents[str(slot.path)] = spool.content(offset, size)
                placed.append(Placed(slot, file, size, tuple(said)))
                offset += size
    if problems:
        raise PictureError(
            "a file cannot be used" if len(problems) == 1 else f"{len(problems)} files cannot be used",
            problems,
            hint="nothing was changed",
        )
    return placed, contents


def _ask(
    child: Child, file: Path, slots: Sequence[Slot], how: How, sink: Callable[[bytes], object]
) -> tuple[list[list[str]], list[int]]:
    """Have a file fitted into slots; return what to know of each, and their sizes. The bytes go to the ``sink``."""
    recipes = [slot.entry.recipe.to_json() for slot in slots if slot.entry.recipe is not None]

    def keep(piece: bytes) -> None:
        try:
            sink(piece)
        except OSError as error:
            raise TargetError(f"the temporary file cannot be written: {error.strerror}") from error

    answer, _ = child.ask({"slots": recipes, "how": how}, read_picture_file(file), sink=keep)
    return answer["notes"], answer["sizes"]
