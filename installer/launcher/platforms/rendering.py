"""Run the rendering child: a bounded process that turns a job into files, or into one typed error."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.errors import AnswerError, ContentError, LauncherError, TargetError, TemplateError
from launcher.interpreter import command, environment
from launcher.platforms.spool import Spool, SpooledContent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ERRORS: Mapping[str, type[LauncherError]] = {
    kind.__name__: kind for kind in (AnswerError, ContentError, TargetError, TemplateError)
}


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """What a rendering may use: bytes of memory and output, seconds of processor and of time."""

    memory: int = 512 * 1024 * 1024
    output: int = 512 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: int = 60


#: Makes the files of a static site.
STATIC = "launcher.platforms.static_child.run"
#: Makes the site document of a WordPress.
WORDPRESS = "launcher.platforms.wordpress_child.run"


@contextmanager
def render(
    job: Mapping[str, Any], limits: RenderLimits | None = None, *, module: str = STATIC
) -> Iterator[dict[PurePosixPath, SpooledContent]]:
    """Yield the rendered files by path, readable inside the context; raises what the child reports.

    A template that breaks a limit is a TemplateError; the child is dead when this ends, however it ends. ``module`` is
    the entry point of the child.
    """
    limits = limits or _limits_for(job)
    with Spool() as spool:
        result = _run(module, {**job, "spool": str(spool.path)}, limits, spool.path.parent)
        if error := result.get("error"):
            raise _ERRORS[error["type"]](error["message"], where=error["where"], line=error["line"], hint=error["hint"])
        yield {
            PurePosixPath(item["path"]): spool.content(int(item["offset"]), int(item["size"]))
            for item in result["files"]
        }


def _limits_for(job: Mapping[str, Any]) -> RenderLimits:
    """Return limits that grow with the demo: a big blog is no attack."""
    files = len(job["content"])
    size = sum(map(len, job["content"].values()))
    standard = RenderLimits()
    cpu = standard.cpu_seconds + files // 20
    return RenderLimits(standard.memory + 20 * size, standard.output, cpu, 3 * cpu)


def _run(module: str, job: Mapping[str, Any], limits: RenderLimits, folder: Path) -> dict[str, Any]:
    """Run the child to its end and return what it answered."""
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module, no shell
            command(module, json.dumps(asdict(limits))),
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=limits.wall_seconds,
            check=False,
            cwd=folder,
            env=environment(),
            start_new_session=True,  # Ctrl-C comes to the parent alone, which kills the child and says so once
        )
    except subprocess.TimeoutExpired as error:
        raise _death(error.stderr or b"", f"takes more than {limits.wall_seconds} seconds") from error
    except OSError as error:
        raise TargetError(f"the rendering process cannot be started: {error.strerror}") from error
    if done.returncode:
        raise _death(done.stderr, _reason(done.returncode, done.stderr, limits))
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _reason(code: int, stderr: bytes, limits: RenderLimits) -> str:
    """Say which limit the child most likely died of."""
    if code in {-signal.SIGXCPU, -signal.SIGALRM}:
        return f"takes more than {limits.cpu_seconds} seconds of processor time"
    if code == -signal.SIGKILL:
        return "was killed: it takes too much processor time or memory"
    if b"MemoryError" in stderr:
        return f"takes more than {limits.memory // 2**20} MiB of memory"
    if code < 0:
        return f"died of signal {-code}"
    last = stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return f"ended with status {code}: {last}"


def _death(stderr: bytes, reason: str) -> TemplateError:
    """Return the error of a child that did not answer; its last word names the template it was at."""
    marks = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.startswith("at ")]
    template, _, url = marks[-1].removeprefix("at ").partition(" ") if marks else ("", "", "")
    page = f"rendering {url} " if url else "rendering "
    return TemplateError(page + reason, where=template or None)
