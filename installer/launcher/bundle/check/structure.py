"""Check the zip itself, its seal, and the manifest against its JSON Schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from launcher.bundle.findings import Finding
from launcher.bundle.json_gate import JsonRefused, load_json
from launcher.bundle.manifest import FORMAT, MANIFEST_NAME, parse_manifest
from launcher.bundle.manifest_reading import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from launcher.bundle.names import printable_name
from launcher.bundle.read import demo_path
from launcher.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.manifest import Manifest
    from launcher.bundle.seal import SealCheck
    from launcher.bundle.zip_read import ZipReader

#: A schema can find a fault in each of a million values; nobody reads more than these.
MAX_SCHEMA_FINDINGS = 100


def refused(error: BundleError, bundle: object) -> Finding:
    """Return a refusal as a finding; its path is the name in the demo, empty where it is about the whole bundle."""
    where = "" if error.where in {None, str(bundle)} else demo_path(error.where or "")
    return Finding(error.code, "error", error.message, where, error.line, error.hint or "")


def seal_findings(archive: ZipReader, seal: SealCheck) -> Iterator[Finding]:
    """Yield a finding where a byte changed since the bundle was packed, as far as it says."""
    if not archive.sealed:
        message = "the bundle has no seal: another tool put the zip together, and damage may go unseen"
        yield Finding("zip-unsealed", "warning", message, hint="`launcher pack` writes sealed bundles")
    try:
        seal.result()
    except BundleError as error:
        yield refused(error, archive.path)


def manifest_findings(data: bytes) -> tuple[Manifest | None, list[Finding]]:
    """Return the manifest, or all that is wrong with it."""
    try:
        return parse_manifest(data), []
    except BundleError as error:
        first = refused(error, "")
    listed = list(schema_findings(data)) if first.code == "manifest-schema" else []
    # The schema cannot say everything; what the strict reader refused must be in the report.
    return None, listed or [first]


def schema_findings(data: bytes) -> Iterator[Finding]:
    """Yield what the published schema finds wrong, at most :data:`MAX_SCHEMA_FINDINGS`."""
    import jsonschema

    try:
        value = load_json(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH, max_values=MAX_VALUES)
    except JsonRefused:
        return  # the strict reader has said so
    validator = jsonschema.Draft202012Validator(load_schema())
    for count, error in enumerate(validator.iter_errors(value)):
        if count == MAX_SCHEMA_FINDINGS:
            message = "the manifest has more faults; these are the first"
            yield Finding("manifest-schema", "error", message, MANIFEST_NAME)
            return
        place = error.json_path.removeprefix("$").removeprefix(".") or "the manifest"
        message = printable_name(f"{place}: {error.message}", longest=500)
        yield Finding("manifest-schema", "error", message, MANIFEST_NAME)


def load_schema() -> dict[str, Any]:
    """Return the manifest's JSON Schema, as it ships with Launcher."""
    from launcher.data import shipped

    file = shipped("schemas") / f"launcher-manifest-{FORMAT}.schema.json"
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema
