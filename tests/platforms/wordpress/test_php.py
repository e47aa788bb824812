"""The importer is PHP that parses, and running it without WordPress says what is wrong."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import launcher.platforms.wordpress
from launcher.errors import TargetError, WordPressError
from launcher.platforms.wordpress.php import find_php, probe
from launcher.platforms.wordpress.php import program as whole_program
from launcher.platforms.wordpress.troubles import explain

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(launcher.platforms.wordpress.__file__).parent / "php"


@pytest.mark.real
def test_each_file_is_php_and_so_is_all_of_it(program: Callable[..., str], tmp_path: Path) -> None:
    whole = tmp_path / "whole.php"
    whole.write_bytes(whole_program())
    php = program("php")
    for file in [*sorted(FOLDER.glob("*.php")), whole]:
        done = subprocess.run([php, "-l", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_every_file_is_of_the_program_and_main_comes_last() -> None:
    text = whole_program().decode()
    assert text.count("<?php") == text.count("namespace Launcher;") == 1
    for file in FOLDER.glob("*.php"):
        assert file.read_text().splitlines()[-1] in text
    assert text.rstrip().endswith((FOLDER / "main.php").read_text().rstrip()[-100:])


def test_no_more_of_php_than_version_7_4_has_is_used() -> None:
    text = whole_program().decode()
    syntax = ("match (", "?->", "public readonly", "private readonly", "enum ", "): static", ": mixed", "#[")
    for word in (*syntax, "str_contains(", "str_starts_with("):
        assert word not in text, word


@pytest.mark.real
def test_a_folder_that_is_no_wordpress_is_refused(program: Callable[..., str], tmp_path: Path) -> None:
    program("php")
    with pytest.raises(TargetError, match="no WordPress"):
        probe(tmp_path)


def test_a_missing_php_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "wp-load.php").write_text("<?php")
    monkeypatch.setenv("LAUNCHER_PHP", "/there/is/none")
    with pytest.raises(WordPressError, match="no program /there/is/none") as raised:
        probe(tmp_path)
    assert raised.value.code == "no-php"
    assert "LAUNCHER_PHP" in (raised.value.hint or "")


def test_php_is_found_from_any_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PHP starts in another one than the command."""
    (tmp_path / "php").write_text("#!/bin/sh\n")
    (tmp_path / "php").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUNCHER_PHP", "./php")
    assert find_php() == str(tmp_path / "php")


@pytest.mark.parametrize("code", ["password", "timeout", "silent", "fatal", "one of a newer importer"])
def test_every_code_becomes_one_line_about_the_target(code: str, tmp_path: Path) -> None:
    error = explain(code, "what it said", tmp_path)
    assert str(error).startswith(f"{tmp_path}: ")
    assert "what it said" in str(error)
