"""Configuration files, read by the programs that will read them on a server: php, node and a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from launcher.demo.configuration import ConfigurationFile, ConfigurationFormat, read_values
from launcher.platforms.configuration import write_configuration
from tests.support.answers import HOSTILE_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

# Each reader prints what it found as JSON. PHP's own warnings would come with it and spoil it, as they should.
READERS: dict[str, tuple[ConfigurationFormat, str, str]] = {
    "php": ("php", "php", "echo json_encode(require $argv[1]);"),
    "php, ini": ("ini", "php", "echo json_encode(parse_ini_file($argv[1], true));"),
    "php, json": (
        "json",
        "php",
        "echo json_encode(json_decode(file_get_contents($argv[1]), true, 9, JSON_THROW_ON_ERROR));",
    ),
    "php, xml": ("xml", "php", "echo json_encode(array_map('strval', (array) simplexml_load_file($argv[1])));"),
    "node, json": ("json", "node", "console.log(JSON.stringify(JSON.parse(fs.readFileSync(process.argv[1], 'utf8'))))"),
}


def batches(form: ConfigurationFormat, folder: Path) -> list[tuple[Path, dict[str, str]]]:
    """Write every hostile answer into files of a few hundred values; return each file and what it must give."""
    written = []
    for start in range(0, len(HOSTILE_ANSWERS), 400):
        answers = {f"a{start + count}": text for count, text in enumerate(HOSTILE_ANSWERS[start : start + 400])}
        values: Any = {key: {"answer": key} for key in answers}
        file = ConfigurationFile(PurePosixPath(f"{start}.{form}"), form, read_values(values, form))
        path = folder / f"{start}.{form}"
        path.write_bytes(write_configuration(file, answers))
        written.append((path, answers))
    return written


def read_by(command: str, script: str, path: Path) -> Any:
    run = ["-d", "display_errors=1", "-r", script, "--"] if "php" in Path(command).name else ["-e", script]
    # The one variable is bait: were it filled into an answer, that would come back changed.
    bait = {"HOME": "/filled-in"}
    done = subprocess.run([command, *run, str(path)], capture_output=True, check=False, env=bait, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("reader", READERS)
def test_every_answer_comes_back_unchanged_from_the_real_parser(
    reader: str, program: Callable[..., str], tmp_path: Path
) -> None:
    form, name, script = READERS[reader]
    command = program(name)
    for path, answers in batches(form, tmp_path):
        assert read_by(command, script, path) == answers


def test_every_answer_comes_back_unchanged_from_an_attribute_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    for path, answers in batches("html", tmp_path):
        # A charset, as every page that would include the file has.
        including = tmp_path / "page.html"
        head, tail = b'<!doctype html><html><head><meta charset="utf-8">', b"</head><body></body></html>"
        including.write_bytes(head + path.read_bytes() + tail)
        page.goto(including.as_uri())
        found = page.evaluate("[...document.querySelectorAll('meta[name]')].map((meta) => [meta.name, meta.content])")
        assert dict(found) == answers
        assert page.evaluate("document.querySelectorAll('*').length") == len(answers) + 4
    page.close()


def test_a_php_file_that_a_browser_asks_for_prints_nothing(program: Callable[..., str], tmp_path: Path) -> None:
    php = program("php")
    for path, _ in batches("php", tmp_path):
        done = subprocess.run([php, "-n", str(path)], capture_output=True, check=True)
        assert done.stdout == b""
