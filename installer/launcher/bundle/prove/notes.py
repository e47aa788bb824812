"""The findings of a proof as they are noted: one for each file and original, for what a rule keeps only a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from launcher.bundle.prove.keeping import Keeping

_HINTS = {
    "prove-name": "rename the file in the source, and what refers to it",
    "prove-kept": "if the rule should not reach it, name it under images.replace",
    "prove-bytes": "pack the demo again with this version of launcher; if it stays, please report it",
    "prove-encoded": "name the file under images.omit, or take the picture out of it",
    "prove-likeness": "pack the demo again; if it is a placeholder of ours, please report it",
}


class Notes:
    """Takes findings down; of several about the same file and original the first counts."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._found: dict[tuple[str, str], Finding] = {}

    def say(
        self,
        code: str,
        path: PurePosixPath,
        message: str,
        *,
        key: str,
        severity: str = "error",
        inside: bool = False,
    ) -> None:
        """Note a finding about ``path``; ``key`` names the original, ``inside`` says that it is a part of the file."""
        if severity == "error" and self._keeping.is_kept(path, inside=inside):
            code, severity = "prove-kept", "warning"
            message = f"it is kept by a rule, and {message}; that original is replaced where it stands"
        hint = _HINTS.get(code, "")
        finding = Finding(code, "warning" if severity == "warning" else "error", message, str(path), hint=hint)
        self._found.setdefault((str(path), key), finding)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was noted, errors first, by path."""
        return tuple(sorted(self._found.values(), key=lambda found: (found.severity, found.path, found.message)))
