"""Find the file of a site that an address stands for, and open it if it is nobody's secret."""

from __future__ import annotations

import os
import re
import stat
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote, unquote, urlsplit

from launcher.site.system import OLD_FILE

if TYPE_CHECKING:
    from pathlib import Path

#: The owner's answers at the top of a static site, of each bundle in it, which are no page.
_PRIVATE = re.compile(r"(?:launcher-)?site(?:\.[a-z0-9-]+)?\.yaml(?:\.launcher-(?:new|original)(?:-\d+)?)?")


class Refused(Exception):  # noqa: N818 - it is an outcome, no failure of ours
    """A request that ends with an error page."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Redirected(Exception):  # noqa: N818 - it is an outcome, no failure of ours
    """A request that belongs to another address."""


def find_file(root: Path, prefix: str, address: str) -> Path:
    """Return the file of the site in ``root`` that an address below ``prefix`` stands for.

    Whether there is one, and may be read, is not looked at. Raises Refused and Redirected.
    """
    try:
        path = urlsplit(address).path
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST) from error
    if not unquote(path).startswith(prefix):
        if unquote(path) in {"/", prefix[:-1]}:
            raise Redirected(quote(prefix))
        raise Refused(HTTPStatus.NOT_FOUND)
    names = unquote(path, errors="surrogateescape")[len(prefix) :].split("/")
    if any(name in {".", ".."} or "\0" in name or "\\" in name for name in names):
        raise Refused(HTTPStatus.NOT_FOUND)
    found = root.joinpath(*(name for name in names if name))
    if os.path.isdir(found):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        if names[-1]:
            # The links of a page in a folder are relative to the folder, so its address must end with a slash.
            raise Redirected(path + "/")
        found /= "index.html"
    elif not names[-1]:
        raise Refused(HTTPStatus.NOT_FOUND)
    return found


def open_file(root: Path, path: Path) -> BinaryIO:
    """Open a file that is inside the site, with links resolved, and no secret of anybody; raises Refused."""
    try:
        real = path.resolve(strict=True)
        inside = real.relative_to(root)
        if _is_private(inside.parts) or _is_private(path.relative_to(root).parts):
            raise Refused(HTTPStatus.NOT_FOUND)
        handle = os.open(real, OLD_FILE)
    except (OSError, RuntimeError, ValueError) as error:  # ValueError: it leads out of the site
        raise Refused(HTTPStatus.NOT_FOUND) from error
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise Refused(HTTPStatus.NOT_FOUND)
    return file


def _is_private(names: tuple[str, ...]) -> bool:
    """Say whether a path is Launcher's, the owner's answers, or a dotfile such as ``.git`` or ``.htpasswd``."""
    folded = tuple(name.casefold() for name in names)  # a file system may take SITE.YAML for it
    if len(folded) == 1 and _PRIVATE.fullmatch(folded[0]):
        return True
    return any(name.startswith(".") and name != ".well-known" for name in folded)
