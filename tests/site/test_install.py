"""The whole way from a packed bundle to a site, in this process."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.pack import pack
from launcher.errors import AnswerError, BundleError, ConflictError, TargetError, TemplateError
from launcher.site.install import install, plan_install
from launcher.site.status import status
from launcher.site.uninstall import uninstall
from tests.support.demos import INDEX, LAUNCHER_YAML, small_demo, templated_demo
from tests.support.plans import picture
from tests.support.trees import build_file_tree, read_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.model import Option


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bundle")
    return pack(small_demo(place / "demo"), place / "bakery.launcher.zip").path


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("journal")
    return pack(templated_demo(place / "demo"), place / "journal.launcher.zip").path


def test_a_bundle_becomes_a_site_and_goes_again(bundle: Path, tmp_path: Path) -> None:
    result = install(bundle, tmp_path / "site")
    files = read_file_tree(tmp_path / "site")
    assert files["index.html"] == INDEX.encode()
    assert (result.name, result.version, result.title) == ("corner-bakery", "1.2.0", "Corner Bakery")
    assert (result.target, result.platform) == (tmp_path / "site", "static")
    ours = {path: data for path, data in files.items() if not path.startswith(".launcher/")}
    assert (result.files, result.bytes) == (len(ours), sum(map(len, ours.values())))
    assert status(tmp_path / "site").clean
    uninstall(tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", ["launcher.json", "demo/index.html"])
def test_a_bundle_that_was_damaged_is_told_by_its_seal_and_nothing_of_it_stays(
    bundle: Path, tmp_path: Path, part: str
) -> None:
    data = bytearray(bundle.read_bytes())
    with zipfile.ZipFile(bundle) as archive:
        place = archive.getinfo(part).header_offset + 30 + len(part) + 20
    data[place] ^= 0x10
    damaged = tmp_path / "damaged.launcher.zip"
    damaged.write_bytes(data)
    with pytest.raises(BundleError) as caught:
        install(damaged, tmp_path / "site")
    assert caught.value.code == "zip-seal"
    assert list(tmp_path.iterdir()) == [damaged]


def test_given_answers_reach_the_site(journal: Path, tmp_path: Path) -> None:
    install(journal, tmp_path / "site", given={"site_title": "Ann & Co", "site_url": "https://example.com/blog/"})
    assert b"<h1>Ann &amp; Co</h1>" in (tmp_path / "site/index.html").read_bytes()


def test_what_is_not_given_is_asked(journal: Path, tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(option: Option) -> str:
        asked.append(option.key)
        return "Asked" if option.type == "text" else str(option.default)

    install(journal, tmp_path / "site", given={"site_url": "https://example.com/"}, ask=ask)
    assert asked[0] == "site_title"
    assert "site_url" not in asked
    assert b"<h1>Asked</h1>" in (tmp_path / "site/index.html").read_bytes()


def test_a_plan_is_what_an_install_would_do_and_changes_nothing(bundle: Path, tmp_path: Path) -> None:
    with plan_install(bundle, tmp_path / "site") as found:
        planned = {str(write.path): b"".join(write.content.chunks()) for write in found.plan.writes}
    assert list(tmp_path.iterdir()) == []
    install(bundle, tmp_path / "site")
    installed = read_file_tree(tmp_path / "site")
    assert planned == {path: data for path, data in installed.items() if not path.startswith(".launcher/")}


def test_conflicts_stop_the_plan_too(bundle: Path, tmp_path: Path) -> None:
    build_file_tree(tmp_path / "site", {"index.html": "mine"})
    for operation in (lambda: install(bundle, tmp_path / "site"), lambda: _plan(bundle, tmp_path / "site")):
        with pytest.raises(ConflictError) as caught:
            operation()
        assert caught.value.paths == ("index.html",)
    assert read_file_tree(tmp_path) == {"site/index.html": b"mine"}


def _plan(bundle: Path, target: Path) -> None:
    with plan_install(bundle, target):
        pass


@pytest.mark.parametrize(
    "given", [{"site_titel": "x"}, {"seats": "many"}, {"site_url": "not a url"}, {"seats": True}, {"site_url": 5}]
)
def test_a_wrong_answer_changes_nothing(bundle: Path, tmp_path: Path, given: dict[str, str | int | bool]) -> None:
    with pytest.raises(AnswerError):
        install(bundle, tmp_path / "new" / "site", given=given)
    assert list(tmp_path.iterdir()) == []


def test_a_person_is_asked_nothing_for_a_target_that_cannot_be(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    def ask(option: Option) -> str:
        raise AssertionError(option.key)

    with pytest.raises(TargetError, match="it is a file"):
        install(bundle, tmp_path / "file", ask=ask)
    install(bundle, tmp_path / "site")
    with pytest.raises(TargetError, match="installed here already"):
        install(bundle, tmp_path / "site", ask=ask)


def test_an_unknown_platform_is_named(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="wordpres"):
        install(bundle, tmp_path / "site", platform="wordpres")


def test_a_bundle_with_one_byte_changed_anywhere_installs_nothing(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    damaged = tmp_path / "damaged.launcher.zip"
    for position in range(0, len(data), max(1, len(data) // 60)):
        damaged.write_bytes(data[:position] + bytes([data[position] ^ 0x41]) + data[position + 1 :])
        with pytest.raises(BundleError):
            install(damaged, tmp_path / "site")
    assert list(tmp_path.iterdir()) == [damaged]


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>", bytes(1000)])
def test_what_is_no_bundle_installs_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.zip").write_bytes(content)
    with pytest.raises(BundleError):
        install(tmp_path / "bad.zip", tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.zip"]


def test_a_template_that_fails_names_itself_and_installs_nothing(tmp_path: Path) -> None:
    broken = (
        "{% extends 'base.html' %}{% block main %}\n"
        "{% if site.title == 'Ann' %}{{ site.nowhere }}{% endif %}{% endblock %}"
    )
    bundle = pack(templated_demo(tmp_path / "demo", {"templates/home.html": broken}), tmp_path / "b.zip").path
    site = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    before = picture(site)
    with pytest.raises(TemplateError) as caught:
        install(bundle, site, given={"site_title": "Ann"})
    assert (str(caught.value.where), caught.value.line) == ("templates/home.html", 2)
    assert picture(site) == before


def test_a_bundle_that_is_swapped_while_it_is_installed_is_not_installed_in_parts(bundle: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.launcher.zip"
    mine.write_bytes(bundle.read_bytes())
    other = pack(
        small_demo(tmp_path / "demo", {"launcher.yaml": LAUNCHER_YAML.replace("1.2.0", "6.6.6"), "evil.html": "<p>x"}),
        tmp_path / "other.launcher.zip",
    ).path
    before = picture(tmp_path)

    class Swapping:
        """Puts another bundle in the place of the one that was just checked."""

        def step(self, title: str, total: int | None = None) -> None:  # noqa: ARG002 - the protocol's signature
            if title == "planning":
                os.replace(other, mine)  # noqa: PTH105 - as another program would

        def advance(self, count: int = 1) -> None:
            """Do nothing."""

    install(mine, tmp_path / "site", progress=Swapping())
    assert not (tmp_path / "site/evil.html").exists()
    assert status(tmp_path / "site").version == "1.2.0"
    uninstall(tmp_path / "site")
    assert set(picture(tmp_path)) == set(before) - {"other.launcher.zip"}
