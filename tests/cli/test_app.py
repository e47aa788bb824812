"""The command as a whole: its help, its documentation, its start-up, its last line of defence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pexpect
import pytest

from launcher import __version__
from launcher.cli.app import COMMANDS
from launcher.cli.output import finished
from tests.support.command import launcher
from tests.support.demos import LAUNCHER_YAML, packed, small_demo

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()


COMMAND_LINES = (*COMMANDS, "images put")


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_the_help_of_every_command_has_an_example_that_calls_it(name: str) -> None:
    outcome = launcher(*name.split(), "--help")
    assert outcome.code == 0
    _, _, examples = outcome.out.partition("Examples:")
    assert f"launcher {name} " in examples


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_every_option_of_every_command_is_documented(name: str) -> None:
    section = re.split(rf"^## `launcher {name}(?=[ `])", DOCUMENTATION, flags=re.MULTILINE)[1].split("\n## ")[0]
    if "(#options-for-all-commands-that-change-a-site)" in section:
        section += DOCUMENTATION.split("\n## Options for all commands that change a site\n")[1].split("\n## ")[0]
    command = import_module(f"launcher.cli.{name.replace(' ', '_')}").command
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for spelling in parameter.opts:
                assert f"`{spelling}" in section, spelling


def test_every_exit_code_of_the_help_is_documented() -> None:
    listed = re.findall(r"^ +(\d+) {2,}\w", launcher("--help").out, flags=re.MULTILINE)
    assert listed == ["0", "1", "2", "3", "130"]
    assert re.findall(r"^\| (\d+) \|", DOCUMENTATION, flags=re.MULTILINE) == listed


def test_the_version_is_the_distribution_s() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
    assert launcher("--version").out.strip() == f"launcher, version {__version__}"


@pytest.mark.parametrize("arguments", [["--help"], ["status", "."]])
def test_starting_up_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from launcher.cli.app import run; run(sys.argv[1:])\n"
        "heavy = {'requests', 'rich', 'jinja2', 'PIL', 'yaml', 'markdown_it', 'jsonschema', 'nh3', 'pathspec'}\n"
        "print('loaded', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_an_unknown_command_is_a_usage_error() -> None:
    outcome = launcher("launch")
    assert outcome.code == 2
    assert "launch" in outcome.err


def test_a_defect_ends_in_one_line_and_shows_its_traceback_only_when_asked(tmp_path: Path) -> None:
    code = (
        "import sys, launcher.site.status as status\n"
        "def fail(target, **_): raise RuntimeError('odd')\n"
        "status.statuses = fail\n"
        "from launcher.cli.app import run; sys.exit(run(['status', '.']))"
    )
    command = [sys.executable, "-c", code]
    calm = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": ""})
    assert calm.returncode == 1
    assert calm.stderr.startswith("error: unexpected RuntimeError: odd\n")
    assert "Traceback" not in calm.stderr
    asked = subprocess.run(command, capture_output=True, text=True, check=False, env={"LAUNCHER_DEBUG": "1"})
    assert "Traceback" in asked.stderr


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    done = subprocess.run(
        f"{sys.executable} -m launcher --help | head -c 1", shell=True, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


@pytest.mark.parametrize("module", ["typing", "click"])
def test_ctrl_c_while_the_program_still_loads_is_one_line(tmp_path: Path, module: str) -> None:
    # Stands for a module that takes time, and is interrupted as the real one may be while it is imported.
    (tmp_path / f"{module}.py").write_text("raise KeyboardInterrupt\n")
    done = subprocess.run(
        [sys.executable, "-c", "from launcher.__main__ import main; main()"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "\ninterrupted: nothing was changed\n"


def test_ctrl_c_while_the_program_already_leaves_is_ignored() -> None:
    code = (
        "import atexit, os, signal, sys\n"
        "atexit.register(os.kill, os.getpid(), signal.SIGINT)\n"
        "sys.argv = ['launcher', '--version']\n"
        "from launcher.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def test_ctrl_c_while_a_result_is_shown_says_that_the_work_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def command() -> None:
        with finished("demo.launcher.zip was written"):
            raise KeyboardInterrupt

    assert command.main([], standalone_mode=False) == 130
    assert capsys.readouterr().err == "\ninterrupted: demo.launcher.zip was written\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
@pytest.mark.parametrize("arguments", ["--help", "validate nowhere.zip", "install builtin . --dry-run"])
def test_a_stream_that_is_closed_is_no_defect(tmp_path: Path, closed: str, arguments: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m launcher {arguments} {closed}",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == (1 if "validate" in arguments else 0)
    assert "Error" not in done.stderr


def test_json_stays_json_where_stdout_has_a_narrow_encoding(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo", {"launcher.yaml": LAUNCHER_YAML.replace("Corner", "Café \U0001f950")})
    bundle = packed(demo, tmp_path / "b.launcher.zip")
    outcome = launcher("inspect", "--json", bundle, env={"PYTHONIOENCODING": "latin-1"})
    assert json.loads(outcome.out)["title"] == "Café \U0001f950 Bakery"


def test_a_terminal_gets_colours_and_no_color_is_respected(tmp_path: Path) -> None:
    for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        process = pexpect.spawn(
            sys.executable,
            ["-m", "launcher", "status", str(tmp_path)],
            encoding="utf-8",
            timeout=60,
            env={**os.environ, "TERM": "xterm", **environment},
        )
        text = process.read()
        process.close()
        assert ("\x1b[31m" in text) is coloured
        assert "\\x1b" not in text


def test_a_name_with_control_characters_cannot_drive_the_terminal(tmp_path: Path) -> None:
    outcome = launcher("status", tmp_path / "red\x1b[31m")
    assert "\x1b" not in outcome.err
    assert "red\\x1b[31m" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["pack", ""],
        ["pack", "demo", "-o", ""],
        ["validate", "a.zip", ""],
        ["inspect", ""],
        ["install", ""],
        ["install", "builtin", ""],
        ["status", ""],
        ["images", ""],
        ["images", "put", ""],
        ["images", "put", ".", "a.jpg", ""],
        ["images", "put", ".", "--from", ""],
        ["uninstall", ""],
        ["serve", ""],
        ["init", ""],
    ],
    ids=" ".join,
)
def test_an_empty_path_is_a_usage_error_and_not_the_working_folder(tmp_path: Path, arguments: list[str]) -> None:
    outcome = launcher(*arguments, cwd=tmp_path)
    assert outcome.code == 2
    assert "the path is empty" in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("streams", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_output_that_finds_no_room_ends_with_1_and_no_traceback(streams: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        kept = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE) | dict.fromkeys(streams, full)
        command = [sys.executable, "-m", "launcher", *(["inspect", "/nowhere"] if "stderr" in streams else ["--help"])]
        done = subprocess.run(command, check=False, text=True, **kept)  # type: ignore[call-overload]  # by their names
    assert done.returncode == 1
    assert "Traceback" not in f"{done.stdout}{done.stderr}"
