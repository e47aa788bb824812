"""`launcher install` as scripts and people use it: where answers come from, and what is printed where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.support.command import launcher
from tests.support.demos import LAUNCHER_YAML, packed, small_demo, templated_demo
from tests.support.trees import read_file_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bundle")
    return packed(small_demo(place / "demo"), place / "bakery.launcher.zip")


def answers_of(site: Path) -> dict[str, Any]:
    answers: dict[str, Any] = yaml.safe_load((site / "site.yaml").read_text())["answers"]
    return answers


def test_the_target_is_a_folder_of_the_demo_s_name_unless_said(tmp_path: Path, bundle: Path) -> None:
    outcome = launcher("install", bundle, "--yes", cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.out == ""
    assert "Installed Corner Bakery 1.2.0 (static) into corner-bakery" in outcome.err
    assert (tmp_path / "corner-bakery" / "index.html").is_file()


def test_without_a_terminal_nothing_is_asked_and_the_defaults_hold(tmp_path: Path, bundle: Path) -> None:
    assert launcher("install", bundle, tmp_path / "site").code == 0
    assert answers_of(tmp_path / "site")["seats"] == 12


def test_an_answer_comes_from_set_then_the_file_then_the_environment_then_the_default(
    tmp_path: Path, bundle: Path
) -> None:
    file = tmp_path / "answers.yaml"
    environment = {"LAUNCHER_ANSWER_SITE_TITLE": "environment", "LAUNCHER_ANSWER_SEATS": "1"}

    def install(name: str, *arguments: str, env: dict[str, str]) -> dict[str, Any]:
        outcome = launcher("install", bundle, tmp_path / name, "--yes", *arguments, env=env)
        assert outcome.code == 0, outcome.err
        return answers_of(tmp_path / name)

    by_environment = install("a", env=environment)
    assert (by_environment["site_title"], by_environment["seats"]) == ("environment", 1)
    file.write_text("site_title: file\nseats: 2\n")
    by_file = install("b", "--answers", str(file), env=environment)
    assert (by_file["site_title"], by_file["seats"]) == ("file", 2)
    by_set = install("c", "--answers", str(file), "--set", "seats=3", env=environment)
    assert (by_set["site_title"], by_set["seats"]) == ("file", 3)


@pytest.mark.parametrize("title", ["", 'Ann\'s "Bakery" & <Co>', "a=b", "Käse: #1", "yes", "\\n"])
def test_any_title_comes_back_unchanged_from_the_configuration(tmp_path: Path, bundle: Path, title: str) -> None:
    assert launcher("install", bundle, tmp_path / "site", "--set", f"site_title={title}").code == 0
    assert answers_of(tmp_path / "site")["site_title"] == title


def test_a_title_reaches_the_pages_of_a_demo_with_templates_escaped(tmp_path: Path) -> None:
    bundle = packed(templated_demo(tmp_path / "demo"), tmp_path / "journal.launcher.zip")
    assert launcher("install", bundle, tmp_path / "site", "--set", "site_title=Salt & <Pepper>").code == 0
    assert "<h1>Salt &amp; &lt;Pepper&gt;</h1>" in (tmp_path / "site" / "index.html").read_text()


def test_a_dry_run_lists_every_write_on_stdout_and_changes_nothing(tmp_path: Path, bundle: Path) -> None:
    outcome = launcher("install", bundle, tmp_path / "site", "--dry-run")
    assert outcome.code == 0
    assert [line.split()[-1] for line in outcome.out.splitlines()] == [
        "css/site.css",
        "images/bread.jpg",
        "index.html",
        "site.yaml",
    ]
    assert not (tmp_path / "site").exists()


def test_a_dry_run_as_json_says_exactly_what_an_install_then_writes(tmp_path: Path, bundle: Path) -> None:
    plan = json.loads(launcher("install", bundle, tmp_path / "site", "--dry-run", "--json").out)
    assert launcher("install", bundle, tmp_path / "site").code == 0
    written = {name: len(data) for name, data in read_file_tree(tmp_path / "site").items() if "/.launcher" not in name}
    written = {name: size for name, size in written.items() if not name.startswith(".launcher/")}
    assert {write["path"]: write["size"] for write in plan["writes"]} == written


def test_the_result_as_json(tmp_path: Path, bundle: Path) -> None:
    result = json.loads(launcher("install", bundle, tmp_path / "site", "--json").out)
    assert (result["name"], result["version"], result["platform"], result["files"]) == (
        "corner-bakery",
        "1.2.0",
        "static",
        4,
    )


def test_quiet_prints_nothing(tmp_path: Path, bundle: Path) -> None:
    outcome = launcher("install", bundle, tmp_path / "site", "--quiet")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_the_word_builtin_installs_the_demo_that_comes_with_launcher(tmp_path: Path) -> None:
    outcome = launcher("install", "builtin", tmp_path / "site", "--yes")
    assert outcome.code == 0, outcome.err
    assert "<title>" in (tmp_path / "site" / "index.html").read_text()


def test_a_site_below_a_path_has_its_address_in_feed_sitemap_and_the_page_for_lost_visitors(tmp_path: Path) -> None:
    site = tmp_path / "site"
    outcome = launcher("install", "builtin", site, "--yes", "--set", "site_url=https://example.com/clinic/")
    assert outcome.code == 0, outcome.err
    assert "https://example.com/clinic/blog/" in (site / "sitemap.xml").read_text()
    assert "https://example.com/clinic/blog/" in (site / "feed.xml").read_text()
    assert 'href="/clinic/assets/' in (site / "404.html").read_text()
    assert 'href="assets/' in (site / "index.html").read_text()


def test_status_as_json_and_by_exit_code_and_then_uninstall(tmp_path: Path, bundle: Path) -> None:
    site = tmp_path / "site"
    assert launcher("install", bundle, site).code == 0
    assert launcher("status", "--exit-code", site).code == 0
    (site / "index.html").write_text("mine")
    assert launcher("status", "--exit-code", site).code == 1
    assert json.loads(launcher("status", "--json", site).out)["changed"] == ["index.html"]
    dry = launcher("uninstall", "--dry-run", site)
    assert "keep    index.html" in dry.out
    assert (site / "css" / "site.css").exists()
    removed = launcher("uninstall", "--json", site)
    assert json.loads(removed.out)["kept"] == ["index.html"]
    assert read_file_tree(site) == {"index.html": b"mine"}


def test_configuration_files_are_written_from_answers_in_place_of_the_demos_own(tmp_path: Path) -> None:
    text = (
        LAUNCHER_YAML
        + """configuration:
  - {file: config/app.php, values: {title: {answer: site_title}, seats: {answer: seats}}, private: true}
  - {file: config/app.json, values: {title: {answer: site_title}}}
"""
    )
    demo = small_demo(tmp_path / "demo", {"launcher.yaml": text, "config/app.json": '{"title": "of the demo"}'})
    made = packed(demo, tmp_path / "a.launcher.zip")
    title = """It's "ours" \\ <?php $x ?>"""
    outcome = launcher("install", made, tmp_path / "site", "--yes", "--set", f"site_title={title}")
    assert outcome.code == 0, outcome.err
    assert json.loads((tmp_path / "site/config/app.json").read_text()) == {"title": title}
    script = tmp_path / "site/config/app.php"
    assert script.stat().st_mode & 0o777 == 0o600
    assert r"""'title' => 'It\'s "ours" \\ <?php $x ?>',""" in script.read_text()
    assert "'seats' => 12," in script.read_text()
