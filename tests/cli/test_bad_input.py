"""Bad input as a user meets it: one clear line that names the file, exit code 1, and nothing changed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.support.command import Outcome, launcher
from tests.support.demos import LAUNCHER_YAML, packed, photograph, small_demo, templated_demo
from tests.support.trees import build_file_tree, read_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bundle")
    return packed(small_demo(place / "demo"), place / "bakery.launcher.zip")


def refused(outcome: Outcome, *words: str) -> None:
    """Expect one error line that holds all ``words``, and exit code 1."""
    assert outcome.code == 1, outcome
    errors = [line for line in outcome.err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, outcome.err
    for word in words:
        assert word in errors[0], f"{word!r} is not in {errors[0]!r}"


def pack_in(tmp_path: Path, demo: Path) -> Outcome:
    """Pack and expect that a refusal left nothing behind."""
    output = tmp_path / "out" / "demo.launcher.zip"
    output.parent.mkdir()
    outcome = launcher("pack", demo, "-o", output)
    if outcome.code:
        assert list(output.parent.iterdir()) == []
    return outcome


class TestPack:
    def test_a_source_that_is_not_there(self, tmp_path: Path) -> None:
        refused(pack_in(tmp_path, tmp_path / "nowhere"), "nowhere")

    def test_a_source_that_is_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "file.txt"
        file.write_text("no folder")
        refused(pack_in(tmp_path, file), "file.txt")

    def test_a_source_without_files(self, tmp_path: Path) -> None:
        demo = build_file_tree(tmp_path / "demo", {"launcher.yaml": LAUNCHER_YAML})
        refused(pack_in(tmp_path, demo), "no files")

    def test_a_source_without_images(self, tmp_path: Path) -> None:
        demo = build_file_tree(tmp_path / "demo", {"launcher.yaml": LAUNCHER_YAML, "index.html": "<p>words"})
        refused(pack_in(tmp_path, demo), "no images")

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("licence: MIT", ("licence",)),
            ("version: [1]", ("version",)),
            ("platforms: static", ("platforms",)),
            ("name: Corner Bakery", ("name",)),
            ("launcher: 99", ("99",)),
            ("ignore: ['[']", ("bad glob",)),
            ("images: {keep: [{paths: ['img/**'], source: drawn}]}", ("license",)),
            ("images: {keep: [{paths: ['img/**'], license: MIT}]}", ("source",)),
            ("options: {seats: {ask: Seats, type: int, default: many}}", ("seats",)),
            ("title: *alias", ("alias",)),
        ],
    )
    def test_a_wrong_launcher_yaml_is_named_with_its_line(
        self, tmp_path: Path, line: str, words: tuple[str, ...]
    ) -> None:
        key = line.partition(":")[0]
        kept = [
            text
            for text in "launcher: 1\nname: x\nversion: 1.0.0\ntitle: X\nlicense: MIT".splitlines()
            if not text.startswith(key + ":")
        ]
        demo = small_demo(tmp_path / "demo", {"launcher.yaml": "\n".join([*kept, line, ""])})
        refused(pack_in(tmp_path, demo), f"launcher.yaml:{len(kept) + 1}:", *words)

    def test_a_template_with_a_syntax_error_is_named_with_its_line(self, tmp_path: Path) -> None:
        demo = templated_demo(tmp_path / "demo", {"templates/post.html": "<p>\n{% if %}\n"})
        refused(pack_in(tmp_path, demo), "templates/post.html:2")

    def test_a_template_that_fails_when_rendered_is_named_with_its_line(self, tmp_path: Path) -> None:
        demo = templated_demo(tmp_path / "demo", {"templates/post.html": "<p>\n\n{{ page.nonsense.more }}\n"})
        refused(pack_in(tmp_path, demo), "templates/post.html:3")

    def test_an_article_with_an_unknown_key_is_named_with_its_line(self, tmp_path: Path) -> None:
        demo = templated_demo(
            tmp_path / "demo", {"content/posts/x.md": "---\ntitle: X\ndate: 2026-01-01\nauthr: me\n---\n"}
        )
        refused(pack_in(tmp_path, demo), "content/posts/x.md:4", "authr")

    def test_a_picture_that_is_left_out_but_needed_is_named_with_the_reason(self, tmp_path: Path) -> None:
        demo = small_demo(tmp_path / "demo", {"images/bread.jpg": photograph(320, 200)[:30]})
        refused(pack_in(tmp_path, demo), "index.html:3", "images/bread.jpg", "left out of the bundle: ")

    def test_an_output_folder_that_is_not_there(self, tmp_path: Path) -> None:
        demo = small_demo(tmp_path / "demo")
        refused(launcher("pack", demo, "-o", tmp_path / "no" / "where.zip"), "where.zip")

    def test_a_failed_pack_leaves_the_older_bundle_as_it_was(self, tmp_path: Path, bundle: Path) -> None:
        older = tmp_path / "older.launcher.zip"
        older.write_bytes(bundle.read_bytes())
        demo = small_demo(tmp_path / "demo", {"launcher.yaml": "launcher: 1\n"})
        assert launcher("pack", demo, "-o", older).code == 1
        assert older.read_bytes() == bundle.read_bytes()


class TestInstall:
    def install(self, tmp_path: Path, bundle: Path, *arguments: str) -> Outcome:
        """Install into a new folder and expect that a refusal left nothing."""
        outcome = launcher("install", bundle, tmp_path / "site", "--yes", *arguments)
        if outcome.code:
            assert not (tmp_path / "site").exists()
            assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        return outcome

    def test_a_bundle_that_is_not_there(self, tmp_path: Path) -> None:
        refused(self.install(tmp_path, tmp_path / "none.launcher.zip"), "none.launcher.zip")

    def test_a_bundle_that_is_no_zip(self, tmp_path: Path) -> None:
        file = tmp_path / "fake.zip"
        file.write_text("This is text.\n" * 40)
        refused(self.install(tmp_path, file), "fake.zip")

    def test_a_bundle_that_is_cut_short(self, tmp_path: Path, bundle: Path) -> None:
        cut = tmp_path / "cut.zip"
        cut.write_bytes(bundle.read_bytes()[:-700])
        refused(self.install(tmp_path, cut), "cut.zip")

    def test_a_folder_in_place_of_a_bundle(self, tmp_path: Path) -> None:
        refused(self.install(tmp_path, small_demo(tmp_path / "demo")), "demo")

    def test_a_bundle_with_a_file_that_the_manifest_does_not_list(self, tmp_path: Path, bundle: Path) -> None:
        changed = rezipped(bundle, tmp_path / "more.zip", add={"demo/more.txt": b"more"})
        refused(self.install(tmp_path, changed), "more.zip", "more.txt")

    def test_a_bundle_that_lacks_a_file(self, tmp_path: Path, bundle: Path) -> None:
        changed = rezipped(bundle, tmp_path / "less.zip", drop={"demo/css/site.css"})
        refused(self.install(tmp_path, changed), "less.zip", "site.css")

    def test_an_option_that_the_demo_does_not_have(self, tmp_path: Path, bundle: Path) -> None:
        outcome = self.install(tmp_path, bundle, "--set", "site_titel=X")
        refused(outcome, "site_titel")
        assert "site_title" in outcome.err

    def test_an_answer_of_the_wrong_type(self, tmp_path: Path, bundle: Path) -> None:
        refused(self.install(tmp_path, bundle, "--set", "seats=many"), "seats")

    def test_a_wrong_answer_is_said_to_come_from_where_it_came_from(self, tmp_path: Path, bundle: Path) -> None:
        answers = tmp_path / "answers.yaml"
        answers.write_text("seats: many\n")
        refused(self.install(tmp_path, bundle, "--answers", str(answers)), f"{answers}: ", "seats")
        refused(self.install(tmp_path, bundle, "--answers", str(answers), "--set", "seats=few"), "--set: ", "few")
        outcome = launcher("install", bundle, tmp_path / "site", "--yes", env={"LAUNCHER_ANSWER_SEATZ": "3"})
        refused(outcome, "LAUNCHER_ANSWER_SEATZ in the environment: ", "seatz")

    def test_half_an_ipv6_address_as_the_site_s(self, tmp_path: Path, bundle: Path) -> None:
        refused(self.install(tmp_path, bundle, "--set", "site_url=http://[::1"), "site_url", "must be a URL")

    def test_a_setting_that_is_no_pair(self, tmp_path: Path, bundle: Path) -> None:
        refused(self.install(tmp_path, bundle, "--set", "seats"), "KEY=VALUE")

    def test_an_answers_file_that_is_not_there(self, tmp_path: Path, bundle: Path) -> None:
        refused(self.install(tmp_path, bundle, "--answers", str(tmp_path / "no.yaml")), "no.yaml")

    def test_a_required_answer_that_is_missing(self, tmp_path: Path) -> None:
        demo = small_demo(tmp_path / "demo", {"launcher.yaml": LAUNCHER_YAML + "  owner: {ask: Owner}\n"})
        refused(self.install(tmp_path, packed(demo, tmp_path / "b.launcher.zip")), "owner")

    def test_an_unknown_platform(self, tmp_path: Path, bundle: Path) -> None:
        refused(self.install(tmp_path, bundle, "--platform", "geocities"), "geocities")

    def test_a_target_that_is_a_file(self, tmp_path: Path, bundle: Path) -> None:
        target = tmp_path / "target"
        target.write_text("mine")
        refused(launcher("install", bundle, target, "--yes"), "target")
        assert target.read_text() == "mine"

    def test_a_target_with_conflicts_gets_the_full_list(self, tmp_path: Path, bundle: Path) -> None:
        files: dict[str, str | bytes] = {"index.html": "mine", "css/site.css": "mine", "own/notes.txt": "mine"}
        target = build_file_tree(tmp_path / "target", files)
        outcome = launcher("install", bundle, target, "--yes")
        refused(outcome, "target", "2 paths")
        assert "  css/site.css\n  index.html\n" in outcome.err
        assert read_file_tree(target) == dict.fromkeys(files, b"mine")

    def test_a_dry_run_shows_the_same_conflicts_and_writes_nothing(self, tmp_path: Path, bundle: Path) -> None:
        target = build_file_tree(tmp_path / "target", {"index.html": "mine"})
        refused(launcher("install", bundle, target, "--yes", "--dry-run"), "1 path exists")
        assert read_file_tree(target) == {"index.html": b"mine"}

    def test_a_target_that_is_not_writable(self, tmp_path: Path, bundle: Path) -> None:
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o555)
        # Root may write anywhere; without its capabilities it obeys the folder's mode as everyone does.
        drop = ["setpriv", "--bounding-set", "-all"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*drop, sys.executable, "-m", "launcher", "install", bundle, locked / "site", "--yes"],
            capture_output=True,
            text=True,
            check=False,
        )
        refused(Outcome(done.returncode, done.stdout, done.stderr), str(locked), "permission denied")
        assert "Traceback" not in done.stderr
        assert list(locked.iterdir()) == []


class TestValidate:
    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        outcome = launcher("validate", tmp_path / "none.zip")
        assert outcome.code == 1
        assert "none.zip" in outcome.out + outcome.err

    def test_findings_of_several_bundles_say_which_one_they_are_about(self, tmp_path: Path, bundle: Path) -> None:
        less = rezipped(bundle, tmp_path / "less.zip", drop={"demo/css/site.css"})
        (tmp_path / "text.zip").write_text("no zip")
        outcome = launcher("validate", less, tmp_path / "text.zip", tmp_path / "none.zip")
        errors = [line for line in outcome.out.splitlines() if line.startswith("error: ")]
        for name in ("less.zip: css/site.css: ", "text.zip: ", "none.zip: "):
            assert any(str(tmp_path / name) in line for line in errors), outcome.out

    def test_one_changed_byte_anywhere_is_noticed(self, tmp_path: Path, bundle: Path) -> None:
        data = bundle.read_bytes()
        for position in range(0, len(data), max(1, len(data) // 12)):
            changed = tmp_path / f"changed-{position}.zip"
            changed.write_bytes(data[:position] + bytes([data[position] ^ 0x20]) + data[position + 1 :])
            outcome = launcher("validate", changed)
            assert outcome.code == 1, f"byte {position}"
            assert outcome.out.startswith("error: "), f"byte {position}"


def test_inspecting_a_bundle_that_is_cut_short_names_it(tmp_path: Path, bundle: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(bundle.read_bytes()[:600])
    refused(launcher("inspect", cut), str(cut))


class TestServe:
    @pytest.fixture
    def busy_port(self) -> Iterator[int]:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            yield listener.getsockname()[1]

    def test_a_port_in_use(self, tmp_path: Path, busy_port: int) -> None:
        refused(launcher("serve", tmp_path, "--port", str(busy_port)), str(busy_port))

    def test_a_target_that_is_not_there(self, tmp_path: Path) -> None:
        refused(launcher("serve", tmp_path / "nowhere", "--port", "0"), "nowhere")


@pytest.mark.parametrize("command", ["status", "uninstall"])
def test_a_target_without_an_install(tmp_path: Path, command: str) -> None:
    (tmp_path / "page.html").write_text("mine")
    refused(launcher(command, tmp_path), str(tmp_path))
    assert read_file_tree(tmp_path) == {"page.html": b"mine"}


def test_init_does_not_overwrite_a_launcher_yaml(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo")
    refused(launcher("init", demo), "launcher.yaml")
    assert (demo / "launcher.yaml").read_text() == LAUNCHER_YAML


def test_a_full_disk_stops_an_install_with_one_line(tmp_path: Path, bundle: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24k", "none", full], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a tmpfs")
    try:
        outcome = launcher("install", bundle, full / "site", "--yes")
        left = list(full.iterdir())
    finally:
        subprocess.run(["umount", full], check=True)
    refused(outcome, "disk is full")
    assert left == []


def test_ctrl_c_at_a_question_leaves_nothing(tmp_path: Path, bundle: Path) -> None:
    process = on_terminal("install", bundle, tmp_path / "site")
    process.expect("Site title")
    process.sendintr()
    process.expect("interrupted: nothing was changed")
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 130
    assert not (tmp_path / "site").exists()


def test_a_wrong_answer_at_a_question_is_asked_again(tmp_path: Path, bundle: Path) -> None:
    process = on_terminal("install", bundle, tmp_path / "site")
    process.expect("Site title")
    process.sendline("My Bakery")
    process.expect("How many seats")
    process.sendline("many")
    process.expect("How many seats")
    process.sendline("20")
    while process.expect([r"\[[^\]]*\]: ", "Installed Corner Bakery", pexpect.EOF]) == 0:
        process.sendline("")  # the platform's own questions: the default will do
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 0
    assert "My Bakery" in (tmp_path / "site/site.yaml").read_text()
    assert "20" in (tmp_path / "site/site.yaml").read_text()


def test_ctrl_c_while_serving_ends_it_in_peace(tmp_path: Path, bundle: Path) -> None:
    assert launcher("install", bundle, tmp_path / "site", "--yes").code == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher", "serve", tmp_path / "site", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in out + err


def rezipped(bundle: Path, changed: Path, *, add: dict[str, bytes] | None = None, drop: set[str] | None = None) -> Path:
    """Write the bundle anew with entries added and dropped, as strictly built as the original."""
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(changed, "w") as new:
        entries = {info.filename: old.read(info) for info in old.infolist() if info.filename not in (drop or set())}
        entries.update(add or {})
        first = {"launcher.json": entries.pop("launcher.json")}
        for name, data in {**first, **dict(sorted(entries.items()))}.items():
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            new.writestr(info, data)
    return changed


def on_terminal(*arguments: str | Path) -> pexpect.spawn[str]:
    """Start the command on a terminal of its own."""
    return pexpect.spawn(
        sys.executable, ["-m", "launcher", *map(str, arguments)], encoding="utf-8", timeout=60, dimensions=(40, 160)
    )
