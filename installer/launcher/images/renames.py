"""New names for pictures whose names are fingerprints of the originals, in the tree and in all texts that say them."""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from launcher.images.hashed_names import hashed_name, may_be_hashed
from launcher.images.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import PurePosixPath

    from launcher.demo.tree import SourceFile
    from launcher.images.decision import FileDecision
    from launcher.images.hashed_names import Scheme

# A digest this long means one file wherever it stands; a shorter one only as a part of the whole name.
_UNMISTAKABLE = 20
_PIECE = re.compile(rb"[0-9A-Za-z]{4,}")
_LETTERS = re.compile("[0-9A-Za-z]{4,}")


@dataclass(frozen=True, slots=True)
class _Token:
    """A digest in a name: old and new letters, as many, and the parts of the name around them, as texts write them."""

    old: bytes
    new: bytes
    around: tuple[tuple[bytes, bytes], ...]
    path: PurePosixPath

    def stands_at(self, data: bytes, start: int) -> bool:
        """Say whether the digest at ``start`` means this file."""
        if start < 0 or not data.startswith(self.old, start):
            return False
        if len(self.old) >= _UNMISTAKABLE:
            return True
        end = start + len(self.old)
        return any(data[:start].endswith(before) and data.startswith(behind, end) for before, behind in self.around)


class Renames:
    """The new names of one demo. Files are noted first, then named, then texts are asked for what changes in them."""

    def __init__(self, names: Iterable[str]) -> None:
        """``names`` are the paths of all files of the demo."""
        self._taken = {name.casefold() for name in names}
        self._noted: dict[PurePosixPath, tuple[SourceFile, Scheme]] = {}
        self._paths: dict[PurePosixPath, PurePosixPath] = {}
        self._kept: dict[PurePosixPath, PurePosixPath] = {}
        self._tokens: dict[bytes, list[tuple[int, _Token]]] = {}
        self._lengths: tuple[int, ...] = ()

    def note(self, file: SourceFile) -> None:
        """Look whether the name of a picture, film or document is a fingerprint of it; OSError as for any file."""
        if not file.size or not may_be_hashed(file.path.name):
            return
        with file.file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            scheme = hashed_name(file.path, content)
        if scheme is not None:
            self._noted[file.path] = (file, scheme)

    def __bool__(self) -> bool:
        return bool(self._noted)

    def guard(self, path: PurePosixPath, data: bytes) -> None:
        """Keep the names that a text says which cannot be rewritten."""
        for noted, (_, scheme) in self._noted.items():
            digest = noted.name[scheme.start : scheme.end].encode()
            if digest in data or digest.decode().encode("utf-16-le") in data:
                self._kept.setdefault(noted, path)

    def settle(self, content_of: Callable[[SourceFile], bytes | None]) -> None:
        """Name the files anew; ``content_of`` gives what the bundle gets for one, None where it is not replaced."""
        for path, (file, scheme) in self._noted.items():
            if path in self._kept:
                continue
            content = content_of(file)
            if content is not None:
                self._name(path, scheme, content)
        self._lengths = tuple(sorted({len(piece) for piece in self._tokens}))

    def _name(self, path: PurePosixPath, scheme: Scheme, content: bytes) -> None:
        number = 0
        while str(new := path.with_name(scheme.rename(path.name, content, number=number))).casefold() in self._taken:
            number += 1  # pictures of one size and scene are equal, and each needs a name
        self._taken.add(str(new).casefold())
        self._paths[path] = new
        before, old, behind = path.name[: scheme.start], path.name[scheme.start : scheme.end], path.name[scheme.end :]
        around = {(before.encode(), behind.encode()), (quote(before).encode(), quote(behind).encode())}
        token = _Token(old.encode(), new.name[scheme.start : scheme.end].encode(), tuple(sorted(around)), path)
        longest = max(_LETTERS.finditer(old), key=lambda found: len(found[0]), default=None)
        if longest is not None:
            self._tokens.setdefault(longest[0].encode(), []).append((longest.start(), token))

    def path_of(self, path: PurePosixPath) -> PurePosixPath:
        """Return where a file of the demo stands in the bundle."""
        return self._paths.get(path, path)

    def apply(self, decision: FileDecision) -> FileDecision:
        """Return a decision under the new name of its file."""
        new = self._paths.get(decision.path)
        if new is None:
            return decision
        entries = tuple(replace(entry, path=new) for entry in decision.entries)
        reason = f"{decision.reason}; renamed, for {decision.path.name} was a digest of the original"
        return replace(decision, path=new, entries=entries, reason=reason)

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield a span for each old digest in a text; each is as long as before, so that counted lengths stay right."""
        if not self._tokens:
            return
        done = 0
        for piece in _PIECE.finditer(data):
            for start, token in self._standing_in(data, piece):
                if start >= done:
                    yield Span(start, len(token.old), token.new)
                    done = start + len(token.old)

    def _standing_in(self, data: bytes, piece: re.Match[bytes]) -> Iterator[tuple[int, _Token]]:
        """Yield the digests that end with a piece of text; an escape such as %2F may stand right before one."""
        for length in self._lengths:
            start = piece.end() - length
            if start < piece.start():
                return
            for at, token in self._tokens.get(data[start : piece.end()], ()):
                if token.stands_at(data, start - at):
                    yield start - at, token

    @property
    def kept(self) -> list[tuple[PurePosixPath, PurePosixPath]]:
        """The files whose names had to stay, by path, each with a text that says its name and cannot be rewritten."""
        return sorted(self._kept.items())
