"""README and docs: their commands are real, and their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from launcher.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = re.findall(r"^    \$ (launcher .+)$", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_command_of_the_readme_is_one_that_launcher_understands(example: str) -> None:
    name, *arguments = shlex.split(example)[1:]
    assert name in COMMANDS
    command = import_module(f"launcher.cli.{name}").command
    command.make_context(name, arguments)  # raises where an option or argument is not known


def test_the_readme_shows_every_job() -> None:
    shown = {shlex.split(example)[1] for example in EXAMPLES}
    assert {"install", "status", "uninstall", "init", "pack", "inspect", "validate"} <= shown


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_the_documents_leads_to_a_file(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("target", ["demo", "test", "lint", "types", "smoke", "bench", "wheel"])
def test_a_make_target_that_the_documents_name_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
