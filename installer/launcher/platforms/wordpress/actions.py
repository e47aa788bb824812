"""The import into a site's database as an action of a transaction."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from launcher.errors import LauncherError, TargetError, WordPressError
from launcher.platforms.plan import ActionStatus
from launcher.platforms.wordpress.php import Kept, run_job, temporary_file
from launcher.platforms.wordpress.target import theme_files, uploaded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.platforms.plan import Content, Notes, Place

NAME = "wordpress/import"
#: Others who write at the same moment can be in the way of a transaction; the database then asks for another try.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class ImportAction:
    """Brings a site document into the database of the target, in one transaction of it.

    ``digest`` is the SHA-256 of the document, by which the database tells which one it has. Before each change is
    final, what the rows were is kept in the notes of the transaction: an upgrade or uninstall that fails later brings
    back the very rows, with their numbers.
    """

    bundle: str
    payload: Content | None
    digest: str = ""

    @property
    def name(self) -> str:
        """What kind of change it is."""
        return NAME

    @property
    def title(self) -> str:
        """What it does, as a plan shows it."""
        return f"import {self.bundle} into the database"

    @property
    def data(self) -> Mapping[str, Any]:
        """What it is made again from."""
        return {"bundle": self.bundle, "digest": self.digest or (self.payload.sha256 if self.payload else "")}

    def do(self, place: Place) -> None:
        """Import; rows that an uninstall had removed in the same transaction come back as they were."""
        if _restore(place, self.bundle, removed=True):
            return
        if place.payload is None:
            raise TargetError("the document to import is gone", where=place.target)
        self._change("import", place, document=place.payload, digest=self.data["digest"])

    def undo(self, place: Place) -> None:
        """Take the rows out, or bring back those of before this transaction."""
        if place.aborting:
            _restore(place, self.bundle, removed=False)
            if place.notes is not None and any(place.notes.chunks()):
                # Where a recovery is interrupted and repeated, the database itself may be gone by then.
                with suppress(LauncherError, OSError):
                    place.notes.write(())
        else:
            self._change("undo", place)

    def check(self, place: Place) -> bool:
        """Say whether this very document was imported; the database has all of it then, or nothing."""
        return bool(run_job("check", place.target, bundle=self.bundle)["digest"] == self.data["digest"])

    def status(self, place: Place) -> ActionStatus:
        """Compare the rows with those that were imported."""
        answer = run_job("status", place.target, bundle=self.bundle)
        fates: dict[str, list[str]] = {"unchanged": [], "changed": [], "lost": []}
        for thing in answer["things"]:
            fates[thing["fate"]].append(str(thing["ref"]))
        changed = [*fates["changed"], *(f"option {name}" for name in answer["settings"])]
        # A post with a visitor's comment, say: it is as it was, and yet it is not only ours any more.
        stays = [ref for ref in map(str, answer["stays"]) if ref not in fates["changed"]]
        files = uploaded(str(answer["uploads"]), map(str, answer["files"]), place.target) if answer["files"] else ()
        if theme := str(answer["theme"]):  # one of the owner's builds on it
            stays.append(f"theme {theme}")
            files += theme_files(str(answer["themes"]), theme, place.target)
        return ActionStatus(len(fates["unchanged"]), tuple(changed), tuple(fates["lost"]), tuple(stays), files)

    def _change(self, mode: str, place: Place, **fields: Any) -> None:
        def keep(token: str, before: Kept) -> None:
            if place.notes is not None:
                _add(place.notes, token, before)

        for tries_left in reversed(range(_TRIES)):
            try:
                run_job(mode, place.target, bundle=self.bundle, keep=keep, **fields)
            except WordPressError as error:
                if error.code != "busy" or not tries_left:
                    raise
            else:
                return


def make_import(data: Mapping[str, Any]) -> ImportAction:
    """Return the action of a journal or a receipt."""
    return ImportAction(str(data["bundle"]), None, str(data["digest"]))


# What is kept in the notes: for each change that was about to be final, the last one last, a line of JSON and as many
# bytes as it says. Which of them became final, the database knows: each has a token that the change itself leaves
# there; a removal leaves none. They are as long as the rows that were changed, so they are never in memory.


def _add(notes: Notes, token: str, before: Kept) -> None:
    line = json.dumps({"token": token, "length": before.length}).encode() + b"\n"
    notes.write(chain(notes.chunks(), (line,), before.chunks()))


def _restore(place: Place, bundle: str, *, removed: bool) -> bool:
    """Bring back what this transaction changed, last change first; return whether there was something.

    With ``removed`` only rows that it had taken out come back.
    """
    if place.notes is None:
        return False
    restored = False
    with temporary_file() as file:
        for token, kept in reversed(_read(place.notes, file)):
            if removed and token:
                continue
            answer = run_job("restore", place.target, bundle=bundle, token=token, kept=kept)
            restored = restored or answer["restored"]
    return restored


def _read(notes: Notes, file: IO[bytes]) -> list[tuple[str, Kept]]:
    """Copy notes into a file and return the token of each change, and where in it is what takes it back."""
    file.writelines(notes.chunks())
    file.seek(0)
    changes = []
    while line := file.readline():
        change = json.loads(line)
        kept = Kept(file, file.tell(), change["length"])
        changes.append((change["token"], kept))
        file.seek(kept.start + kept.length)
    file.flush()
    return changes
