"""What is fuzzed: for each target a promise about any bytes, and seeds to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fuzz import bundles, pictures, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Target:
    """``prepare`` imports what is fuzzed and returns a function of any bytes that raises where a promise is broken."""

    prepare: Callable[[], Callable[[bytes], None]]
    seeds: Callable[[], Iterable[bytes]]


TARGETS: Mapping[str, Target] = {
    "zip": Target(bundles.prepare_zip, bundles.zip_seeds),
    "manifest": Target(bundles.prepare_manifest, bundles.manifest_seeds),
    "signature": Target(bundles.prepare_signature, bundles.signature_seeds),
    "yaml": Target(texts.prepare_yaml, texts.yaml_seeds),
    "inline": Target(texts.prepare_inline, texts.inline_seeds),
    "probe": Target(pictures.prepare_probe, pictures.probe_seeds),
    "compare": Target(pictures.prepare_compare, pictures.compare_seeds),
}
