"""Walk a demo's files in a stable order, naming what is left out."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from launcher.demo.globs import Globs
from launcher.errors import BundleError, DemoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.demo.model import Arrangement, Demo

# These belong to a checkout or a desktop, never to a demo; they are passed over without a word, so that a clone and
# an unpacked archive of the same demo give the same bundle.
_NEVER = frozenset({".git", ".hg", ".svn", ".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini"})
# Folders that programs fill with smaller or older copies of pictures, and that no page refers to. Caches that pages do
# refer to (wp-content/cache, resources/_gen/images) hold pictures like any others.
_CACHES = {
    ".thumbnails": "a cache of thumbnails",
    "@eaDir": "a cache of thumbnails",
    ".tmb": "a cache of thumbnails",
    ".picasaoriginals": "originals of edited pictures",
    "__MACOSX": "resource forks of macOS",
    ".AppleDouble": "resource forks of macOS",
    ".cache": "a cache of a build",
    ".parcel-cache": "a cache of a build",
    ".sass-cache": "a cache of a build",
    ".jekyll-cache": "a cache of a build",
    ".vite": "a cache of a build",
}
_BUNDLE_SUFFIX = ".launcher.zip"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the demo's tree. ``ignored_by`` is empty, or says why it is left out; then ``size`` means nothing.

    ``asked`` says that a rule of the author's left it out. A folder that is left out comes as one entry of its own.
    """

    path: PurePosixPath
    file: Path
    size: int
    ignored_by: str = ""
    asked: bool = False


def walk(demo: Demo) -> Iterator[SourceFile]:
    """Yield every file of the demo, sorted by POSIX path; no link is followed.

    Raises DemoError for a folder that cannot be read, for a name that cannot stand in a bundle, and for two names
    that mean one file on some system.
    """
    from launcher.bundle.names import UniqueNames

    unique = UniqueNames()
    files = _walk(demo.root, PurePosixPath(), Globs(demo.ignore))
    for file in files if demo.arrangement is None else _arranged(files, demo.arrangement):
        if not file.ignored_by:
            try:
                unique.add(str(file.path))
            except BundleError as error:
                raise _unusable(file.path, file.file, error) from error
        yield file


def _arranged(files: Iterator[SourceFile], arrangement: Arrangement) -> list[SourceFile]:
    """Return the files as they shall stand in the bundle, sorted anew."""
    made = [SourceFile(path, file, file.stat().st_size) for path, file in arrangement.made.items()]
    for file in files:
        reason = arrangement.read.get(file.path, file.ignored_by)
        made.append(replace(file, path=arrangement.place(file.path), ignored_by=reason))
    return sorted(made, key=lambda file: str(file.path))


def _walk(folder: Path, prefix: PurePosixPath, globs: Globs) -> Iterator[SourceFile]:
    for entry, is_folder in _entries(folder):
        path = prefix / entry.name
        if entry.name in _NEVER or str(path) == "launcher.yaml" or entry.name.endswith(_BUNDLE_SUFFIX):
            continue
        file = Path(entry.path)
        pattern = globs.match(path, folder=is_folder)
        if pattern:
            yield SourceFile(path, file, 0, f'ignore rule "{pattern}"', asked=True)
            continue
        if is_folder and entry.name in _CACHES:
            yield SourceFile(path, file, 0, f"it is {_CACHES[entry.name]}")
        elif is_folder:
            yield from _walk(file, path, globs)
        else:
            yield _source_file(path, file)


def _entries(folder: Path) -> list[tuple[os.DirEntry[str], bool]]:
    """Return a folder's entries so that a walk yields whole paths in sorted order."""
    try:
        with os.scandir(folder) as scan:
            entries = [(entry, entry.is_dir(follow_symlinks=False)) for entry in scan]
    except OSError as error:
        raise DemoError(f"the folder cannot be read: {error.strerror}", where=folder) from error
    # A folder sorts as "name/": that is where its files stand among whole paths ("a-b" comes before "a/b").
    return sorted(entries, key=lambda item: f"{item[0].name}/" if item[1] else item[0].name)


def _source_file(path: PurePosixPath, file: Path) -> SourceFile:
    from launcher.bundle.names import check_name

    try:
        status = file.lstat()
    except OSError as error:
        raise DemoError(f"cannot be read: {error.strerror}", where=file) from error
    if stat.S_ISLNK(status.st_mode):
        return SourceFile(path, file, 0, "it is a symbolic link")
    if not stat.S_ISREG(status.st_mode):
        return SourceFile(path, file, 0, "it is no ordinary file")
    try:
        check_name(str(path))
    except BundleError as error:
        raise _unusable(path, file, error) from error
    return SourceFile(path, file, status.st_size)


def _unusable(path: PurePosixPath, file: Path, error: BundleError) -> DemoError:
    from launcher.bundle.names import printable_name

    return DemoError(
        f'"{printable_name(str(path))}" cannot stand in a bundle: {error.message}',
        where=printable_name(str(file.parent)),
        hint='rename it, or add it to "ignore" in launcher.yaml',
    )
