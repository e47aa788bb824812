"""Decide what becomes of each file of a demo, and say why.

Every raster is replaced unless a keep rule names it. What can show pictures in another way is replaced by a sample of
its kind or left out. Nothing is passed over in silence: docs/images.md has the table.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from launcher.errors import DemoError
from launcher.images.decision import Action, FileDecision, drawn, hides, left_out
from launcher.images.dimensions import size_of
from launcher.images.draw import CannotDraw
from launcher.images.fingerprint import fingerprint_of
from launcher.images.inline import LONGEST_TEXT
from launcher.images.kinds import DRAWABLE, HEAD_SIZE, Kind, identify
from launcher.images.ledger import SVG_RULE, LedgerEntry, Recipe
from launcher.images.probe import UnreadableImage, probe_file
from launcher.images.produce import Placeholders, produce
from launcher.images.recipes import RecipeMaker, is_likely_asset
from launcher.images.remote.entry import entry_of
from launcher.images.rules import RuleBook, Ruling
from launcher.images.text import Span, decide_text

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import PurePosixPath

    from launcher.demo.model import Demo
    from launcher.demo.tree import SourceFile
    from launcher.images.changes import Changes
    from launcher.images.hidden import Hidden
    from launcher.images.remote.pictures import Brought
    from launcher.images.samples import Library

#: Decisions that may wait for their drawings.
_AHEAD = 4096

_NAMES = {
    "design": "a design source",
    "archive": "an archive or other container that could hold pictures",
    "flash": "a Flash film",
    "video": "a video",
    "audio": "an audio file",
    "pdf": "a document",
}


def decide(
    demo: Demo,
    files: Iterable[SourceFile],
    library: Library | None = None,
    *,
    changes: Changes | None = None,
    jobs: int = 1,
) -> Generator[FileDecision]:
    """Yield the decision about each of ``files``, which come sorted by path; DemoError where one cannot be read.

    ``changes`` has read the texts of all files before; the files that it brings in follow at the end. With more than
    one of ``jobs``, placeholders are drawn by as many processes while the files after them are decided. ``library`` is
    the one that comes with Launcher, but in tests.
    """
    from launcher.images.samples import shipped_library

    library = library or shipped_library()
    with Placeholders(library, jobs) as placeholders:
        decider = _Decider(demo, placeholders, changes)
        if changes is not None:
            changes.renames.settle(decider.content_of)
        ahead = deque[FileDecision]()
        for decided in chain(map(decider.decide, files), map(decider.bring, changes.brought() if changes else ())):
            decision = replace(decided, placeholders=placeholders)
            decision = changes.renames.apply(decision) if changes else decision
            if decision.action == "draw" and decision.entries[0].recipe is not None:
                placeholders.order(decision.entries[0].recipe)
            ahead.append(decision)
            if jobs < 2 or len(ahead) > _AHEAD:
                yield ahead.popleft()
        yield from ahead


class _Decider:
    """The rules of one demo."""

    def __init__(self, demo: Demo, placeholders: Placeholders, changes: Changes | None) -> None:
        self._demo = demo
        self._placeholders = placeholders
        self._changes = changes
        self._rewritten: dict[PurePosixPath, bytes | None] = {}
        self._makers = RecipeMaker(placeholders.library, demo.images)
        self._rules = RuleBook(demo.images)

    def decide(self, file: SourceFile) -> FileDecision:
        if file.ignored_by:
            return FileDecision(file.path, file.file, "leave-out", file.ignored_by, asked=file.asked)
        ruling = self._rules.ruling(file.path)
        if ruling is not None and ruling.kind == "omit":
            return FileDecision(file.path, file.file, "leave-out", str(ruling), asked=True)
        try:
            return self._by_kind(file, ruling)
        except OSError as error:
            raise DemoError(f"the file cannot be read: {error.strerror}", where=file.file) from error
        except CannotDraw as error:
            raise DemoError(f"no placeholder can be drawn: {error}", where=file.file) from error

    def _by_kind(self, file: SourceFile, ruling: Ruling | None) -> FileDecision:
        with file.file.open("rb") as opened:
            kind = identify(opened.read(HEAD_SIZE), name=file.path)
        if kind.group in {"font", "other"}:
            return self._binary(file, kind, ruling)
        if kind.group == "text":
            return self._text(file, kind, ruling)
        if ruling is not None and ruling.kind == "keep":
            return self._kept(file, kind, ruling)
        decision = self._showing(file, kind, ruling)
        if ruling is None:
            return decision
        # The author has thought about this file: no hint that it may be part of the theme.
        return replace(decision, reason=f"{decision.reason}; {ruling}", hint_asset=False)

    def _binary(self, file: SourceFile, kind: Kind, ruling: Ruling | None) -> FileDecision:
        """Copy a font, program or unknown file, unless a picture is hidden in it that no rule keeps."""
        from launcher.images.hidden import find_hidden_in

        hidden = find_hidden_in(file.file, kind)
        if hidden is None:
            return FileDecision(file.path, file.file, "copy")
        if ruling is not None and ruling.kind == "keep":
            return self._kept(file, kind, ruling)
        return hides(file, hidden)

    def bring(self, brought: Brought) -> FileDecision:
        """Decide about a file that stands for one on another host."""
        action: Action = "sample" if brought.medium else "draw"
        entry = entry_of(brought, self._makers, self._placeholders.library)
        what = self._why(entry.recipe) if entry.recipe is not None else f'sample "{entry.sample}"'
        size = f", size from {brought.why}" if brought.why else ""
        return FileDecision(brought.path, self._demo.root, action, f"{what}{size}; {brought.origin}", entries=(entry,))

    def _change(self, file: SourceFile, data: bytes) -> list[Span]:
        """Return what changes in a text beside its inline pictures."""
        if self._changes is None:
            return []
        integrity = self._changes.integrity(file.path, data, self._rewrite)
        names = self._changes.renames.spans(data)
        return [*self._changes.references(file.path, data), *integrity, *names]

    def content_of(self, file: SourceFile) -> bytes | None:
        """Return what stands in for a picture, film or document, None where nothing does."""
        decision = self.decide(file)
        if decision.action not in {"draw", "sample"}:
            return None
        content = produce(replace(decision, placeholders=self._placeholders))
        return content if isinstance(content, bytes) else content.read_bytes()

    def _rewrite(self, file: SourceFile) -> bytes | None:
        """Return the new bytes of a file, None for one that is not rewritten: a page waits for what it hashes."""
        if file.path not in self._rewritten:
            self._rewritten[file.path] = None  # no file can hold its own hash
            decision = self.decide(file)
            if decision.action == "rewrite":
                content = produce(replace(decision, placeholders=self._placeholders))
                assert isinstance(content, bytes)
                self._rewritten[file.path] = content
        return self._rewritten[file.path]

    def _showing(self, file: SourceFile, kind: Kind, ruling: Ruling | None) -> FileDecision:
        match kind.group:
            case "raster":
                return self._raster(file, kind)
            case "svg":
                return self._svg(file, kind, ruling)
            case "video" | "audio" | "pdf":
                return self._medium(file, kind)
        return left_out(file, f"it is {_NAMES[kind.group]} ({kind.format})")

    def _kept(self, file: SourceFile, kind: Kind, ruling: Ruling) -> FileDecision:
        width, height = size_of(file.file, kind)
        assert ruling.rule is not None
        entry = LedgerEntry(file.path, kind.format, width, height, "kept")
        entry = replace(entry, license=ruling.rule.license, source=ruling.rule.source, rule=ruling.pattern)
        inside: tuple[LedgerEntry, ...] = ()
        if kind.format == "svg" and file.size <= LONGEST_TEXT:
            text = file.file.read_bytes()
            inside = decide_text(file.path, text, self._makers, self._placeholders, keep=ruling.grounds).entries
        reason = f"{ruling}, {entry.license}"
        return FileDecision(file.path, file.file, "copy", reason, entries=(entry, *inside))

    def _raster(self, file: SourceFile, kind: Kind) -> FileDecision:
        if kind.format not in DRAWABLE:
            return left_out(file, f"{kind.format} cannot be drawn")
        try:
            info = probe_file(file.file)
            assert info is not None
            recipe = self._makers.raster(file.path, info, fingerprint_of(file.file))
        except UnreadableImage as error:
            return left_out(file, f"the {kind.format} cannot be read: {error}")
        except ValueError as error:
            return left_out(file, f"the {kind.format} is too large: {error}")
        likely = is_likely_asset(file.path, info)
        return replace(drawn(file, recipe, self._why(recipe)), hint_asset=likely)

    def _why(self, recipe: Recipe) -> str:
        shown = f'scene "{recipe.sample}"' if recipe.sample else "plain"
        return f"{recipe.format}, {recipe.width}×{recipe.height}, {shown}"

    def _svg(self, file: SourceFile, kind: Kind, ruling: Ruling | None) -> FileDecision:
        from launcher.images.svg import read_root, root_size, unpack_svg

        if file.size > LONGEST_TEXT:
            return left_out(file, "the SVG is too long to be searched for pictures")
        data = file.file.read_bytes()
        try:
            text = unpack_svg(data) if kind.format == "svgz" else data
        except ValueError as error:
            return left_out(file, f"the SVG cannot be read: {error}")
        root = read_root(text)
        changes = [] if kind.format == "svgz" else self._change(file, text)
        decided = decide_text(
            file.path, text, self._makers, self._placeholders, keep=None, drawings=self._drawings(), changes=changes
        )
        # Inside a compressed file nothing can be replaced byte by byte, and UTF-16 hides what is inside.
        closed = (bool(decided.spans) and kind.format == "svgz") or _hidden_in_text(data, kind) is not None
        wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        if ruling is not None or self._demo.images.svg == "replace" or not self._demo.license or closed or wide:
            recipe = self._makers.svg(kind.format, root)
            return drawn(file, recipe, f"{kind.format}, {recipe.width}×{recipe.height}")
        if decided.refusal:
            return left_out(file, decided.refusal)
        width, height = root_size(root)
        entry = LedgerEntry(file.path, kind.format, width, height, "kept")
        licence = self._demo.license
        entry = replace(entry, license=licence, source=f"drawn for {self._demo.name}", rule=SVG_RULE)
        action: Action = "rewrite" if decided.spans else "copy"
        reason = f"vector drawing, {licence}" + (f"; {decided.reason}" if decided.reason else "")
        return FileDecision(
            file.path, file.file, action, reason, entries=(entry, *decided.entries), spans=decided.spans
        )

    def _drawings(self) -> dict[str, str] | None:
        """Return the grounds on which vector drawings are kept, None where they are replaced."""
        if self._demo.images.svg == "replace" or not self._demo.license:
            return None
        source = f"drawn for {self._demo.name}"
        return {"license": self._demo.license, "source": source, "rule": SVG_RULE}

    def _medium(self, file: SourceFile, kind: Kind) -> FileDecision:
        from launcher.images.choose import choose_medium

        medium = choose_medium(self._placeholders.library, kind.format, *size_of(file.file, kind))
        if medium is None:
            return left_out(file, f"it is {_NAMES[kind.group]}, and there is no sample in {kind.format}")
        entry = LedgerEntry(file.path, medium.format, medium.width, medium.height, "sample", sample=medium.name)
        return FileDecision(file.path, file.file, "sample", f'sample "{medium.name}"', entries=(entry,))

    def _text(self, file: SourceFile, kind: Kind, ruling: Ruling | None) -> FileDecision:
        if file.size > LONGEST_TEXT:
            return left_out(file, "the text is too long to be searched for pictures")
        data = file.file.read_bytes()
        keep = ruling.grounds if ruling is not None and ruling.kind == "keep" else None
        hidden = _hidden_in_text(data, kind)
        if hidden is not None:
            # The rule is for the whole file then: nothing inside has a place of its own in a text.
            return self._kept(file, kind, ruling) if ruling is not None and keep else hides(file, hidden)
        changes = [] if keep is not None or kind.format == "utf-16" else self._change(file, data)
        decided = decide_text(
            file.path, data, self._makers, self._placeholders, keep=keep, drawings=self._drawings(), changes=changes
        )
        if decided.refusal:
            return left_out(file, decided.refusal)
        return FileDecision(
            file.path,
            file.file,
            "rewrite" if decided.spans else "copy",
            decided.reason,
            entries=decided.entries,
            spans=decided.spans,
        )


def _hidden_in_text(data: bytes, kind: Kind) -> Hidden | None:
    """Look for pictures among the bytes of a text that no text has."""
    from launcher.images.hidden import find_hidden, has_binary
    from launcher.images.probe.source import Source

    return find_hidden(Source(data), kind) if has_binary(data) else None
