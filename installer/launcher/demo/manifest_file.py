"""Read ``launcher.yaml`` into a :class:`Demo`. docs/launcher-yaml.md describes every key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.demo.documents import load_yaml
from launcher.demo.fields import Fields
from launcher.demo.globs import Globs
from launcher.demo.manifest_options import read_options
from launcher.demo.manifest_places import read_configuration, read_content, read_imports, read_wordpress
from launcher.demo.model import HOMEPAGE, Demo, ImageRules, KeepRule
from launcher.errors import DemoError

if TYPE_CHECKING:
    from pathlib import Path

#: The file's name at the top of a demo.
FILE_NAME = "launcher.yaml"
#: Version of the file's layout.
LAYOUT = 1

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*[-+.a-z0-9]*")
_KEYS = (
    "launcher", "name", "version", "title", "license", "description", "author", "homepage", "platforms", "options",
    "images", "ignore", "content", "configuration", "wordpress",
)  # fmt: skip


def load_demo(source: Path) -> Demo:
    """Read ``source/launcher.yaml``; a tree without one is worked out where its kind is recognised.

    Raises DemoError, with file and line, for anything that docs/launcher-yaml.md does not allow.
    """
    from launcher.demo.infer import check_source, infer_demo

    check_source(source)
    file = source / FILE_NAME
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return infer_demo(source)
    except OSError as error:
        raise DemoError(f"cannot be read: {error.strerror}", where=file) from error
    return read_demo(data, root=source, where=file)


def read_demo(data: bytes, *, root: Path, where: object) -> Demo:
    """Return the demo that the bytes of a ``launcher.yaml`` describe."""
    document = load_yaml(data, where=where)
    if document.value is None:
        raise DemoError("the file is empty", where=where, hint="`launcher init` writes a file to start from")
    fields = Fields(document)
    fields.only(*_KEYS)
    if fields.integer("launcher", most=10**6) != LAYOUT:
        raise fields.wrong(
            f'"launcher" is {fields.mapping["launcher"]}; this program reads version {LAYOUT}',
            "launcher",
            hint=f"write launcher: {LAYOUT}, or use a newer launcher",
        )
    content = read_content(fields)
    return Demo(
        root=root,
        name=_pattern(fields, "name", NAME, "small letters, digits and hyphens, at most 64"),
        version=_pattern(fields, "version", VERSION, "a version such as 1.0.0"),
        title=fields.line("title", empty=False),
        license=fields.line("license", empty=False),
        description=fields.paragraphs("description", ""),
        author=fields.line("author", ""),
        homepage=_homepage(fields),
        platforms=_platforms(fields),
        options=read_options(fields),
        images=_images(fields),
        ignore=_globs(fields, "ignore"),
        content=content,
        configuration=read_configuration(fields),
        wordpress=read_wordpress(fields, content),
        imports=read_imports(fields),
    )


def _pattern(fields: Fields, key: str, pattern: re.Pattern[str], form: str) -> str:
    value = fields.text(key)
    if not pattern.fullmatch(value):
        raise fields.wrong(f'"{key}" must be {form}, not "{value}"', key)
    return value


def _homepage(fields: Fields) -> str:
    url = fields.line("homepage", "")
    if url and not HOMEPAGE.fullmatch(url):
        raise fields.wrong(f'"homepage" must be an address such as https://example.com/, not "{url}"', "homepage")
    return url


def _platforms(fields: Fields) -> tuple[str, ...]:
    names = fields.texts("platforms", ("static",))
    if not names:
        raise fields.wrong('"platforms" must name at least one platform', "platforms")
    for index, name in enumerate(names):
        if not NAME.fullmatch(name) or name in names[:index]:
            problem = "twice" if name in names[:index] else "but that is no platform's name"
            raise fields.wrong(f'"platforms" has "{name}" {problem}', "platforms", index)
    return names


def _globs(fields: Fields, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
    """Return a list of globs, each proven to be one."""
    patterns = fields.texts(key) if default is None else fields.texts(key, default)
    for index, pattern in enumerate(patterns):
        try:
            Globs([pattern])
        except ValueError as error:
            raise fields.wrong(str(error), key, index) from error
    return patterns


def _images(fields: Fields) -> ImageRules:
    images = fields.inner("images")
    if images is None:
        return ImageRules()
    images.only("keep", "omit", "replace", "style", "svg")
    keep = []
    for rule in images.each("keep", "a keep rule"):
        rule.only("paths", "license", "source")
        keep.append(
            KeepRule(
                paths=_keep_paths(rule),
                license=rule.line("license", empty=False),
                source=rule.line("source", empty=False),
            )
        )
    return ImageRules(
        keep=tuple(keep),
        omit=_globs(images, "omit"),
        replace=_globs(images, "replace"),
        style="plain" if images.choice("style", ("sample", "plain"), "sample") == "plain" else "sample",
        svg="replace" if images.choice("svg", ("keep", "replace"), "keep") == "replace" else "keep",
    )


def _keep_paths(rule: Fields) -> tuple[str, ...]:
    paths = _globs(rule, "paths", None)
    if not paths:
        raise rule.wrong("a keep rule must name at least one path", "paths")
    return paths
