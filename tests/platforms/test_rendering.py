"""The rendering child under attack, and when its parent is stopped. All of these start real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from launcher.errors import TemplateError
from launcher.platforms.rendering import RenderLimits, render

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = RenderLimits(memory=256 * 2**20, output=5 * 2**20, cpu_seconds=1, wall_seconds=300)


def job(home: str) -> dict[str, Any]:
    return {
        "site": {
            "title": "T",
            "description": "",
            "url": "http://localhost",
            "path": "",
            "language": "en",
            "name": "n",
            "version": "1",
        },
        "answers": {},
        "clean_urls": False,
        "content_root": "content",
        "templates_root": "templates",
        "posts_per_page": 5,
        "content": {},
        "sizes": {},
        "copied": [],
        "templates": {"home.html": home, "list.html": "list"},
    }


def failure(home: str, limits: RenderLimits = SMALL) -> TemplateError:
    with pytest.raises(TemplateError) as caught, render(job(home), limits):
        pass
    return caught.value


LOOPS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


def test_a_template_that_never_ends_is_stopped_and_named_with_its_line() -> None:
    error = failure(f"one\ntwo\n{LOOPS}")
    assert str(error) == "templates/home.html:3: the template takes too much processor time (rendering /)"


def test_a_template_that_computes_in_one_step_for_ever_is_stopped_and_named_with_its_line() -> None:
    error = failure("one\n{{ 9 ** (9 ** 9) }}")
    assert str(error) == "templates/home.html:2: the template takes too much processor time (rendering /)"


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**9 }}",
        "{% set a = ['x' * 10**6] * 2000 %}{{ a | join }}",
        "{{ [0] * 10**10 }}",
        "{{ '%1000000000d' % 1 }}",
    ],
)
def test_a_template_that_wants_all_memory_is_stopped(template: str) -> None:
    error = failure(template)
    assert error.where == "templates/home.html"
    assert "memory" in error.message


def test_more_output_than_allowed_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        pytest.raises(Exception, match="temporary file cannot be written"),
        render(job("{{ 'x' * (10 * 2**20) }}"), SMALL),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_sleeps_is_stopped_by_the_clock() -> None:
    limits = RenderLimits(cpu_seconds=60, wall_seconds=1)
    error = failure(LOOPS, limits)
    assert str(error) == "templates/home.html: rendering / takes more than 1 seconds"


def test_the_spool_is_gone_when_the_context_ends() -> None:
    with render(job("hello")) as files:
        content = next(iter(files.values()))
        assert content.path.exists()
    assert not content.path.parent.exists()


def test_the_environment_and_the_working_folder_do_not_reach_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jinja2.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", "nothing")
    with render(job("hello {{ site.title }}")) as files:
        assert [b"".join(content.chunks()) for path, content in files.items() if str(path) == "index.html"] == [
            b"hello T"
        ]


PARENT = """
import json, sys
from launcher.platforms.rendering import RenderLimits, render
print("ready", flush=True)
with render(json.loads(sys.argv[1]), RenderLimits(cpu_seconds=60, wall_seconds=60)):
    pass
"""


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def state_and_ticks(pid: int) -> tuple[str, int]:
    """Return a process's state and the processor time it used; ("", 0) once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "", 0
    return fields[0], int(fields[11]) + int(fields[12])


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc to see processes")
def test_ctrl_c_ends_parent_and_child_and_leaves_no_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, json.dumps(job(LOOPS))]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(lambda: children_of(parent.pid))
    child = children_of(parent.pid)[0]
    wait_for(lambda: state_and_ticks(child)[1] >= 50)  # it is at the template by then
    parent.send_signal(signal.SIGINT)
    _, stderr = parent.communicate(timeout=60)
    assert b"KeyboardInterrupt" in stderr
    wait_for(lambda: state_and_ticks(child)[0] in {"", "Z", "X"})
    assert list(tmp_path.iterdir()) == []
