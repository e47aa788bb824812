"""docs/security.md says what the code does: each fixed limit stands there with its number."""

from __future__ import annotations

import re
from pathlib import Path

from launcher.bundle import manifest_reading
from launcher.bundle.signing import verify
from launcher.demo import documents
from launcher.demo.content import comments
from launcher.fetch.connections import Limits as Connecting
from launcher.fetch.rules import Download
from launcher.images import child, ledger
from launcher.platforms.rendering import RenderLimits
from launcher.platforms.static_child.templates import Templates

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
MIB = 1024 * 1024


def row(what: str) -> str:
    (found,) = re.findall(rf"^\| {re.escape(what)} \| (.*) \|$", TEXT, re.MULTILINE)
    return str(found)


def test_the_limits_of_documents_are_those_of_the_code() -> None:
    manifest = manifest_reading
    most = f"{manifest.MAX_BYTES // MIB} MiB, nested {manifest.MAX_DEPTH} deep, {manifest.MAX_VALUES:,} values"
    assert row("the manifest") == most
    assert row("a signature") == f"{verify.MAX_BYTES // 1024} KiB"
    yaml = documents
    most = f"{yaml.MAX_BYTES // MIB} MiB, nested {yaml.MAX_DEPTH} deep, {yaml.MAX_EVENTS:,} events"
    assert row("one YAML document") == most
    most = f"{comments.MAX_BODY:,} letters, {comments.MAX_MARKUP:,} marks, nested {comments.MAX_DEPTH} deep"
    assert row("a comment") == most


def test_the_limits_of_pictures_are_those_of_the_code() -> None:
    pixels = f"{ledger.MAX_PIXELS:,} pixels; {ledger.MAX_FRAME_PIXELS:,} with all frames; {ledger.MAX_FRAMES:,} frames"
    assert row("one picture") == pixels
    limits = child.Limits()
    seconds = f"{limits.processor_seconds} s of processor time, {limits.clock_seconds} s"
    assert row("decoding a picture") == f"{limits.memory // MIB:,} MiB of memory, {seconds}"


def test_the_limits_of_rendering_and_downloads_are_those_of_the_code() -> None:
    limits = RenderLimits()
    assert limits.memory == limits.output
    start = f"{limits.memory // MIB} MiB of memory and of output, {limits.cpu_seconds} s of processor time, "
    assert row("rendering a site").startswith(f"{start}{limits.wall_seconds} s;")
    rules = Download()
    most = f"{rules.bytes // MIB:,} MiB (`--max-download`), {rules.seconds:,.0f} s, {Connecting().redirects} redirects"
    assert row("a download") == most


def test_what_a_template_may_use_is_all_listed() -> None:
    section = TEXT.partition("\n## Templates\n")[2].partition("\n## ")[0]
    templates = Templates({}, root="templates", site_url="", image_size=lambda _: None)
    assert [name for name in templates.own_filters if f"`{name}`" not in section] == []


def test_the_readme_leads_to_it() -> None:
    assert "(docs/security.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
