"""The table at the end of `launcher pack`: short for a large demo, complete when asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.support.command import launcher
from tests.support.demos import photograph, small_demo
from tests.support.web import body, serve_web

if TYPE_CHECKING:
    from pathlib import Path


def test_the_path_of_the_bundle_is_all_that_stdout_has(tmp_path: Path) -> None:
    outcome = launcher("pack", small_demo(tmp_path / "demo"), cwd=tmp_path)
    assert outcome.out == "corner-bakery-1.2.0.launcher.zip\n"
    assert (tmp_path / "corner-bakery-1.2.0.launcher.zip").is_file()


def test_the_table_says_what_was_replaced_kept_and_left_out_and_why(tmp_path: Path) -> None:
    rules = "images: {keep: [{paths: [badge.png], license: MIT, source: drawn for this theme}]}\nignore: ['*.psd']\n"
    yaml = (small_demo(tmp_path / "demo") / "launcher.yaml").read_text() + rules
    files: dict[str, str | bytes] = {
        "launcher.yaml": yaml,
        "badge.png": photograph(40, 40, "PNG"),
        "source.psd": b"8BPS\0\1 layers",
    }
    outcome = launcher("pack", small_demo(tmp_path / "demo", files), cwd=tmp_path)
    assert outcome.code == 0, outcome.err
    table = [[*line.split(maxsplit=1)[0:1], line] for line in outcome.err.splitlines()]
    lines = {line for _, line in table}
    assert any(line.startswith("replaced") and "images/bread.jpg" in line and "320×200" in line for line in lines)
    assert any(line.startswith("kept") and "badge.png" in line and "MIT" in line for line in lines)
    assert any(line.startswith("left out") and "source.psd" in line and "*.psd" in line for line in lines)


def test_many_pictures_of_one_folder_share_a_line_unless_every_file_is_asked_for(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"photos/{number}.jpg": photograph(60 + number, 50) for number in range(20)}
    demo = small_demo(tmp_path / "demo", files)
    short = launcher("pack", demo, cwd=tmp_path).err
    assert "photos/*" in short
    assert "photos/7.jpg" not in short
    complete = launcher("pack", "--verbose", demo, cwd=tmp_path).err
    assert all(f"photos/{number}.jpg" in complete for number in range(20))
    assert "css/site.css" in complete


def test_a_warning_that_many_files_have_is_told_once_and_none_goes_uncounted(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{name}.html": '<link rel="icon" href="gone.ico">' for name in "abcde"}
    files |= {"f.html": "".join(f'<a href="lost-{number}.html">' for number in range(20))}
    demo = small_demo(tmp_path / "demo", files)
    short = launcher("pack", demo, cwd=tmp_path).err
    assert 'warning: a.html:1: "gone.ico" was not there in the source either, and 4 more like it' in short
    assert short.count("warning: ") == 10
    assert "... and 11 more warnings" in short
    assert launcher("pack", "--verbose", demo, cwd=tmp_path).err.count("warning: ") == 25


def test_inline_drawings_that_are_kept_have_their_reason_in_the_table(tmp_path: Path) -> None:
    drawing = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3C/svg%3E"
    demo = small_demo(tmp_path / "demo", {"css/icons.css": f'a {{ background: url("{drawing}") }}'})
    (line,) = (line for line in launcher("pack", demo, cwd=tmp_path).err.splitlines() if "icons.css" in line)
    assert line.startswith("kept")
    assert line.endswith("1 inline drawing kept")


def test_json_has_every_file_with_its_decision(tmp_path: Path) -> None:
    outcome = launcher("pack", "--json", "--quiet", small_demo(tmp_path / "demo"), cwd=tmp_path)
    result = json.loads(outcome.out)
    decisions = {row["path"]: row["decision"] for row in result["files"]}
    assert decisions == {"css/site.css": "copied", "images/bread.jpg": "replaced", "index.html": "copied"}
    assert outcome.err == ""


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo")
    for name in ("one.zip", "two.zip"):
        assert launcher("pack", "--quiet", demo, "-o", tmp_path / name).code == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_explain_says_why_and_writes_no_bundle(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo")
    outcome = launcher("pack", demo, "--explain", "images/bread.jpg", "--explain", "*.css", cwd=tmp_path)
    assert outcome.code == 0, outcome.err
    assert [line for line in outcome.out.splitlines() if line and not line.startswith(" ")] == [
        "css/site.css: copied",
        "images/bread.jpg: replaced",
    ]
    assert "- {paths: ['/images/bread.jpg'], license: MIT, source: ...}" in outcome.out
    assert [file.name for file in tmp_path.iterdir()] == ["demo"]
    as_json = json.loads(launcher("pack", demo, "--json", "--explain", "images", cwd=tmp_path).out)
    assert [item["header"]["width"] for item in as_json] == [320]


def test_explaining_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    outcome = launcher("pack", small_demo(tmp_path / "demo"), "--explain", "images/bred.jpg", cwd=tmp_path)
    assert outcome.code == 1
    assert 'did you mean "images/bread.jpg"?' in outcome.error


def test_hot_links_are_listed_and_their_hosts_are_asked_only_with_a_probe(tmp_path: Path) -> None:
    with serve_web({"/real": body(photograph(70, 50, "PNG"))}) as web:
        page = f'<img src="{web.url}/real?key=secret">'
        demo = small_demo(tmp_path / "demo", {"p.html": page})
        offline = launcher("pack", demo, "-o", tmp_path / "1.zip", "--offline")
        refused = launcher("pack", demo, "-o", tmp_path / "2.zip", "--probe-remote")
        assert web.requests == []
        asked = launcher("pack", demo, "-o", tmp_path / "3.zip", "--probe-remote", "--allow-private-addresses")
        assert len(web.requests) == 1
    for outcome in (offline, refused, asked):
        assert outcome.code == 0, outcome.err
        assert "replaced (remote)" in outcome.err
        assert "secret" not in outcome.err
    assert "127.0.0.1-real-1200x800.jpg" in offline.err
    assert "is not an address of the public network (image-remote-unread)" in " ".join(refused.err.split())
    assert "127.0.0.1-real-70x50.png" in asked.err


def test_private_addresses_can_be_allowed_only_for_a_probe(tmp_path: Path) -> None:
    outcome = launcher("pack", small_demo(tmp_path / "demo"), "--allow-private-addresses", cwd=tmp_path)
    assert outcome.code == 2
    assert "goes with --probe-remote" in outcome.err
