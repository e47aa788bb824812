"""Signatures both ways with the minisign that Debian ships."""

from __future__ import annotations

import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.support.bundles import write_bundle
from tests.support.command import launcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def minisign(program: Callable[..., str], tmp_path: Path) -> Callable[..., str]:
    command = program("minisign")

    def run(*arguments: object, typed: str = "") -> str:
        done = subprocess.run(
            [command, *map(str, arguments)], input=typed, capture_output=True, check=False, cwd=tmp_path, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def take_out(bundle: Path, *names: str) -> None:
    with zipfile.ZipFile(bundle) as archive:
        for name in names:
            archive.extract(name, bundle.parent)


def test_minisign_verifies_what_launcher_signed(tmp_path: Path, minisign: Callable[..., str]) -> None:
    bundle = write_bundle(tmp_path / "a.zip")
    key = launcher("keygen", "--no-password", tmp_path / "ours").out.strip()
    assert launcher("sign", "--key", tmp_path / "ours.key", "--comment", "edition 1", bundle).code == 0
    take_out(bundle, "launcher.json", "launcher.json.minisig")
    for given in (("-P", key), ("-p", tmp_path / "ours.pub")):
        answer = minisign("-V", "-m", "launcher.json", *given)
        assert "Signature and comment signature verified" in answer
        assert "Trusted comment: edition 1" in answer


def test_launcher_verifies_what_minisign_signed(tmp_path: Path, minisign: Callable[..., str]) -> None:
    bundle = write_bundle(tmp_path / "a.zip")
    minisign("-G", "-W", "-p", "theirs.pub", "-s", "theirs.key")
    take_out(bundle, "launcher.json")
    for legacy in ((), ("-l",)):
        minisign("-S", *legacy, "-s", "theirs.key", "-m", "launcher.json", "-t", "by hand")
        signature = tmp_path / "launcher.json.minisig"
        public = tmp_path / "theirs.pub"
        assert launcher("sign", "--signature", signature, "--public-key", public, bundle).code == 0
        assert launcher("validate", "--key", public, bundle).code == 0
        assert "by hand" in launcher("inspect", "--json", bundle).out


def test_each_signs_with_the_other_s_key(tmp_path: Path, minisign: Callable[..., str]) -> None:
    bundle = write_bundle(tmp_path / "a.zip")
    minisign("-G", "-W", "-p", "theirs.pub", "-s", "theirs.key")
    assert launcher("sign", "--key", tmp_path / "theirs.key", bundle).code == 0
    assert launcher("validate", "--key", tmp_path / "theirs.pub", bundle).code == 0
    launcher("keygen", "--no-password", tmp_path / "ours")
    take_out(bundle, "launcher.json")
    minisign("-S", "-s", "ours.key", "-m", "launcher.json")
    minisign("-V", "-m", "launcher.json", "-p", "ours.pub")


def test_an_encrypted_key_of_ours_opens_in_minisign_with_its_password(
    tmp_path: Path, minisign: Callable[..., str]
) -> None:
    (tmp_path / "password").write_text("a b c\n")
    made = launcher("keygen", "--password-file", tmp_path / "password", tmp_path / "ours")
    assert made.code == 0
    assert "a b c" not in made.out + made.err
    (tmp_path / "note").write_text("note")
    minisign("-S", "-s", "ours.key", "-m", "note", typed="a b c\n")
    assert "verified" in minisign("-V", "-m", "note", "-p", "ours.pub")


def test_the_identifier_is_the_one_that_minisign_prints(tmp_path: Path, minisign: Callable[..., str]) -> None:
    minisign("-G", "-W", "-p", "theirs.pub", "-s", "theirs.key")
    printed = (tmp_path / "theirs.pub").read_text().split()[5]
    bundle = write_bundle(tmp_path / "a.zip")
    assert f"with the key {printed}" in launcher("sign", "--key", tmp_path / "theirs.key", bundle).err
