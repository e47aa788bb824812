"""Decide an upgrade, file by file: what the bundle had, what it has now, and what stands in the site.

Nothing is changed here, and only files that differ between the two versions are read.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from launcher.errors import ConflictError, TargetError
from launcher.platforms.plan import BytesContent
from launcher.site.bases import LONGEST
from launcher.site.layout import original_name
from launcher.site.merge import merge
from launcher.site.receipt import InstalledFile, Original
from launcher.site.upgrade_decision import Decision, Found, Row
from launcher.site.upgrade_folders import decide_folders, emptied_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from launcher.platforms.plan import Plan, Write
    from launcher.site.handle import OpenFolder
    from launcher.site.merge import MergeMode
    from launcher.site.receipt import Receipt
    from launcher.site.upgrade_decision import Fate

#: A new version of a file that the owner changed lies beside it under this name.
NEW_SUFFIX = ".launcher-new"


def decide(
    site: OpenFolder,
    old: Receipt,
    plan: Plan,
    others: Iterable[Receipt],
    read_base: Callable[[str], bytes | None],
    *,
    mode: MergeMode = "no",
    overwrite: bool = False,
    needed: frozenset[str] = frozenset(),
) -> Decision:
    """Compare ``old`` with ``plan`` and with what stands in ``site``.

    ``read_base`` returns a text by SHA-256 as it was installed. What is ``needed`` is not removed. ConflictError lists
    paths of other bundles, and folders that cannot be made, in the way of new files.
    """
    deciding = _Deciding(site, old, plan, others, read_base, mode, overwrite=overwrite, needed=needed)
    return deciding.run()


class _Deciding:
    def __init__(  # noqa: PLR0917 - made in one place
        self,
        site: OpenFolder,
        old: Receipt,
        plan: Plan,
        others: Iterable[Receipt],
        read_base: Callable[[str], bytes | None],
        mode: MergeMode,
        *,
        overwrite: bool,
        needed: frozenset[str],
    ) -> None:
        self._site = site
        self._receipt = old
        self._plan = plan
        self._version = plan.version
        self._old = {file.path: file for file in old.files if not file.beside}
        self._offers = {file.beside: file for file in old.files if file.beside}
        self._new = {str(write.path): write for write in plan.writes if not write.given}
        self._pictures = {str(image.path) for image in plan.images}
        self._taken = {file.path for receipt in others for file in receipt.files}
        self._read_base = read_base
        self._mode = mode
        self._overwrite = overwrite
        self._needed = needed
        self._decision = Decision()
        self._gone: set[str] = set()
        self._conflicts: list[str] = []

    def run(self) -> Decision:
        for path in sorted(self._old.keys() - self._new.keys()):
            self._vanished(self._old[path])
        self._gone |= emptied_folders(self._site, self._receipt.folders, self._gone)
        for path, write in self._new.items():
            old = self._old.get(path)
            if old is None:
                self._appeared(path, write)
            elif old.sha256 == write.content.sha256:
                self._decision.files[path] = old
                self._keep_offer(path)
            else:
                self._changed(old, write)
        if self._conflicts:
            hint = "another bundle has installed them; nothing was changed"
            raise ConflictError(self._site.where, self._conflicts, hint=hint)
        rows = self._decision.rows
        written = [row.place or row.path for row in rows if row.content is not None or row.original]
        self._decision.folders = decide_folders(self._site, self._receipt.folders, written, self._gone)
        rows.sort(key=lambda row: row.path)
        return self._decision

    # What the bundle has no more

    def _vanished(self, old: InstalledFile) -> None:
        found = self._look(old.path)
        self._withdraw_offer(old.path)
        ours = found is not None and found.sha256 == old.sha256 and not old.adopted and old.path not in self._needed
        if old.original is not None:
            place = old.path if ours or found is None else self._free_name(old.path, ".launcher-original")
            self._row(Row(old.path, "restore", place, found=found if ours else None, original=old.original))
        elif ours:
            self._gone.add(old.path)
            self._row(Row(old.path, "remove", found=found))
        elif found is not None:
            self._row(Row(old.path, "yours"))

    # What the bundle has newly

    def _appeared(self, path: str, write: Write) -> None:
        if path in self._taken:
            self._conflicts.append(path)
            return
        found = None if path in self._gone else self._look(path)
        entry = InstalledFile(path, write.content.size, write.content.sha256, 0)
        if found is None:
            self._row(Row(path, "add", content=write.content, mode=write.mode))
        elif found.sha256 == write.content.sha256:
            entry = entry._replace(adopted=True, mode=stat.S_IMODE(found.status.st_mode))
            self._row(Row(path, "adopt"))
        elif self._overwrite and found.sha256:
            self._overwrite_file(path, write, found)
            return
        elif path in self._pictures:
            self._row(Row(path, "yours"))
        else:
            self._offer(path, write)
        self._decision.files[path] = entry

    # What the bundle has changed

    def _changed(self, old: InstalledFile, write: Write) -> None:
        path, found = old.path, self._look(old.path)
        entry = old._replace(size=write.content.size, sha256=write.content.sha256, stamp=None, base="")
        self._decision.files[path] = entry
        if found is None:
            self._withdraw_offer(path)
            self._row(Row(path, "deleted"))
        elif found.sha256 == write.content.sha256:
            self._withdraw_offer(path)
            self._row(Row(path, "adopt"))
        elif found.sha256 == old.sha256 and old.adopted:
            self._withdraw_offer(path)
            self._overwrite_file(path, write, found)
        elif found.sha256 == old.sha256:
            self._withdraw_offer(path)
            self._row(Row(path, "replace", content=write.content, mode=write.mode, found=found))
        elif path in self._pictures and (old.put or path in self._old_pictures()):
            self._withdraw_offer(path)
            self._row(Row(path, "yours"))
        elif not self._merge(old, write, found):
            self._decision.files[path] = entry._replace(base=self._base_of(old))
            self._offer(path, write)

    def _old_pictures(self) -> set[str]:
        return {str(image.get("path")) for image in self._receipt.images}

    def _base_of(self, old: InstalledFile) -> str:
        """Return the version that the owner's text is made from: an offer that they took away they have dealt with."""
        offer = self._offers.get(old.path)
        waiting = offer is not None and self._site.look(offer.path) is not None
        return old.base if old.base and waiting else old.sha256

    def _merge(self, old: InstalledFile, write: Write, found: Found) -> bool:
        """Merge the owner's text with the new one; False where that was not asked for or cannot be."""
        if self._mode == "no" or not found.sha256 or max(found.status.st_size, write.content.size) > LONGEST:
            return False
        base = self._read_base(self._base_of(old))
        if base is None:
            return False
        owners = b"".join(self._site.read(old.path))
        merged = merge(base, owners, b"".join(write.content.chunks()), self._version)
        if merged is None or (merged.conflicts and self._mode != "markers"):
            return False
        self._withdraw_offer(old.path)
        fate: Fate = "conflict" if merged.conflicts else "merge"
        if merged.data == owners:
            self._row(Row(old.path, "yours"))
        else:
            self._row(Row(old.path, fate, content=BytesContent(merged.data), mode=write.mode, found=found))
        return True

    # Beside the owner's

    def _offer(self, path: str, write: Write) -> None:
        """Let the new version lie beside the owner's; an older offer that nobody touched makes room."""
        old = self._offers.pop(path, None)
        found = None if old is None else self._look(old.path)
        if old is not None and found is not None and found.sha256 == old.sha256:
            place, replaced = old.path, found
            if old.sha256 == write.content.sha256:
                self._decision.files[place] = old
                return
        else:
            place, replaced = self._free_name(path, NEW_SUFFIX), None
        # A program's settings must not be served as text because of a name that the server does not know.
        mode = write.mode & 0o700
        self._row(Row(path, "offer", place, write.content, mode, replaced))
        self._decision.files[place] = InstalledFile(place, write.content.size, write.content.sha256, mode, beside=path)

    def _keep_offer(self, path: str) -> None:
        offer = self._offers.pop(path, None)
        if offer is not None and self._site.look(offer.path) is not None:
            self._decision.files[offer.path] = offer

    def _withdraw_offer(self, path: str) -> None:
        """Remove an offer that is not needed any more, if nobody touched it."""
        offer = self._offers.pop(path, None)
        found = None if offer is None else self._look(offer.path)
        if offer is not None and found is not None and found.sha256 == offer.sha256:
            self._gone.add(offer.path)
            self._row(Row(offer.path, "withdraw", found=found))

    # All

    def _overwrite_file(self, path: str, write: Write, found: Found) -> None:
        status = found.status
        original = Original(original_name(path), status.st_size, found.sha256, stat.S_IMODE(status.st_mode))
        self._row(Row(path, "overwrite", content=write.content, mode=write.mode, found=found))
        self._decision.files[path] = InstalledFile(path, write.content.size, write.content.sha256, 0, original=original)

    def _look(self, path: str) -> Found | None:
        status = self._site.look(path)
        if status is None:
            return None
        return Found(status, self._site.digest(path) if stat.S_ISREG(status.st_mode) else "")

    def _free_name(self, path: str, suffix: str) -> str:
        for number in range(1000):
            name = f"{path}{suffix}{f'-{number + 1}' if number else ''}"
            if self._site.look(name) is None and name not in self._new and name not in self._decision.files:
                return name
        raise TargetError("a thousand versions lie beside it", where=self._site.where / path)

    def _row(self, row: Row) -> None:
        self._decision.rows.append(row)
