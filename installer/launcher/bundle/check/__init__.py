"""Check a bundle: every finding at once, each with a stable code; docs/findings.md lists them."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from launcher.bundle.check.configuration import configuration_findings
from launcher.bundle.check.files import FileChecks
from launcher.bundle.check.manifest_text import drawing_findings, manifest_picture_findings
from launcher.bundle.check.pages import page_findings
from launcher.bundle.check.remote import gather_hosts
from launcher.bundle.check.structure import manifest_findings, refused, seal_findings
from launcher.bundle.check.wordpress import wordpress_findings
from launcher.bundle.findings import Finding, Report
from launcher.bundle.read import BundleReader, listing_findings, read_manifest_bytes
from launcher.bundle.seal import SealCheck
from launcher.bundle.signing.verify import check_trust
from launcher.bundle.zip_read import ZipReader
from launcher.errors import BundleError
from launcher.images.drawing_pool import usable_processors
from launcher.progress import SilentProgress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from launcher.bundle.check.redraw import PlaceholderProof
    from launcher.bundle.limits import Limits
    from launcher.bundle.manifest import Manifest
    from launcher.bundle.signing.verify import Trust
    from launcher.progress import Progress

__all__ = ["check_bundle", "examine_bundle"]


def check_bundle(
    path: Path,
    *,
    progress: Progress | None = None,
    draw: bool = True,
    render: bool = True,
    jobs: int | None = None,
    limits: Limits | None = None,
    trust: Trust | None = None,
) -> Report:
    """Return everything that there is to say about the bundle; a bad bundle raises nothing.

    With ``draw`` each placeholder is drawn again and compared; without, only its header is looked at. With ``render``
    the pages of a demo with templates are rendered with its default answers, and their links followed. ``jobs`` is how
    many processes draw, as many as there are processors where it is None. ``trust`` is whose bundle it should be.
    """
    report, _ = examine_bundle(path, progress=progress, draw=draw, render=render, jobs=jobs, limits=limits, trust=trust)
    return report


def examine_bundle(
    path: Path,
    *,
    progress: Progress | None = None,
    draw: bool = True,
    render: bool = True,
    jobs: int | None = None,
    limits: Limits | None = None,
    trust: Trust | None = None,
) -> tuple[Report, Manifest | None]:
    """Do as :func:`check_bundle`, and return the manifest too, None where it is not sound."""
    findings: list[Finding] = []
    manifest = reader = None
    try:
        with (
            # Who checks the seal passes all local headers.
            ZipReader(path, limits, whole=False) as archive,
            SealCheck(archive) as seal,
            _proof(jobs or usable_processors(), draw=draw) as proof,
        ):
            try:
                data = read_manifest_bytes(archive)
                check_trust(archive, data, trust)
                if proof is not None:
                    proof.prepare(data, archive.limits)
                manifest, wrong = manifest_findings(data)
                findings += wrong
                if manifest is not None:
                    reader = BundleReader(archive, data, manifest)
                    findings += _bundle_findings(reader, progress or SilentProgress(), proof, render=render)
            except BundleError as error:
                findings.append(refused(error, path))
            findings += seal_findings(archive, seal)
    except BundleError as error:
        findings.append(refused(error, path))
    return _report(path, findings, manifest, reader.digest if reader else ""), manifest


def _bundle_findings(
    reader: BundleReader, progress: Progress, proof: PlaceholderProof | None, *, render: bool
) -> Iterator[Finding]:
    """Yield what there is to say about a bundle whose manifest is sound."""
    too_much = list(drawing_findings(reader.manifest, reader.archive.limits))
    yield from too_much
    if too_much:
        proof = None
    elif proof is not None:
        proof.order(reader)
    yield from manifest_picture_findings(reader.manifest_bytes, reader.manifest)
    yield from _content_findings(reader, progress, proof, render=render)


def _proof(jobs: int, *, draw: bool) -> AbstractContextManager[PlaceholderProof | None]:
    if not draw:
        return nullcontext()
    from launcher.bundle.check.redraw import PlaceholderProof

    return PlaceholderProof(jobs)


def _content_findings(
    reader: BundleReader, progress: Progress, proof: PlaceholderProof | None, *, render: bool
) -> list[Finding]:
    findings = list(listing_findings(reader))
    findings += gather_hosts(FileChecks(reader, proof).run(progress))
    if render and not any(finding.severity == "error" for finding in findings):
        # Rendering needs every file to be there and right; its errors would only repeat those above.
        progress.step("rendering")
        findings += configuration_findings(reader)
        findings += page_findings(reader)
        findings += wordpress_findings(reader)
    return findings


def _report(path: Path, findings: list[Finding], manifest: Manifest | None, digest: str) -> Report:
    ordered = sorted(
        set(findings), key=lambda found: (found.severity, found.path, found.line or 0, found.code, found.message)
    )
    if manifest is None:
        return Report(str(path), tuple(ordered))
    return Report(
        bundle=str(path),
        findings=tuple(ordered),
        name=manifest.name,
        version=manifest.version,
        digest=digest,
        files=len(manifest.files),
        images=len(manifest.images),
    )
