"""The journal: what a transaction will do, decided and on the disk before any of it is done.

The first line has the version of the format, the length and the SHA-256 of the rest, so that a torn journal is known
as one. While a journal has the name ``journal`` its steps are finished; renamed to ``abort``, they are taken back.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.errors import TargetError
from launcher.site.state import DRAFT, JOURNAL
from launcher.site.steps.reading import read_step

if TYPE_CHECKING:
    from launcher.site.folder import Folder
    from launcher.site.steps.step import Step

#: Version of the journal's format.
VERSION = 1
#: A journal of a million steps is smaller.
_MAXIMUM_SIZE = 1 << 30


class Journal(NamedTuple):
    """The steps of one command, in the order in which they are done."""

    command: str
    steps: tuple[Step, ...]

    def to_bytes(self) -> bytes:
        """Return the journal as it is stored: a line for the head, a line for each step."""
        lines = [json.dumps(step.to_json(), ensure_ascii=False) for step in self.steps]
        body = (
            f'{{"command": {json.dumps(self.command)}, "steps": [\n'.encode()
            + ",\n".join(lines).encode(errors="surrogateescape")
            + b"\n]}\n"
        )
        head = {"journal": VERSION, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        return json.dumps(head).encode() + b"\n" + body


def write_journal(state: Folder, journal: Journal, *, sync: bool) -> None:
    """Put ``journal`` in force, in one step: this is where a transaction is decided."""
    state.remove(DRAFT)  # of a command that was killed
    state.write(DRAFT, [journal.to_bytes()], 0o600, sync=sync)
    state.move_over(state, DRAFT, JOURNAL)
    if sync:
        state.sync_names()


def read_journal(state: Folder, name: str) -> Journal | None:
    """Return the journal called ``name``, or None where it is torn and so was never in force.

    TargetError where a newer Launcher wrote it: only that one knows what its steps mean.
    """
    where = f"{state.name}/{name}"
    status = state.look(name)
    if status is None or status.st_size > _MAXIMUM_SIZE:
        return None
    head_line, _, body = b"".join(state.read(name)).partition(b"\n")
    head = _load(head_line)
    if not isinstance(head, dict):
        return None
    version = head.get("journal")
    if isinstance(version, int) and version > VERSION:
        raise TargetError(
            f"a newer Launcher was interrupted here: its journal has version {version}, this one knows {VERSION}",
            where=where,
            hint="run `launcher recover` of that version",
        )
    if version != VERSION or head.get("size") != len(body) or head.get("sha256") != hashlib.sha256(body).hexdigest():
        return None
    value = _load(body)
    try:
        return Journal(str(value["command"]), tuple(read_step(step) for step in value["steps"]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise TargetError(f"the journal is damaged: {error}", where=where) from error


def _load(data: bytes) -> Any:
    try:
        return json.loads(data.decode(errors="surrogateescape"))
    except (ValueError, RecursionError):
        return None
