"""Prove that nothing of a demo's originals is in a bundle, by comparing the two; docs/proof.md says how and how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.bundle.prove.proof import Compared, Kept, Proof
from launcher.progress import SilentProgress

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.progress import Progress

__all__ = ["Compared", "Kept", "Proof", "prove"]


def prove(bundle: Path, source: Path, *, progress: Progress | None = None) -> Proof:
    """Compare the bundle with the tree it was made from and return every leak as a finding.

    ``source`` is the demo, whose rules say what may be kept, or any folder of originals. Raises BundleError where the
    bundle is not sound, and DemoError where the source cannot be read.
    """
    from launcher.bundle.prove.comparing import Comparison
    from launcher.bundle.prove.keeping import Keeping
    from launcher.bundle.read import open_bundle
    from launcher.demo.infer import check_source

    check_source(source)
    with open_bundle(bundle) as reader:
        keeping = Keeping(reader.manifest, source)
        with Comparison(reader, keeping, progress or SilentProgress()) as comparison:
            findings = (*keeping.findings(), *comparison.run(source))
            return Proof(
                bundle=str(bundle),
                source=str(source),
                digest=reader.digest,
                compared=comparison.compared,
                kept=keeping.listed(),
                unreadable=comparison.unreadable,
                findings=findings,
            )
