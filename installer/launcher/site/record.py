"""Make the receipt of a plan that is being carried out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from launcher.site.layout import folders_of
from launcher.site.receipt import InstalledAction, Ownership, Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from launcher.platforms.plan import Action, Plan
    from launcher.site.receipt import InstalledFile


def make_receipt(
    plan: Plan,
    files: Iterable[InstalledFile],
    folders: tuple[str, ...],
    ownership: Ownership,
    *,
    made_target: bool = False,
    made_parents: tuple[str, ...] = (),
) -> Receipt:
    """Return the receipt of a plan that is carried out now; folders for nothing but given files are given too."""
    from launcher import __version__

    files = tuple(files)
    needed = frozenset(folders_of(file.path for file in files))
    return Receipt(
        name=plan.name,
        version=plan.version,
        digest=plan.digest,
        platform=plan.platform,
        answers=plan.answers,
        launcher=__version__,
        installed=now(),
        files=tuple(sorted(files, key=lambda file: file.path)),
        folders=tuple(sorted(needed.intersection(folders))),
        made_target=made_target,
        made_parents=made_parents,
        actions=tuple(installed_action(action) for action in plan.actions),
        ownership=ownership,
        images=tuple(image.to_json() for image in plan.images),
        signer=plan.signer,
    )


def installed_action(action: Action) -> InstalledAction:
    """Return an action as a receipt has it."""
    payload = action.payload
    return InstalledAction(action.name, action.title, dict(action.data), "" if payload is None else payload.sha256)


def now() -> str:
    """Return the time, in UTC, as receipts have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
