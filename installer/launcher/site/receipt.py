"""The receipt: what was installed into a target.

It imports little, for ``launcher status`` must start fast; for the same reason these rooms use NamedTuple, which is
made in a tenth of the time of a frozen dataclass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import stat_result


class Stamp(NamedTuple):
    """A file's inode and the time of its last change of any kind, in nanoseconds, which no program can set back.

    While both are the same, the file is. Another copy of the site has other stamps, and is compared by content.
    """

    inode: int
    changed: int

    @classmethod
    def of(cls, status: stat_result) -> Stamp:
        """Return the stamp of what ``status`` describes."""
        return cls(status.st_ino, status.st_ctime_ns)


class Original(NamedTuple):
    """A file of the owner's that the install replaced; ``name`` is where it waits, in the state's ``originals``."""

    name: str
    size: int
    sha256: str
    mode: int


class InstalledFile(NamedTuple):
    """A file as it was installed: path in the target, bytes, SHA-256 as 64 hex digits, permission bits.

    ``stamp`` is stored apart (:mod:`launcher.site.stamps`); None where it could not tell a later change. ``put`` is the
    SHA-256 of the picture that the owner put in its place with `launcher images put`, or "".
    """

    path: str
    size: int
    sha256: str
    mode: int
    stamp: Stamp | None = None
    put: str = ""
    adopted: bool = False  # it stood there already, the same byte for byte, so it is the owner's
    original: Original | None = None  # what the owner had there before
    base: str = ""  # SHA-256 of the older version that the owner's own is made from, where it is not `sha256`
    beside: str = ""  # the path of the owner's file that this newer version lies beside

    def to_json(self) -> dict[str, Any]:
        """Return the file as JSON values."""
        value: dict[str, Any] = {"path": self.path, "size": self.size, "sha256": self.sha256}
        value["mode"] = f"{self.mode:04o}"
        if self.put:
            value["put"] = self.put
        if self.adopted:
            value["adopted"] = True
        if self.original is not None:
            value["original"] = {**self.original._asdict(), "mode": f"{self.original.mode:04o}"}
        if self.base:
            value["base"] = self.base
        if self.beside:
            value["beside"] = self.beside
        return value


class InstalledAction(NamedTuple):
    """A change beside files that was done; see :class:`launcher.platforms.plan.Action`."""

    name: str
    title: str
    data: Mapping[str, Any]
    payload: str = ""  # SHA-256 of its payload, which lies in the state's ``payloads``, or ""


class Ownership(NamedTuple):
    """Whom and how the files were given to, as the command line says it; "" where nothing was said."""

    owner: str = ""
    mode: str = ""


class Receipt(NamedTuple):
    """What was installed of one bundle; ``files`` and ``folders`` (those that were made for it) are sorted.

    ``images`` are entries of the bundle's image ledger as JSON values: what stands for a picture that the owner will
    want to replace, with its path in the target. They are read where they are needed, so that a status stays fast.
    """

    name: str
    version: str
    digest: str  # content digest of the bundle
    platform: str
    answers: Mapping[str, str | bool | int]
    launcher: str  # version of the program that installed it
    installed: str  # when, in UTC, as ISO 8601
    files: tuple[InstalledFile, ...]
    folders: tuple[str, ...]
    made_target: bool  # whether the install made the target folder itself
    made_parents: tuple[str, ...] = ()  # absolute paths of folders above the target that it made, outermost first
    actions: tuple[InstalledAction, ...] = ()
    ownership: Ownership = Ownership()
    images: tuple[Mapping[str, Any], ...] = ()
    signer: str = ""  # public key that signed the bundle: the next version is held to it

    def to_json(self) -> dict[str, Any]:
        """Return all but the files as JSON values."""
        return {
            "bundle": {"name": self.name, "version": self.version, "digest": self.digest},
            "platform": self.platform,
            "answers": dict(self.answers),
            "launcher": self.launcher,
            "installed": self.installed,
            "made_target": self.made_target,
            "made_parents": list(self.made_parents),
            "actions": [action._asdict() for action in self.actions],
            "ownership": self.ownership._asdict(),
            "images": list(self.images),
            "signer": self.signer,
            "folders": list(self.folders),
        }
