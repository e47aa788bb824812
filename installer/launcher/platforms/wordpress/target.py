"""What a WordPress is that something is to be installed into, and whether it can be."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from launcher.demo.wordpress.document import Size

#: The oldest WordPress that is supported.
OLDEST = (6, 1)
LOADER, CONFIG = "wp-load.php", "wp-config.php"
_VERSION = re.compile(r"""\$wp_version\s*=\s*(['"])([0-9]+(?:\.[0-9]+)*[-+.A-Za-z0-9]*)\1""")
_LONGEST = 64 * 1024
_CONTENT = PurePosixPath("wp-content")
_THEMES = _CONTENT / "themes"
_UPLOADS = _CONTENT / "uploads"


# Every command asks what a target is; what a document is made of takes long to import, and few need it.
def _standard() -> Mapping[str, Size]:
    from launcher.platforms.wordpress.sizes import STANDARD

    return STANDARD


@dataclass(frozen=True, slots=True)
class WordPress:
    """A WordPress: where its folders are, relative to the target, and which picture sizes it registers."""

    version: str
    content: PurePosixPath = _CONTENT
    themes: PurePosixPath = _THEMES
    uploads: PurePosixPath = _UPLOADS
    sizes: Mapping[str, Size] = field(default_factory=_standard)


def is_wordpress(target: Path) -> bool:
    """Say whether a folder is a WordPress, configured or not."""
    return (target / LOADER).is_file()


def is_configured(target: Path) -> bool:
    """Say whether a WordPress has its configuration: in its folder or, as wp-load.php also looks, in the one above."""
    above = target.resolve().parent
    return (target / CONFIG).is_file() or ((above / CONFIG).is_file() and not (above / "wp-settings.php").is_file())


def owner_of(target: Path) -> str:
    """Return whom the files of a WordPress belong to, as ``USER:GROUP`` in numbers; "" where only we can be meant.

    Root installs for somebody: what PHP runs as must be able to read, and later to change, what is installed.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return ""
    found = (target / LOADER).stat()
    return f"{found.st_uid}:{found.st_gid}" if found.st_uid != 0 else ""


def read_core(target: Path) -> WordPress:
    """Return a WordPress that has no configuration yet; TargetError where it is none, or too old."""
    file = target / "wp-includes" / "version.php"
    try:
        with file.open(encoding="utf-8", errors="replace") as stream:
            found = _VERSION.search(stream.read(_LONGEST))
    except OSError as error:
        raise TargetError(f"the version of WordPress cannot be read: {error.strerror}", where=file) from error
    if found is None:
        raise TargetError("it does not say which WordPress it is", where=file)
    _check_version(found[2], target)
    return WordPress(found[2])


def read_probe(answer: Mapping[str, Any], target: Path) -> WordPress:
    """Return the WordPress that an answer to ``probe`` describes; TargetError where a folder lies elsewhere."""
    return WordPress(
        str(answer["version"]),
        _inside(str(answer["content_dir"]), target, "its content folder"),
        _inside(str(answer["themes_dir"]), target, "its themes folder"),
        _inside(str(answer["uploads_dir"]), target, "its uploads folder"),
        {str(name): _size(value) for name, value in dict(answer["sizes"]).items()},
    )


def uploaded(folder: str, files: Iterable[str], target: Path) -> tuple[str, ...]:
    """Return the paths, relative to the target, of files in its uploads ``folder``."""
    uploads = _inside(folder, target, "its uploads folder")
    return tuple(str(uploads / file) for file in files)


def theme_files(folder: str, theme: str, target: Path) -> tuple[str, ...]:
    """Return the paths, relative to the target, of every file of a ``theme`` in its themes ``folder``."""
    place = target / _inside(folder, target, "its themes folder") / theme
    found = (path for path in place.rglob("*") if path.is_file())
    return tuple(sorted(path.relative_to(target).as_posix() for path in found))


def _check_version(version: str, target: Path) -> None:
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise TargetError(
            f"it is WordPress {version}, and {oldest} is the oldest that is supported",
            where=target,
            hint="update it first",
        )


def _inside(folder: str, target: Path, what: str) -> PurePosixPath:
    """Return a folder of the site relative to the target: what lies elsewhere is not in the transaction."""
    real, place = target.resolve(), Path(folder).resolve()
    if not place.is_relative_to(real) or place == real:
        raise TargetError(
            f"{what} is {place}, which is not inside of it",
            where=target,
            hint="only what is inside of the target can be changed whole or not at all",
        )
    return PurePosixPath(place.relative_to(real).as_posix())


def _size(value: Mapping[str, Any]) -> Size:
    from launcher.demo.wordpress.document import Size

    return Size(int(value["width"]), int(value["height"]), crop=bool(value["crop"]))
