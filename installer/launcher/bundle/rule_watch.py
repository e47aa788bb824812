"""Watch what a demo's rules do while it is packed, and warn where they can hardly mean it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.demo.globs import Globs
from launcher.images.kinds import DRAWABLE
from launcher.images.rules import RuleBook, Ruling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePosixPath

    from launcher.demo.model import Demo
    from launcher.images.child import Child
    from launcher.images.decision import FileDecision
    from launcher.images.ledger import LedgerEntry
    from launcher.progress import Progress

_FILE = "launcher.yaml"
#: Longer files are not looked at: a kept picture of this length is no icon, as its author knows.
_LONGEST = 64 * 1024 * 1024
#: Words that authors write where an SPDX identifier is meant, for a hint.
_LICENSES: tuple[str, ...] = (
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "GPL-2.0-or-later",
    "GPL-3.0-or-later",
    "MPL-2.0",
    "OFL-1.1",
    "ISC",
)
_LICENSES += ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-3.0", "CC-BY-SA-3.0", "Unlicense")


class RuleWatch:
    """Sees every decision of a demo, then says what is odd about its rules."""

    def __init__(self, demo: Demo) -> None:
        self._images = demo.images
        self._book = RuleBook(demo.images)
        self._wanted = bool(demo.images.keep or demo.images.omit or demo.images.replace)
        self._decided = Counter[Ruling]()  # rule -> files that it decided about
        self._meant = Counter[Ruling]()  # rule -> those among them that show a picture
        self._paths: list[PurePosixPath] = []
        self._kept: list[tuple[Path, LedgerEntry]] = []

    def look(self, decision: FileDecision) -> None:
        """Remember a decision."""
        if not self._wanted:
            return
        self._paths.append(decision.path)
        ruling = self._book.ruling(decision.path)
        if ruling is None:
            return
        self._decided[ruling] += 1
        self._meant[ruling] += bool(decision.entries) or decision.action == "leave-out"
        if ruling.kind == "keep":
            kept = [entry for entry in decision.entries if entry.format in DRAWABLE]
            self._kept += [(decision.source, entry) for entry in kept]

    def findings(self, progress: Progress) -> tuple[Finding, ...]:
        """Return the warnings: about the rules first, then about the pictures that they keep, by path."""
        found = [*self._about_rules(), *self._about_licenses()]
        if self._kept:
            progress.step("looking at what is kept", len(self._kept))
            found += self._photographs(progress)
        return tuple(found)

    def _rules(self) -> Iterator[Ruling]:
        """Yield every pattern of every rule; one that takes back (``!``) rules nothing by itself."""
        images = self._images
        yield from (Ruling("omit", pattern) for pattern in images.omit)
        yield from (Ruling("replace", pattern) for pattern in images.replace)
        yield from (Ruling("keep", pattern, rule) for rule in images.keep for pattern in rule.paths)

    def _about_rules(self) -> Iterator[Finding]:
        for rule in dict.fromkeys(self._rules()):
            if rule.pattern.startswith("!") or self._meant[rule]:
                continue
            if self._decided[rule]:
                files = f"{self._decided[rule]} file" + "s" * (self._decided[rule] > 1)
                message = f"{rule} names {files}, and no picture"
                yield Finding("rule-unused", "warning", message, _FILE, hint="take it out, or mend the glob")
                continue
            globs = Globs([rule.pattern])
            named = [path for path in self._paths if globs.match(path)]
            if not named:
                hint = "mend the glob or take it out; what `ignore` names is not seen by other rules"
                yield Finding("rule-unused", "warning", f"{rule} names no file", _FILE, hint=hint)
                continue
            deciding = dict.fromkeys(str(self._book.ruling(path) or 'a "!" of the same list') for path in named)
            message = f"{rule} never decides: all that it names is decided by {', '.join(deciding)}"
            yield Finding(
                "rule-hidden", "warning", message, _FILE, hint="the order is ignore, omit, replace, keep; take one out"
            )

    def _about_licenses(self) -> Iterator[Finding]:
        for name in dict.fromkeys(rule.license for rule in self._images.keep):
            hint = license_hint(name)
            if hint:
                message = f'a keep rule has the licence "{name}", which is no SPDX expression'
                yield Finding("license-unknown", "warning", message, _FILE, hint=hint)

    def _photographs(self, progress: Progress) -> Iterator[Finding]:
        from launcher.images.child import Child

        with Child("launcher.images.photographs") as child:
            for source, entry in self._kept:
                signs = _signs(child, source, entry)
                progress.advance()
                if signs:
                    where = f"inline at byte {entry.inline.offset}, " if entry.inline else ""
                    message = f'it looks like a photograph, and the keep rule "{entry.rule}" keeps it: {where}{signs}'
                    hint = "if it is not yours to hand on, name it under images.replace; if it is, all is well"
                    yield Finding("keep-photograph", "warning", message, str(entry.path), hint=hint)


def _signs(child: Child, source: Path, entry: LedgerEntry) -> str:
    from launcher.images.child import Trouble
    from launcher.images.photographs import photograph_signs

    picture = _picture(source, entry)
    try:
        return photograph_signs(child, picture) if picture else ""
    except Trouble:
        return ""  # what no decoder reads shows no one a photograph


def _picture(source: Path, entry: LedgerEntry) -> bytes:
    """Return the bytes of a kept picture; an inline one stands in the source where it stands in the bundle."""
    from launcher.images.inline import find_inline

    try:
        if source.stat().st_size > _LONGEST:
            return b""
        data = source.read_bytes()
    except OSError:
        return b""  # it was read when it was packed; a warning is not worth an error
    if entry.inline is None:
        return data
    return next((image.data for image in find_inline(data) if image.inline == entry.inline), b"")


def license_hint(name: str) -> str:
    """Say what to write in place of a licence that is no SPDX expression; empty where it is one."""
    import difflib

    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        canonicalize_license_expression(name)
    except InvalidLicenseExpression:
        words = name.replace(" ", "-")
        close = difflib.get_close_matches(words.lower(), [known.lower() for known in _LICENSES], n=1, cutoff=0.55)
        if close:
            return f"did you mean {next(known for known in _LICENSES if known.lower() == close[0])}?"
        return "for terms of their own, write LicenseRef- and a name, and say in source where they stand"
    return ""
