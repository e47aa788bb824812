"""The child's entry point: take the limits, read the job, render, answer."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from launcher.platforms.static_child.writer import SpoolWriter


class OutOfTimeError(Exception):
    """The processor time is used up; raised wherever the rendering is, so that the template's line is known."""


def main() -> None:
    """Render the site of the job on stdin."""
    from launcher.platforms.static_child.site import build_site

    serve(build_site)


def serve(make: Callable[[dict[str, Any], SpoolWriter], None]) -> None:
    """Let ``make`` write the job on stdin into its spool; answer with JSON on stdout: ``files`` or ``error``."""
    limits = json.loads(sys.argv[1])
    _apply(limits)
    job = json.loads(sys.stdin.buffer.read())
    answer = _answer(make, job, limits)
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    # Nothing is left to clean up, and tearing down a big site's objects would cost a tenth of the time.
    os._exit(0)


def _apply(limits: dict[str, int]) -> None:
    """Bind this process to its limits; where the system has none, the parent's timeout is what remains."""
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = (
        (resource.RLIMIT_AS, limits["memory"], limits["memory"]),
        # The soft limit raises where the template stands; the hard one kills what does not come back to Python.
        (resource.RLIMIT_CPU, limits["cpu_seconds"], limits["cpu_seconds"] + 2),
        (resource.RLIMIT_FSIZE, limits["output"], limits["output"]),
        (resource.RLIMIT_CORE, 0, 0),
    )
    for kind, soft, hard in wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (soft, hard))
    signal.signal(signal.SIGXCPU, _out_of_time)
    signal.alarm(limits["wall_seconds"] + 5)  # should the parent be gone


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTimeError


def _answer(
    make: Callable[[dict[str, Any], SpoolWriter], None], job: dict[str, Any], limits: dict[str, int]
) -> dict[str, Any]:
    from launcher.confinement import confine
    from launcher.errors import LauncherError
    from launcher.platforms.static_child.writer import SpoolWriter

    try:
        with SpoolWriter(job["spool"]) as writer:
            confine()
            make(job, writer)
            return {"files": writer.files}
    except LauncherError as error:
        return _error(type(error).__name__, error.message, error.where, error.line, error.hint)
    except OSError as error:
        return _error("TargetError", f"the temporary file cannot be written: {error.strerror}", job["spool"])
    except OutOfTimeError:
        return _error("TemplateError", f"rendering takes more than {limits['cpu_seconds']} seconds of processor time")
    except MemoryError:
        return _error("TemplateError", f"rendering takes more than {limits['memory'] // 2**20} MiB of memory")
    except RecursionError:
        return _error("ContentError", "the content is nested too deeply")


def _error(
    name: str, message: str, where: str | None = None, line: int | None = None, hint: str | None = None
) -> dict[str, Any]:
    return {"error": {"type": name, "message": message, "where": where, "line": line, "hint": hint}}
