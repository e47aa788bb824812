"""Say why one file of a demo is decided about as it is, without writing anything."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.demo.fields import did_you_mean
from launcher.demo.globs import Globs
from launcher.demo.tree import walk
from launcher.errors import DemoError
from launcher.images.changes import Changes
from launcher.images.choose import word_that_asks
from launcher.images.decide import decide
from launcher.images.inline import find_inline
from launcher.images.kinds import HEAD_SIZE, Kind, identify
from launcher.images.probe import UnreadableImage, probe_file
from launcher.images.rules import RuleBook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from launcher.demo.model import Demo
    from launcher.demo.tree import SourceFile
    from launcher.images.decision import FileDecision
    from launcher.images.info import ImageInfo
    from launcher.images.ledger import LedgerEntry, Recipe
    from launcher.images.remote.pictures import Brought
    from launcher.images.samples import Library

_SHOWN_BYTES = 16
_WORDS = {"copy": "copied", "draw": "replaced", "sample": "replaced by a sample", "rewrite": "rewritten"}


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture inside a text: where it stands in the source, what it is, and what becomes of it."""

    line: int
    offset: int
    what: str
    decision: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that led to the decision about one file. ``facts`` are for people: a word and what is behind it."""

    path: PurePosixPath
    decision: str
    reason: str
    kind: Kind | None = None
    first_bytes: str = ""
    info: ImageInfo | None = None
    trouble: str = ""
    rules: tuple[str, ...] = ()
    scene: str = ""
    ledger: tuple[LedgerEntry, ...] = ()
    inline: tuple[InlinePicture, ...] = ()
    hint: str = ""
    yaml: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as JSON values."""
        info = self.info
        return {
            "path": str(self.path),
            "decision": self.decision,
            "reason": self.reason,
            "kind": None if self.kind is None else {"group": self.kind.group, "format": self.kind.format},
            "first_bytes": self.first_bytes,
            "header": None
            if info is None
            else {
                "width": info.width,
                "height": info.height,
                "mode": info.mode,
                "alpha": info.alpha,
                "frames": info.frames,
                "orientation": info.orientation,
            },
            "trouble": self.trouble,
            "rules": list(self.rules),
            "scene": self.scene,
            "ledger": [entry.to_json() for entry in self.ledger],
            "inline": [
                {"line": item.line, "offset": item.offset, "what": item.what, "decision": item.decision}
                for item in self.inline
            ],
            "hint": self.hint,
            "yaml": self.yaml,
        }


def explain(
    demo: Demo, asked: Sequence[str], library: Library | None = None, *, media: Sequence[Brought] = ()
) -> tuple[Explanation, ...]:
    """Explain the files that ``asked`` names: paths in the demo or on the disk, folders, or globs; sorted by path.

    All files are decided about, as pack does, for the scene of one depends on its neighbours. DemoError where a path
    names nothing; it says what was likely meant. ``media`` are files that come with the demo by themselves.
    """
    files = {file.path: file for file in walk(demo)}
    wanted: set[PurePosixPath] = set()
    for text in asked:
        wanted |= _named(demo, text, files)
    book = RuleBook(demo.images)
    changes = Changes(demo, (str(path) for path, file in files.items() if not file.ignored_by), media, library)
    changes.survey(files.values)
    decisions = decide(demo, files.values(), library, changes=changes)
    return tuple(_explain(demo, decision, book) for decision in decisions if decision.path in wanted)


def _named(demo: Demo, text: str, files: dict[PurePosixPath, SourceFile]) -> set[PurePosixPath]:
    """Return the files that a path or glob names."""
    for path in _spellings(demo, text):
        if path in files:
            return {path}
        # Of a folder that a rule leaves out, the walk knows no files.
        over = next((parent for parent in path.parents if parent in files), None)
        if over is not None and (demo.root / path).exists():
            return {over}
        inside = {file for file in files if path in file.parents}
        if inside:
            return inside
        if (demo.root / path).exists():
            message = f'"{path}" is never part of a demo'
            hint = "docs/launcher-yaml.md lists the names that are passed over without a rule"
            raise DemoError(message, where=demo.root, hint=hint)
    if any(sign in text for sign in "*?["):
        try:
            globs = Globs([text])
        except ValueError as error:
            raise DemoError(str(error), where=demo.root) from error
        found = {path for path in files if globs.match(path)}
        if found:
            return found
        raise DemoError(f'no file of the demo matches "{text}"', where=demo.root)
    guess = did_you_mean(text, map(str, files)) or did_you_mean_name(text, files)
    raise DemoError(f'the demo has no file "{text}"{guess}', where=demo.root, hint="paths are those inside the demo")


def did_you_mean_name(text: str, files: dict[PurePosixPath, SourceFile]) -> str:
    """Return a guess by the name alone: the right file in the wrong folder."""
    name = PurePosixPath(text).name
    same = sorted(str(path) for path in files if path.name == name)
    return f' (did you mean "{same[0]}"?)' if same else ""


def _spellings(demo: Demo, text: str) -> Iterator[PurePosixPath]:
    """Yield what a path may mean inside the demo: as it is, or as a path on the disk, which a shell completes."""
    path = PurePosixPath(text.replace("\\", "/") if "\\" in text and "/" not in text else text)
    spellings = [path] if not path.is_absolute() and ".." not in path.parts and path.parts else []
    with suppress(ValueError):
        spellings.append(PurePosixPath(Path(text).absolute().relative_to(demo.root.absolute()).as_posix()))
    if demo.arrangement is not None:
        yield from map(demo.arrangement.place, spellings)
    yield from spellings


def _explain(demo: Demo, decision: FileDecision, book: RuleBook) -> Explanation:
    ignored = (decision.reason,) if decision.reason.startswith("ignore") else ()
    rules = (*ignored, *(str(ruling) for ruling in book.rulings(decision.path)))
    if decision.source.is_symlink() or not decision.source.is_file():
        hint, yaml = _advice(demo, decision, Kind("other", "folder"))
        return Explanation(decision.path, "left out", decision.reason, rules=rules, hint=hint, yaml=yaml)
    head = _head(decision.source)
    kind = identify(head, name=decision.path)
    info, trouble = _header(decision.source, kind)
    left = decision.action == "leave-out"
    kept = decision.action == "copy" and any(entry.decision == "kept" for entry in decision.entries)
    hint, yaml = _advice(demo, decision, kind)
    return Explanation(
        path=decision.path,
        decision="left out" if left else "kept" if kept else _WORDS[decision.action],
        reason=decision.reason or "nothing in it shows a picture",
        kind=kind,
        first_bytes=_readable(head[:_SHOWN_BYTES]),
        info=info,
        trouble=trouble,
        rules=rules,
        scene=_scene(decision),
        ledger=decision.entries,
        inline=tuple(_inline(decision, kind)),
        hint=hint,
        yaml=yaml,
    )


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(HEAD_SIZE)
    except OSError as error:
        raise DemoError(f"the file cannot be read: {error.strerror}", where=file) from error


def _header(file: Path, kind: Kind) -> tuple[ImageInfo | None, str]:
    if kind.group != "raster":
        return None, ""
    try:
        return probe_file(file), ""
    except UnreadableImage as error:
        return None, str(error)


def _readable(data: bytes) -> str:
    """Return bytes as hexadecimal digits with the letters that they show."""
    letters = "".join(chr(byte) if 32 < byte < 127 else "." for byte in data)
    return f"{data.hex(' ')}  {letters}" if data else ""


def _scene(decision: FileDecision) -> str:
    recipe = next((entry.recipe for entry in decision.entries if entry.recipe and not entry.inline), None)
    return "" if recipe is None else _why_scene(decision.path, recipe)


def _why_scene(path: PurePosixPath, recipe: Recipe) -> str:
    if not recipe.sample:
        return "none: a plain ground" if recipe.format not in {"svg", "svgz"} else "none: an SVG is drawn as lines"
    word = word_that_asks(path)
    if recipe.format in {"ico", "cur"}:
        return f'"{recipe.sample}", for icons show a mark'
    if word:
        return f'"{recipe.sample}", for the word "{word}" in its path'
    return f'"{recipe.sample}", for its aspect of {recipe.width}:{recipe.height} (no word in its path asks for one)'


def _inline(decision: FileDecision, kind: Kind) -> Iterator[InlinePicture]:
    """Yield the inline pictures of a text in its source, with what becomes of each."""
    if kind.group not in {"text", "svg"} or decision.action not in {"copy", "rewrite"}:
        return
    data = decision.source.read_bytes()
    for found in find_inline(data):
        place = found.inline
        span = next((span for span in decision.spans if span.offset <= place.offset < span.end), None)
        size = f", {found.info.width}×{found.info.height}" if found.info else ""
        word = "kept" if span is None else "replaced"
        if span is not None and span.new == b"":
            word = "taken out, for it cannot be drawn"
        line = data.count(b"\n", 0, place.offset) + 1
        yield InlinePicture(line, place.offset, f"{found.kind.format}{size}", word)


def _advice(demo: Demo, decision: FileDecision, kind: Kind) -> tuple[str, str]:
    """Return what the author can do to have it otherwise, and the YAML for it."""
    glob = quoted_glob(decision.path)
    showing = decision.entries or kind.group not in {"text", "font", "other"}
    if decision.action in {"draw", "sample", "rewrite"} or (decision.action == "leave-out" and not decision.asked):
        if not showing:
            return "", ""
        rule = f"{{paths: [{glob}], license: {demo.license or '...'}, source: ...}}"
        return "to keep it, if it is yours to hand on:", f"images:\n  keep:\n    - {rule}\n"
    if decision.action == "copy" and decision.entries:
        return "to have it replaced:", f"images:\n  replace: [{glob}]\n"
    if decision.asked:
        key = "ignore" if decision.reason.startswith("ignore") else "omit"
        text = "to have it in the bundle, take that rule out, or have it taken back:"
        return text, f"{key}: [..., {quoted_glob(decision.path, back=True)}]\n"
    return "", ""


def quoted_glob(path: PurePosixPath, *, back: bool = False) -> str:
    """Return a glob that means exactly this path, in YAML's single quotes, where a backslash stands for itself."""
    escaped = re.sub(r"([\\\[\]?!*#])", r"\\\1", str(path)).replace("'", "''")
    return f"'{'!' if back else ''}/{escaped}'"
