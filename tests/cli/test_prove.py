"""`launcher prove`: its exit codes, its lines and its JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.bundles import write_bundle
from tests.support.command import launcher
from tests.support.demos import packed, photograph, small_demo

if TYPE_CHECKING:
    from pathlib import Path


def test_a_packed_demo_is_proven(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo")
    outcome = launcher("prove", packed(demo, tmp_path / "demo.zip"), demo)
    assert (outcome.code, outcome.out) == (0, "")
    assert "Compared 1 original (1 by their pixels) of 4 files" in outcome.err
    assert "Proven: nothing of the originals is in" in outcome.err


def test_a_leak_is_a_line_on_stdout_and_exit_code_1(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo", {"images/bread.jpg": (bread := photograph(320, 200))})
    outcome = launcher("prove", write_bundle(tmp_path / "b.zip", {"x/data.bin": b"head" + bread}), demo, "--quiet")
    assert outcome.code == 1
    assert outcome.out.startswith("error: prove-bytes: x/data.bin: ")
    assert "of images/bread.jpg are in it, at byte " in outcome.out
    assert outcome.err == ""


def test_json_has_what_was_compared_and_every_finding(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo")
    bundle = write_bundle(tmp_path / "b.zip", {"bread.jpg": (demo / "images/bread.jpg").read_bytes()})
    outcome = launcher("prove", bundle, demo, "--json")
    value = json.loads(outcome.out)
    assert (outcome.code, value["proven"], value["compared"]["originals"]) == (1, False, 1)
    assert [finding["code"] for finding in value["findings"]] == ["prove-bytes"]


@pytest.mark.parametrize(("arguments", "code"), [(["gone.zip", "."], 1), (["gone.zip"], 2), ([], 2)])
def test_what_is_missing_is_an_error(tmp_path: Path, arguments: list[str], code: int) -> None:
    outcome = launcher("prove", *arguments, cwd=tmp_path)
    assert outcome.code == code
    assert outcome.err
