"""Pack a demo: the straight line from a source tree to a validated bundle in its place."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from launcher import __version__
from launcher.bundle.check import examine_bundle
from launcher.bundle.check.references import Paths, has_references, unresolved
from launcher.bundle.findings import Finding
from launcher.bundle.manifest import (
    BrokenReference,
    FileEntry,
    LeftOut,
    Manifest,
    broken_reference_key,
    content_digest,
    file_key,
    image_key,
    left_out_key,
)
from launcher.bundle.names import printable_name
from launcher.bundle.output import check_output, file_beside
from launcher.bundle.rule_watch import RuleWatch
from launcher.bundle.write import BundleWriter
from launcher.errors import DemoError, InvalidBundle
from launcher.images.drawing_pool import usable_processors
from launcher.progress import SilentProgress
from launcher.reasons import writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.bundle.findings import Report
    from launcher.bundle.remote_probe import RemoteProbe
    from launcher.bundle.wordpress_source import Imported
    from launcher.demo.tree import SourceFile
    from launcher.images.decision import FileDecision
    from launcher.images.ledger import LedgerEntry, Recipe
    from launcher.progress import Progress

RowDecision = Literal[
    "replaced", "replaced (remote)", "rewritten", "kept", "sample", "sample (remote)", "copied", "left out"
]

#: HTML and CSS longer than this are not searched for references.
LONGEST_SCANNED = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PackRow:
    """What became of one file and why. ``hint_asset`` marks a replaced image that looks like part of the theme."""

    path: str
    decision: RowDecision
    reason: str
    hint_asset: bool = False


@dataclass(frozen=True, slots=True)
class PackResult:
    """A finished bundle: where it is, what it is, and what became of every file of the source, sorted by path."""

    path: Path
    manifest: Manifest
    digest: str
    rows: tuple[PackRow, ...]
    warnings: tuple[Finding, ...]

    @property
    def counts(self) -> Mapping[RowDecision, int]:
        """How many files had each decision."""
        return Counter(row.decision for row in self.rows)


def pack(
    source: Path,
    output: Path | None = None,
    *,
    progress: Progress | None = None,
    jobs: int | None = None,
    probe: RemoteProbe | None = None,
) -> PackResult:
    """Pack the demo in the folder ``source`` into ``output``, or NAME-VERSION.launcher.zip in the working directory.

    ``jobs`` is how many processes draw, as many as there are processors where it is None; the bundle does not depend
    on it. ``probe`` asks the hosts of hot-linked pictures for their headers; without it the network is left alone.
    The bundle is validated before it takes its place; after an error, what stood there stands there still. Raises
    DemoError where the source is at fault, InvalidBundle where the result would not validate, and LauncherError where
    it cannot be written.
    """
    from launcher.bundle.wordpress_source import imported
    from launcher.demo.manifest_file import load_demo

    progress = progress or SilentProgress()
    demo = load_demo(source)
    target = output or Path(f"{demo.name}-{demo.version}.launcher.zip")
    check_output(target)
    with file_beside(target) as (temporary, file), imported(demo) as source_demo:
        packing = _Packing(source_demo, progress, jobs or usable_processors(), probe)
        with writing(target, "the bundle"), BundleWriter(target.parent) as writer:
            digest = content_digest(writer.finish(packing.collect(writer), file))
            file.flush()
        # The check reads the manifest anew: two of them at a time would be most of the memory of a large demo.
        packing.forget()
        with ThreadPoolExecutor(1, thread_name_prefix="sync") as disk:
            synced = disk.submit(os.fsync, file.fileno())
            # Each placeholder was drawn from its recipe a moment ago; `validate` draws it again.
            report, manifest = examine_bundle(temporary, progress=progress, draw=False)
        if not report.ok or manifest is None:
            raise _invalid(source, report)
        with writing(target, "the bundle"):
            synced.result()
            file.close()
            temporary.replace(target)
    return PackResult(
        path=target,
        manifest=manifest,
        digest=digest,
        rows=packing.sorted_rows(),
        warnings=(
            *report.warnings,
            *packing.names,
            *source_demo.findings,
            *packing.watch.findings(progress),
            *(probe.findings() if probe else ()),
        ),
    )


def _invalid(source: Path, report: Report) -> InvalidBundle:
    error = InvalidBundle(source, report.findings)
    error.hint = report.errors[0].hint or None  # there is no bundle that `launcher validate` could look at
    return error


class _Packing:
    """What is known of a demo while its files pass through."""

    def __init__(self, source: Imported, progress: Progress, jobs: int, probe: RemoteProbe | None) -> None:
        self._demo = demo = source.demo
        self._media = source.media
        self._progress = progress
        self._jobs = jobs
        self._probe = probe
        self._drawn: dict[Recipe, FileEntry] = {}
        self._files: list[FileEntry] = []
        self._images: list[LedgerEntry] = []
        self._left_out: dict[str, LeftOut] = {}
        self._any_image = False
        self._broken: list[BrokenReference] = []
        self._rows: list[PackRow] = []
        self.watch = RuleWatch(demo)
        self.names: tuple[Finding, ...] = ()

    def collect(self, writer: BundleWriter) -> Manifest:
        """Decide about every file and add what stays to ``writer``; return the manifest."""
        from launcher.demo.tree import walk
        from launcher.images.changes import Changes
        from launcher.images.decide import decide

        # The tree is walked twice rather than held: only its names are needed to tell which references are broken.
        present, left_out = set[str](), set[str]()
        for file in walk(self._demo):
            (left_out if file.ignored_by else present).add(str(file.path))
        paths = Paths(present | {str(file.path) for file in self._demo.configuration}, folders=left_out)
        changes = Changes(self._demo, present, self._media)
        changes.survey(lambda: walk(self._demo), self._probe.ask if self._probe else None)
        self.names = tuple(_about_name(path, text) for path, text in changes.renames.kept)
        self._progress.step("packing", len(present) + len(left_out) + sum(1 for _ in changes.brought()))
        files = self._present(walk(self._demo))
        with closing(decide(self._demo, files, changes=changes, jobs=self._jobs)) as decisions:
            for decision in decisions:
                self.watch.look(decision)
                self._any_image |= bool(decision.entries) or decision.action == "leave-out"
                if decision.action == "leave-out":
                    self._leave_out(decision.path, decision.reason, asked=decision.asked)
                else:
                    self._add(decision, writer, paths)
                self._progress.advance()
        self._check_not_empty()
        return self._manifest()

    def forget(self) -> None:
        """Drop what the manifest was made of."""
        for entries in (self._files, self._images, self._broken):
            entries.clear()
        self._left_out.clear()
        self._drawn.clear()

    def sorted_rows(self) -> tuple[PackRow, ...]:
        """Return what became of every file."""
        return tuple(sorted(self._rows, key=lambda row: row.path))

    def _present(self, files: Iterator[SourceFile]) -> Iterator[SourceFile]:
        """Pass on the files that the walk did not leave out."""
        for file in files:
            if file.ignored_by:
                self._leave_out(file.path, file.ignored_by, asked=file.asked)
                self._progress.advance()
            else:
                yield file

    def _leave_out(self, path: PurePosixPath, reason: str, *, asked: bool) -> None:
        name = printable_name(str(path), longest=4096)
        self._left_out[name] = LeftOut(name, printable_name(reason, longest=500), asked)
        self._rows.append(PackRow(name, "left out", reason))

    def _add(self, decision: FileDecision, writer: BundleWriter, paths: Paths) -> None:
        self._files.append(self._write(decision, writer))
        self._images.extend(decision.entries)
        self._rows.append(PackRow(str(decision.path), _word(decision), decision.reason, decision.hint_asset))
        if has_references(decision.path, self._demo.content) and decision.action in {"copy", "rewrite"}:
            self._note_broken(decision, paths)

    def _write(self, decision: FileDecision, writer: BundleWriter) -> FileEntry:
        from launcher.images.draw import CannotDraw
        from launcher.images.produce import produce

        recipe = decision.entries[0].recipe if decision.action == "draw" else None
        if recipe is not None and recipe in self._drawn:
            return writer.repeat(decision.path, self._drawn[recipe])
        try:
            content = produce(decision)
        except CannotDraw as error:
            raise DemoError(f"no placeholder can be drawn: {error}", where=decision.source) from error
        written = writer.add(decision.path, content)
        if recipe is not None:
            self._drawn[recipe] = written
        return written

    def _note_broken(self, decision: FileDecision, paths: Paths) -> None:
        """Remember references that lead nowhere in the source, so that they are not taken for ours."""
        try:
            with decision.source.open("rb") as file:
                data = file.read(LONGEST_SCANNED + 1)
        except OSError as error:
            raise DemoError(f"the file cannot be read: {error.strerror}", where=decision.source) from error
        if len(data) <= LONGEST_SCANNED:
            found = unresolved(decision.path, data, paths)
            self._broken.extend(BrokenReference(decision.path, item.reference) for item in found)

    def _check_not_empty(self) -> None:
        if not self._files and not self._left_out:
            raise DemoError("the source has no files", where=self._demo.root)
        if not self._files:
            raise DemoError("every file of the source is left out", where=self._demo.root)
        if not self._any_image:
            raise DemoError(
                "the source has no images, so that there is nothing to replace",
                where=self._demo.root,
                hint="is this the folder of the demo?",
            )

    def _manifest(self) -> Manifest:
        demo = self._demo
        return Manifest(
            name=demo.name,
            version=demo.version,
            title=demo.title,
            license=demo.license,
            description=demo.description,
            author=demo.author,
            homepage=demo.homepage,
            platforms=demo.platforms,
            options=demo.options,
            content=demo.content,
            configuration=demo.configuration,
            wordpress=demo.wordpress,
            files=tuple(sorted(self._files, key=file_key)),
            images=tuple(sorted(self._images, key=image_key)),
            left_out=tuple(sorted(self._left_out.values(), key=left_out_key)),
            broken_references=tuple(sorted(self._broken, key=broken_reference_key)),
            generator=f"launcher {__version__}",
        )


def _about_name(path: PurePosixPath, text: PurePosixPath) -> Finding:
    message = f"its name is a digest of the original, and stays, for {text} says it and cannot be rewritten"
    hint = "rename the file in the demo, with all references to it"
    return Finding("name-digest", "warning", message, str(path), hint=hint)


def _word(decision: FileDecision) -> RowDecision:
    remote = any(entry.origin for entry in decision.entries)
    match decision.action:
        case "draw":
            return "replaced (remote)" if remote else "replaced"
        case "rewrite":
            return "rewritten"
        case "sample":
            return "sample (remote)" if remote else "sample"
    return "kept" if any(entry.decision == "kept" for entry in decision.entries) else "copied"
