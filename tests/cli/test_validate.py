"""`launcher validate` as people, scripts and CI read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.command import launcher
from tests.support.demos import INDEX, packed, small_demo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("good")
    return packed(small_demo(place / "demo"), place / "good.launcher.zip")


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("warned")
    broken = INDEX.replace("</body>", '\n<a href="nowhere, at: all.html">100%</a></body>')
    return packed(small_demo(place / "demo", {"index.html": broken}), place / "warned.launcher.zip")


def test_a_good_bundle_has_no_findings_and_one_line_on_stderr(good: Path) -> None:
    outcome = launcher("validate", good)
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == f"{good}: valid: corner-bakery 1.2.0, 3 files, 1 image, 0 errors, 0 warnings\n"


def test_a_link_that_was_broken_in_the_source_is_a_warning_with_its_line(warned: Path) -> None:
    outcome = launcher("validate", warned)
    assert outcome.code == 0
    assert outcome.out.startswith("warning: reference-broken-in-source: index.html:4: ")
    assert launcher("validate", "--strict", warned).code == 1


def test_json_reports_every_bundle_in_turn(good: Path, warned: Path) -> None:
    reports = json.loads(launcher("validate", "--format", "json", good, warned).out)
    assert [(report["bundle"], report["valid"]) for report in reports] == [(str(good), True), (str(warned), True)]
    assert reports[0]["findings"] == []
    finding = reports[1]["findings"][0]
    assert set(finding) == {"code", "severity", "message", "path", "line", "hint"}
    assert (finding["severity"], finding["path"], finding["line"]) == ("warning", "index.html", 4)


def test_github_annotations_escape_what_would_break_them(warned: Path) -> None:
    (line,) = launcher("validate", "--format", "github", warned).out.splitlines()
    command, _, message = line.removeprefix("::").partition("::")
    assert command.startswith("warning file=index.html,line=4,title=reference-broken-in-source in ")
    assert "nowhere, at: all.html" in message


def test_one_bad_bundle_among_good_ones_fails_them_all_and_is_named(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(good.read_bytes()[:-9])
    outcome = launcher("validate", good, bad, good)
    assert outcome.code == 1
    assert f"{bad}: not valid: 1 error, 0 warnings" in outcome.err
    assert outcome.err.count(": valid: ") == 2


def test_limits_are_lowered_and_raised_for_validate_inspect_and_install(good: Path, tmp_path: Path) -> None:
    commands: list[list[str | Path]] = [
        ["validate", good],
        ["inspect", good],
        ["install", good, tmp_path / "s", "--yes"],
    ]
    for command in commands:
        refused = launcher(*command, "--limit", "entries=2")
        assert refused.code == 1, command
        assert "more than 2 entries" in refused.out + refused.err
        assert "--limit entries=VALUE" in refused.out + refused.err
        assert launcher(*command, "--limit", "entries=2", "--limit", "entries=1000", "--limit", "file=2G").code == 0


def test_a_limit_of_the_format_and_a_limit_that_there_is_not_are_wrong_usage(good: Path) -> None:
    for value in ("entries=65535", "path=2K", "depth=33", "total=4G", "files=1", "file"):
        outcome = launcher("validate", good, "--limit", value)
        assert outcome.code == 2, value
        assert "at most" in outcome.err or "no limit" in outcome.err or "no number" in outcome.err
