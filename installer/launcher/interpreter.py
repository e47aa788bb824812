"""Another Python process of ours: it finds what this one finds, and nothing of the environment reaches it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

_PACKAGE_PARENT = str(Path(__file__).resolve().parent.parent)
# -I keeps the environment and the working folder out; the parent's own search path comes in its place, so that the
# child finds what the parent found: a wheel, an editable checkout, a user's site-packages.
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from importlib import import_module; import_module(sys.argv.pop(1)).main()"
)


def command(module: str, *arguments: str) -> list[str]:
    """Return the command line of a process that calls ``main()`` of ``module``; ``arguments`` are its ``sys.argv``."""
    here = os.getcwd()  # noqa: PTH109 - compared as text with what stands in the search path
    search = [_PACKAGE_PARENT, *(entry for entry in sys.path if Path(entry).is_absolute() and entry != here)]
    return [sys.executable, "-I", "-S", "-c", _START, json.dumps(search), module, *arguments]


def environment() -> dict[str, str] | None:
    """Return the environment of such a process; None where it needs that of this one."""
    return {"LC_ALL": "C.UTF-8"} if sys.platform != "win32" else None
