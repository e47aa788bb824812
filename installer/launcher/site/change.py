"""Change files that are installed, in one transaction, for what is more special than an upgrade: pictures, say."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, NamedTuple

from launcher.errors import ConflictError, TargetError
from launcher.site.layout import Ground
from launcher.site.session import Settings, open_session
from launcher.site.target import require_receipt
from launcher.site.work import Work, seen_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from launcher.platforms.plan import Content
    from launcher.site.handle import OpenFolder, StrPath
    from launcher.site.receipt import Receipt


class Change(NamedTuple):
    """What is to be changed: new contents by the paths of installed files, and the receipt as it shall be after that.

    A file whose entry in the receipt stays is the owner's from then on, since it is not what was installed: an upgrade
    or uninstall leaves it alone. One whose entry gets the new size and SHA-256 is ours.
    """

    files: Mapping[str, Content]
    receipt: Receipt


def change_installed(
    target: StrPath,
    decide: Callable[[OpenFolder, Receipt], Change],
    *,
    command: str,
    bundle: str | None = None,
    settings: Settings | None = None,
) -> Receipt:
    """Change what ``decide`` says in ``target``, whole or not at all, and return the new receipt.

    ``decide`` is called under the lock, once what an interrupted command left is in order, with the open target, which
    it only reads, and the receipt of ``bundle``. Every file keeps its mode and owner; one that is missing is made
    again. Nothing is written where nothing would change. ``command`` is how `launcher recover` calls it.
    """
    with open_session(target, settings or Settings()) as session:
        receipts = session.receipts()
        receipt = require_receipt(receipts, target, bundle)
        others = tuple(other for other in receipts if other is not receipt)
        change = decide(session.site, receipt)
        known = {file.path: file for file in receipt.files}
        work = Work(session, command, receipt.ownership)
        for folder in Ground(session.site, change.files).missing:
            work.make_folder(folder)
        for path, content in sorted(change.files.items()):
            if path not in known:
                raise TargetError("it is no installed file", where=session.site.where / path)
            status = session.site.look(path)
            if status is None:
                work.put(path, content, known[path].mode)
                continue
            if not stat.S_ISREG(status.st_mode):
                raise ConflictError(session.site.where, [path], hint="it is no file any more; nothing was changed")
            seen = seen_at(session.site, path)
            assert seen is not None
            if seen.sha256 != content.sha256:
                work.put(path, content, old=(seen, status), keep_mode=True)
        if work.is_empty and change.receipt == receipt:
            return receipt
        work.commit(lambda _: (change.receipt, *others))
        return change.receipt
