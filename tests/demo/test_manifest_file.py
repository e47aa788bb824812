from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from launcher.demo.manifest_file import load_demo
from launcher.demo.model import ContentLayout, ImageRules, KeepRule, Option
from launcher.errors import DemoError
from tests.support.manifests import HEAD, load
from tests.support.trees import build_file_tree


def test_every_key_is_read(tmp_path: Path) -> None:
    demo = load(
        tmp_path,
        HEAD
        + """description: A clinic.
author: Ann
homepage: https://example.com/
platforms: [static, wordpress]
options:
  site_title: {ask: Site title, default: Clinic}
  colour: {ask: Colour, type: choice, choices: [red, blue], default: red, help: Of the header}
images:
  keep:
    - {paths: ["icons/**", "!icons/photo.png"], license: MIT, source: drawn for this}
  omit: ["*.bak.png"]
  replace: [partners/]
  style: plain
  svg: replace
ignore: ["*.psd", node_modules/]
content: {root: articles, templates: theme/templates, posts_per_page: 3, language: de-AT}
""",
    )
    assert demo.root == tmp_path
    assert (demo.name, demo.version, demo.title, demo.license) == ("clinic", "1.0.0", "Clinic", "CC0-1.0")
    assert (demo.description, demo.author, demo.homepage) == ("A clinic.", "Ann", "https://example.com/")
    assert demo.platforms == ("static", "wordpress")
    assert demo.options == (
        Option("site_title", "Site title", default="Clinic"),
        Option("colour", "Colour", "choice", "red", ("red", "blue"), "Of the header"),
    )
    keep = KeepRule(("icons/**", "!icons/photo.png"), "MIT", "drawn for this")
    assert demo.images == ImageRules((keep,), ("*.bak.png",), ("partners/",), "plain", "replace")
    assert demo.ignore == ("*.psd", "node_modules/")
    expected = ContentLayout(PurePosixPath("articles"), PurePosixPath("theme/templates"), 3, "de-AT")
    assert demo.content == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.replace("license", "licence"), 'launcher.yaml:5: unknown key "licence" (did you mean "license"?)'),
        (HEAD.replace("launcher: 1", "launcher: 2"), 'launcher.yaml:1: "launcher" is 2; this program reads version 1'),
        (HEAD.replace("launcher: 1\n", ""), 'launcher.yaml:1: the file lacks the key "launcher"'),
        (HEAD.replace("license: CC0-1.0", ""), 'launcher.yaml:1: the file lacks the key "license"'),
        (HEAD.replace("clinic", "My Clinic"), 'launcher.yaml:2: "name" must be small letters'),
        (HEAD.replace("1.0.0", "1.0"), 'launcher.yaml:3: "version" must be text, not the number 1.0'),
        (HEAD.replace("1.0.0", "one"), 'launcher.yaml:3: "version" must be a version such as 1.0.0, not "one"'),
        (HEAD.replace("title: Clinic", "title: [a]"), 'launcher.yaml:4: "title" must be text, not a list'),
        (
            HEAD.replace("title: Clinic", 'title: "a\\nb"'),
            'launcher.yaml:4: "title" must be one line; it has a line break',
        ),
        (HEAD + "author: |\n  Ann\n  Bob\n", 'launcher.yaml:6: "author" must be one line; it has a line break'),
        (
            HEAD + 'description: "\\e[31m"',
            'launcher.yaml:6: "description" must be plain text; it has the character U+001B',
        ),
        (HEAD + "author: " + "x" * 1001, 'launcher.yaml:6: "author" must be at most 1000 characters long, not 1001'),
        (HEAD + "platforms: static", 'launcher.yaml:6: "platforms" must be a list'),
        (HEAD + "platforms: [static, static]", 'launcher.yaml:6: "platforms" has "static" twice'),
        (HEAD + "ignore:\n - '*.a'\n - 'b['", 'launcher.yaml:8: bad glob "b[": a "[" has no "]"'),
        (HEAD + "ignore:\n - '../x'", 'launcher.yaml:7: bad glob "../x"'),
        (
            HEAD + "images:\n  keep:\n    - paths: [a]\n      source: x",
            'launcher.yaml:8: a keep rule lacks the key "license"',
        ),
        (
            HEAD + "images:\n  keep:\n    - {paths: [a], license: MIT}",
            'launcher.yaml:8: a keep rule lacks the key "source"',
        ),
        (
            HEAD + "images:\n  keep:\n    - {paths: [], license: MIT, source: x}",
            "launcher.yaml:8: a keep rule must name",
        ),
        (HEAD + "images:\n  keep:\n    - {paths: ['['], license: a, source: x}", 'launcher.yaml:8: bad glob "["'),
        (HEAD + "images: {replace: 'a/*'}", 'launcher.yaml:6: "replace" must be a list'),
        (HEAD + "images:\n  replace:\n   - 'b['", 'launcher.yaml:8: bad glob "b["'),
        (HEAD + "images: {style: fancy}", 'launcher.yaml:6: "style" must be one of sample, plain, not "fancy"'),
        (HEAD + "images: [a]", 'launcher.yaml:6: "images" must be a mapping'),
        ("- a", "launcher.yaml:1: the file must be a mapping"),
        ("", "launcher.yaml: the file is empty"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DemoError) as caught:
        load(tmp_path, text)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "launcher.yaml"))


def test_the_line_end_of_a_yaml_block_is_no_part_of_a_line(tmp_path: Path) -> None:
    demo = load(tmp_path, HEAD + "author: >\n  Ann\n  Example\ndescription: |\n  One.\n\n  Two.\n")
    assert (demo.author, demo.description) == ("Ann Example", "One.\n\nTwo.\n")


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="there is no such folder"):
        load_demo(tmp_path / "nothing")


def test_a_source_that_is_a_file_is_named(tmp_path: Path) -> None:
    file = build_file_tree(tmp_path, {"a.zip": "x"}) / "a.zip"
    with pytest.raises(DemoError, match="a demo is a folder"):
        load_demo(file)


def test_a_launcher_yaml_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "launcher.yaml").mkdir()
    with pytest.raises(DemoError, match=r"launcher\.yaml: cannot be read: Is a directory"):
        load_demo(tmp_path)


def test_an_empty_folder_asks_for_init(tmp_path: Path) -> None:
    with pytest.raises(DemoError) as caught:
        load_demo(tmp_path)
    assert caught.value.hint == f"run `launcher init {tmp_path}`"


def test_plain_html_needs_no_launcher_yaml(tmp_path: Path) -> None:
    source = build_file_tree(tmp_path / "My Théme_2", {"index.html": "<p>", "node_modules/a.js": "x"})
    demo = load_demo(source)
    assert (demo.name, demo.title, demo.version) == ("my-theme-2", "My Theme 2", "1.0.0")
    assert demo.license == "NOASSERTION"
    assert demo.ignore == ("node_modules/",)


def test_package_json_tells_name_version_and_licence(tmp_path: Path) -> None:
    package = (
        '{"name": "@shop/start-page", "version": "v2.1.0-beta.1", "license": "MIT", "description": "A  page",'
        ' "author": "Ann <ann@example.com> (https://a.example)", "homepage": "https://example.com"}'
    )
    demo = load_demo(build_file_tree(tmp_path, {"package.json": package, "dist/index.html": ""}))
    assert (demo.name, demo.version, demo.license) == ("start-page", "2.1.0-beta.1", "MIT")
    assert (demo.description, demo.author, demo.homepage) == ("A page", "Ann", "https://example.com")


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("The MIT License\n\nPermission is hereby granted, free of charge, to any\nperson obtaining a copy", "MIT"),
        ("   Apache License\n   Version 2.0, January 2004", "Apache-2.0"),
        ("GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007", "GPL-3.0-or-later"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007", "LGPL-3.0-or-later"),
        ("All rights reserved", "NOASSERTION"),
    ],
)
def test_a_licence_file_is_recognised(tmp_path: Path, text: str, spdx: str) -> None:
    assert load_demo(build_file_tree(tmp_path, {"index.html": "", "LICENSE": text})).license == spdx


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "example.com", "https://", "https://a b", "file:///etc/passwd"]
)
def test_a_homepage_is_an_address_on_the_web(tmp_path: Path, address: str) -> None:
    with pytest.raises(DemoError, match='"homepage" must be an address such as'):
        load(tmp_path, HEAD + f'homepage: "{address}"\n')


def test_a_homepage_of_a_package_that_is_no_address_is_passed_over(tmp_path: Path) -> None:
    package = '{"name": "page", "homepage": "javascript:alert(1)"}'
    build_file_tree(tmp_path, {"index.html": "", "package.json": package})
    assert load_demo(tmp_path).homepage == ""
