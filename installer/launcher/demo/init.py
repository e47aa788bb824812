"""Write a commented ``launcher.yaml`` for a tree that has none, for its author to review."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.demo.infer import UNKNOWN_LICENSE, check_source, describe_tree, find_kind
from launcher.demo.manifest_file import FILE_NAME, read_demo
from launcher.demo.survey import SMALL, Survey, survey_tree
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from launcher.demo.infer import Kind
    from launcher.demo.model import Demo
    from launcher.progress import Progress

_MOST_RULES = 12


def write_starter(source: Path, *, progress: Progress | None = None) -> Path:
    """Write ``source/launcher.yaml`` from what is in the tree and return its path.

    What it says is accepted by :func:`launcher.demo.manifest_file.load_demo`. Raises DemoError where there is one
    already, where the folder has no files, and where it cannot be written.
    """
    check_source(source)
    file = source / FILE_NAME
    if file.exists() or file.is_symlink():
        raise DemoError("the file exists already", where=file, hint="edit it, or move it away first")
    demo = describe_tree(source)
    survey = survey_tree(demo, progress)
    if not survey.files and not survey.problem:
        raise DemoError("the folder has no files to make a demo of", where=source)
    text = starter_text(demo, survey, find_kind(source))
    read_demo(text.encode(), root=source, where=file)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise DemoError(f"cannot be written: {error.strerror}", where=file) from error
    return file


def starter_text(demo: Demo, survey: Survey, kind: Kind | None) -> str:
    """Return the text of the file."""
    what = f"{kind.title} (by {kind.mark})" if kind else "a tree of files of no kind that launcher knows"
    lines = [
        "# What launcher knows about this demo. Every key is described in docs/launcher-yaml.md.",
        f"# Found: {what}; {_count(survey.files, 'file')}.",
        *([f"# Rename this first: {survey.problem}"] if survey.problem else []),
        "",
        "launcher: 1",
        _pair("name", demo.name),
        _pair("version", demo.version),
        _pair("title", demo.title),
        *_license(demo),
        *_optional(demo),
        "",
        "# Where it can be installed. static: a site of plain files.",
        "platforms: [static]",
        "",
        *_content(kind),
        "# Questions for whoever installs it; templates see the answers.",
        "# options:",
        "#   site_title: {ask: Site title, default: My site}",
        "#   contact_email: {ask: Contact email, type: email, default: hello@example.com}",
        "",
        *_images(survey),
        "",
        *_ignore(survey),
    ]
    return "\n".join(lines) + "\n"


def _pair(key: str, value: str) -> str:
    """Return one line of YAML that reads back as exactly this text."""
    import yaml

    text: str = yaml.safe_dump({key: value}, allow_unicode=True, width=10**9)
    return text.rstrip("\n")


def _item(value: str) -> str:
    """Return a list item of YAML that reads back as exactly this text."""
    return f"- {_pair('x', value).removeprefix('x: ')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _license(demo: Demo) -> list[str]:
    line = _pair("license", demo.license)
    if demo.license == UNKNOWN_LICENSE:
        return [
            "# No licence was found. Say under which one the demo may be used: an SPDX identifier such as MIT.",
            line,
        ]
    return [line]


def _optional(demo: Demo) -> list[str]:
    lines = []
    for key in ("description", "author", "homepage"):
        value = getattr(demo, key)
        lines.append(_pair(key, value) if value else f"# {key}: ...")
    return lines


def _content(kind: Kind | None) -> list[str]:
    if kind is not None and kind.name == "content":
        return ["# Articles of content/ become pages through templates/.", "content: true", ""]
    return []


def _images(survey: Survey) -> list[str]:
    """Return the images part: what will be replaced, and as comments what the author may want to keep."""
    found = _formats(survey.images)
    lines = [
        f"# {_count(survey.images.total(), 'image')}{found} were found by content. Each is replaced by a sample image",
        "# of the same size and format, unless a keep rule names it with a licence that allows handing it on.",
    ]
    if survey.media:
        lines.append(f"# Replaced or left out as well, because they can show the pictures:{_formats(survey.media)}.")
    lines += [
        "images:",
        "  style: sample   # or plain: flat areas with the size written on them",
        "  svg: keep       # or replace: vector drawings count as parts of the theme unless you say otherwise",
        "  # Globs of what is replaced whatever a keep rule says, and of what is left out; omit wins over both.",
        "  # `launcher pack SOURCE --explain PATH` says which rule decides about a file.",
        '  # replace: ["assets/icons/partners/**"]',
        '  # omit: ["docs/screenshots/"]',
        "  # keep:",
    ]
    if survey.likely_theme:
        lines.append(f"  # These look like parts of the theme: at most {SMALL} pixels, or called like logos and icons.")
        globs = sorted(survey.likely_theme)
        for glob in globs[:_MOST_RULES]:
            # In single quotes YAML reads a backslash as it stands.
            quoted = re.sub(r"([\\\[\]?!])", r"\\\1", glob).replace("'", "''")
            lines.append(f"  #   - paths: ['{quoted}']")
            lines += ["  #     license: ...", "  #     source: ..."]
        if len(globs) > _MOST_RULES:
            lines.append(f"  #   and {len(globs) - _MOST_RULES} more")
    else:
        lines += ['  #   - paths: ["assets/icons/**"]', "  #     license: MIT", "  #     source: drawn for this theme"]
    return lines


def _formats(counts: Counter[str]) -> str:
    """Return counts by format, most first, in brackets."""
    if not counts:
        return ""
    listed = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return f" ({', '.join(f'{number} {form}' for form, number in listed)})"


def _ignore(survey: Survey) -> list[str]:
    lines = ["# What stays out of the bundle, as in a .gitignore file."]
    if survey.ignore:
        return [*lines, "ignore:", *(f"  {_item(pattern)}" for pattern in survey.ignore)]
    return [*lines, '# ignore: ["*.psd", "node_modules/"]']
