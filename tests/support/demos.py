"""Small demos for tests: real files, real pictures, packed with the real command."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.support.command import launcher
from tests.support.noise import noise
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

LAUNCHER_YAML = """\
launcher: 1
name: corner-bakery
version: 1.2.0
title: Corner Bakery
license: MIT
options:
  site_title: {ask: Site title, default: Corner Bakery}
  seats: {ask: How many seats, type: int, default: 12}
"""

INDEX = """\
<!doctype html>
<html lang="en"><head><title>Corner Bakery</title><link rel="stylesheet" href="css/site.css"></head>
<body><h1>Corner Bakery</h1><img src="images/bread.jpg" alt="Bread" width="320" height="200"></body></html>
"""


def photograph(width: int, height: int, image_format: str = "JPEG") -> bytes:
    """Return a picture with detail in it, as a photograph has."""
    buffer = io.BytesIO()
    noise((width, height)).convert("RGB").save(buffer, image_format)
    return buffer.getvalue()


def small_demo(root: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """Write a demo of plain files with one photograph; ``files`` are added or replace some."""
    tree: dict[str, str | bytes] = {
        "launcher.yaml": LAUNCHER_YAML,
        "index.html": INDEX,
        "css/site.css": "h1 { color: #633 }\n",
        "images/bread.jpg": photograph(320, 200),
    }
    tree.update(files or {})
    return build_file_tree(root, tree)


TEMPLATED_YAML = """\
launcher: 1
name: tiny-journal
version: 0.3.0
title: Tiny Journal
license: CC0-1.0
content: true
options:
  site_title: {ask: Site title, default: Tiny Journal}
"""


def templated_demo(root: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """Write a demo with articles and templates; ``files`` are added or replace some."""
    body = (
        "<!doctype html><html lang=en><title>{{ page.title }}</title>{% block main %}{{ page.content }}{% endblock %}"
    )
    tree: dict[str, str | bytes] = {
        "launcher.yaml": TEMPLATED_YAML,
        "content/posts/first.md": "---\ntitle: First\ndate: 2026-01-02\n---\n"
        "Hello, *you*.\n\n![Bread](/images/bread.jpg)\n",
        "templates/base.html": body,
        "templates/home.html": "{% extends 'base.html' %}{% block main %}<h1>{{ site.title }}</h1>{% endblock %}",
        "templates/list.html": "{% extends 'base.html' %}{% block main %}{% for post in page.posts %}"
        "<a href='{{ post.url }}'>{{ post.title }}</a>{% endfor %}{% endblock %}",
        "templates/post.html": "{% extends 'base.html' %}",
        "templates/page.html": "{% extends 'base.html' %}",
        "images/bread.jpg": photograph(320, 200),
    }
    tree.update(files or {})
    return build_file_tree(root, tree)


def packed(demo: Path, bundle: Path) -> Path:
    """Pack ``demo`` into ``bundle`` with the real command."""
    done = launcher("pack", demo, "-o", bundle)
    assert done.code == 0, done.err
    return bundle
