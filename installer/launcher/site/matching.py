"""Which file of a folder belongs into which slot, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.images.variants import picture_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from launcher.site.slots import Picture, Slot

_Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Slots with the file for each, files that fit none, and why some names cannot be decided on."""

    found: tuple[tuple[Slot, PurePosixPath], ...]
    unmatched: tuple[PurePosixPath, ...]
    ambiguous: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A file that means ``slots``, all of one picture; the lower the ``rank``, the more exactly."""

    file: PurePosixPath
    rank: int
    slots: tuple[Slot, ...]
    whole: bool  # it is for every slot of the picture that no other file means


def match_files(files: Iterable[PurePosixPath], pictures: Sequence[Picture]) -> Matches:
    """Match ``files``, relative to their folder, with slots, whatever the case of letters.

    A file means the slot of its path, then that of its path without suffix, then one whose path ends so; last it means
    a picture whose path is or ends so without the marks of a size. The other slots of a picture take the file of the
    largest.
    """
    names = _Names(pictures)
    claims: dict[int, list[_Claim]] = {}
    unmatched: list[PurePosixPath] = []
    ambiguous: list[str] = []
    for file in sorted(files, key=str):
        meant = names.meant_by(file)
        if not meant:
            unmatched.append(file)
        elif len(meant) > 1:
            ambiguous.append(f"{file} may be for {_either([str(claim.slots[0].path) for claim in meant.values()])}")
        else:
            ((number, claim),) = meant.items()
            claims.setdefault(number, []).append(claim)
    found: list[tuple[Slot, PurePosixPath]] = []
    for number, rivals in sorted(claims.items()):
        matched, doubts = _share_out(pictures[number], rivals)
        found += matched
        ambiguous += doubts
        used = {file for _, file in matched}
        if not doubts:
            unmatched += [claim.file for claim in rivals if claim.file not in used]
    return Matches(tuple(found), tuple(sorted(unmatched, key=str)), tuple(ambiguous))


class _Names:
    """The names of all slots, for lookups from the most to the least exact."""

    def __init__(self, pictures: Sequence[Picture]) -> None:
        # By rank: what the parts of a path, or the last of them, are a name of.
        self._ranks: list[dict[_Parts, list[tuple[int, Slot]]]] = [{} for _ in range(5)]
        for number, picture in enumerate(pictures):
            for slot in picture.slots:
                if slot.entry.inline is not None or slot.entry.decision != "placeholder":
                    continue
                exact, bare, plain = _parts(slot.path), _bare(slot.path), _plain(slot.path)
                self._add(0, exact, number, slot)
                self._add(1, bare, number, slot)
                self._add(3, plain, number, slot)
                for rank, parts in ((2, bare), (4, plain)):
                    for start in range(1, len(parts)):
                        self._add(rank, parts[start:], number, slot)

    def _add(self, rank: int, parts: _Parts, number: int, slot: Slot) -> None:
        self._ranks[rank].setdefault(parts, []).append((number, slot))

    def meant_by(self, file: PurePosixPath) -> dict[int, _Claim]:
        """Return the claims of a file, by the number of the picture; those of the best rank alone."""
        exact, bare, plain = _parts(file), _bare(file), _plain(file)
        for rank, parts in enumerate((exact, bare, bare, plain, plain)):
            if hits := self._ranks[rank].get(parts):
                slots: dict[int, list[Slot]] = {}
                for number, slot in hits:
                    slots.setdefault(number, []).append(slot)
                return {number: _Claim(file, rank, tuple(meant), whole=rank >= 3) for number, meant in slots.items()}
        return {}


def _share_out(picture: Picture, claims: list[_Claim]) -> tuple[list[tuple[Slot, PurePosixPath]], list[str]]:
    """Give each slot of a picture its file; also say which files cannot be told apart."""
    chosen: dict[str, _Claim] = {}
    doubts: list[str] = []
    for slot in picture.slots:
        meant = [claim for claim in claims if not claim.whole and slot in claim.slots]
        best = [claim for claim in meant if claim.rank == min(other.rank for other in meant)]
        if len(best) > 1:
            doubts.append(f"{_either([str(claim.file) for claim in best])} may be for {slot.path}")
        elif best:
            chosen[slot.name] = best[0]
    general = [claim for claim in claims if claim.whole]
    best = [claim for claim in general if claim.rank == min(other.rank for other in general)]
    if len(best) > 1 and not chosen:
        doubts.append(f"{_either([str(claim.file) for claim in best])} may be for {picture.slots[0].path}")
    if doubts:
        return [], doubts
    # Slots come the largest first, so the first file chosen is that of the largest slot that has one.
    rest = next(iter(chosen.values()), None) or best[0]
    fitting = [slot for slot in picture.slots if slot.entry.inline is None and slot.entry.decision == "placeholder"]
    return [(slot, chosen.get(slot.name, rest).file) for slot in fitting], []


def _either(names: list[str]) -> str:
    return " or ".join(dict.fromkeys(names))


def _parts(path: PurePosixPath) -> _Parts:
    return tuple(part.casefold() for part in path.parts)


def _bare(path: PurePosixPath) -> _Parts:
    return _parts(path.with_suffix("")) if path.suffix else _parts(path)


def _plain(path: PurePosixPath) -> _Parts:
    return _parts(PurePosixPath(picture_key(path)))
