"""Read the keys of ``launcher.yaml`` that name places in the demo: ``content``, ``configuration``, ``wordpress``."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, get_args

from launcher.demo.configuration import FORMATS_BY_SUFFIX, ConfigurationFile, ConfigurationFormat, read_values
from launcher.demo.model import ContentLayout, WordPressImport, WordPressLayout
from launcher.demo.wordpress.layout import layout_problem
from launcher.errors import BundleError

if TYPE_CHECKING:
    from launcher.demo.fields import Fields

_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*")


def read_content(fields: Fields) -> ContentLayout | None:
    """Return where a demo with a content model keeps it; None for another."""
    value = fields.mapping.get("content")
    if value is None and "content" not in fields.mapping:
        return None
    if value is False:
        return None
    if value is True:
        return ContentLayout()
    inner = fields.inner("content")
    assert inner is not None
    inner.only("root", "templates", "posts_per_page", "language")
    standard = ContentLayout()
    root = _folder(inner, "root", standard.root)
    templates = _folder(inner, "templates", standard.templates)
    if root == templates or root in templates.parents or templates in root.parents:
        raise inner.wrong('"root" and "templates" must be two folders, neither inside the other')
    language = inner.text("language", standard.language)
    if not _LANGUAGE.fullmatch(language):
        raise inner.wrong(f'"language" must be a language tag such as en or pt-BR, not "{language}"', "language")
    return ContentLayout(
        root=root,
        templates=templates,
        posts_per_page=inner.integer("posts_per_page", standard.posts_per_page, least=1, most=1000),
        language=language,
    )


def read_configuration(fields: Fields) -> tuple[ConfigurationFile, ...]:
    """Return the configuration files that an install writes."""
    files: list[ConfigurationFile] = []
    for inner in fields.each("configuration", "a configuration file"):
        inner.only("file", "format", "values", "private")
        path = _inside(inner, "file", "file")
        if path in [file.path for file in files]:
            raise inner.wrong(f'"configuration" has "{path}" twice', "file")
        known = FORMATS_BY_SUFFIX.get(path.suffix.lower())
        if known is None and "format" not in inner.mapping:
            formats = ", ".join(get_args(ConfigurationFormat))
            raise inner.wrong(f'"{path}" does not say its format', "file", hint=f"add format: one of {formats}")
        chosen = inner.choice("format", get_args(ConfigurationFormat), known or "")
        form: ConfigurationFormat = next(each for each in get_args(ConfigurationFormat) if each == chosen)
        try:
            values = read_values(inner.mapping.get("values"), form)
        except ValueError as error:
            raise inner.wrong(str(error), *(["values"] if "values" in inner.mapping else [])) from error
        files.append(ConfigurationFile(path, form, values, private=inner.boolean("private", default=False)))
    return tuple(files)


def read_wordpress(fields: Fields, content: ContentLayout | None) -> WordPressLayout | None:
    """Return where a demo keeps what WordPress alone needs; None where it says nothing of one."""
    value = fields.mapping.get("wordpress", False)
    if value is False:
        return None
    if value is True:
        layout, inner = WordPressLayout(), fields
    else:
        inner = fields.inner("wordpress") or fields
        inner.only("root", "copy", "import")
        copy = inner.inner("copy")
        layout = WordPressLayout(
            root=_folder(inner, "root", WordPressLayout().root),
            copy={} if copy is None else {_key_inside(copy, key): _folder(copy, key) for key in copy.mapping},
        )
    problem = layout_problem(layout, content)
    if problem:
        raise inner.wrong(problem, *(["wordpress"] if inner is fields else []))
    return layout


def read_imports(fields: Fields) -> WordPressImport | None:
    """Return where a demo keeps what was exported of a WordPress site; None where it has none."""
    if not isinstance(fields.mapping.get("wordpress"), dict):
        return None
    outer = fields.inner("wordpress") or fields
    inner = outer.inner("import")
    if inner is None:
        return None
    inner.only("theme", "content", "widgets", "customizer", "redux")
    content = inner.texts("content")
    redux = inner.inner("redux")
    return WordPressImport(
        theme=PurePosixPath(".") if inner.text("theme", ".") == "." else _folder(inner, "theme"),
        content=tuple(
            _path(inner, name, f'"{name}" must be a file', "content", index) for index, name in enumerate(content)
        ),
        widgets=_inside(inner, "widgets", "file") if "widgets" in inner.mapping else None,
        customizer=_inside(inner, "customizer", "file") if "customizer" in inner.mapping else None,
        redux={} if redux is None else {key: _inside(redux, key, "file") for key in redux.mapping},
    )


def _key_inside(fields: Fields, key: str) -> PurePosixPath:
    return _path(fields, key.rstrip("/"), f'"{key}" must be a file or folder', key)


def _folder(fields: Fields, key: str, *default: PurePosixPath) -> PurePosixPath:
    return _inside(fields, key, "folder", *map(str, default))


def _inside(fields: Fields, key: str, kind: str, *default: str) -> PurePosixPath:
    text = fields.text(key, *default)
    return _path(fields, text.rstrip("/") if kind == "folder" else text, f'"{key}" must be a {kind}', key)


def _path(fields: Fields, text: str, demand: str, *keys: str | int) -> PurePosixPath:
    """Return a path inside the demo, which passes the one gate for names."""
    from launcher.bundle.names import parse_name

    try:
        return parse_name(text)
    except BundleError as error:
        raise fields.wrong(f"{demand} inside the demo: {error.message}", *keys) from error
