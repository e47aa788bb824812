"""Read ``launcher.yaml`` into a :class:`Demo`. docs/launcher-yaml.md describes every key."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, get_args

from launcher.demo.configuration import FORMATS_BY_SUFFIX, ConfigurationFile, ConfigurationFormat, read_values
from launcher.demo.documents import load_yaml
from launcher.demo.fields import Fields
from launcher.demo.globs import Globs
from launcher.demo.model import (
    HOMEPAGE,
    ContentLayout,
    Demo,
    ImageRules,
    KeepRule,
    Option,
    OptionType,
    WordPressImport,
    WordPressLayout,
)
from launcher.demo.options import check_default
from launcher.demo.wordpress.layout import layout_problem
from launcher.errors import AnswerError, BundleError, DemoError

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.model import AnswerValue

#: The file's name at the top of a demo.
FILE_NAME = "launcher.yaml"
#: Version of the file's layout.
LAYOUT = 1

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*[-+.a-z0-9]*")
_OPTION_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*")
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
    content = _content(fields)
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
        options=_options(fields),
        images=_images(fields),
        ignore=_globs(fields, "ignore"),
        content=content,
        configuration=_configuration(fields),
        wordpress=_wordpress(fields, content),
        imports=_imports(fields),
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


def _options(fields: Fields) -> tuple[Option, ...]:
    inner = fields.inner("options")
    if inner is None:
        return ()
    return tuple(_option(inner, key) for key in inner.mapping)


def _option(options: Fields, key: str) -> Option:
    if not _OPTION_KEY.fullmatch(key):
        raise options.wrong(f'an option\'s key must be small letters, digits and _, not "{key}"', key)
    fields = options.inner(key)
    assert fields is not None
    fields.only("ask", "type", "default", "choices", "help")
    types: tuple[OptionType, ...] = get_args(OptionType)
    chosen = fields.choice("type", types, "text")
    kind = next(known for known in types if known == chosen)
    choices = fields.texts("choices", ())
    for index, choice in enumerate(choices):
        if choice in choices[:index]:
            raise fields.wrong(f'"choices" has "{choice}" twice', "choices", index)
    if kind == "choice" and not choices:
        raise fields.wrong(f'option "{key}" is a choice and lacks "choices"')
    if kind != "choice" and choices:
        raise fields.wrong(f'"choices" belong to an option of type choice, and "{key}" is of type {kind}', "choices")
    option = Option(
        key=key,
        ask=fields.line("ask", empty=False),
        type=kind,
        default=_default(fields),
        choices=choices,
        help=fields.paragraphs("help", ""),
    )
    try:
        check_default(option)
    except AnswerError as error:
        raise fields.wrong(error.message, "default", hint=error.hint) from error
    return option


def _default(fields: Fields) -> AnswerValue | None:
    value = fields.mapping.get("default")
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise fields.wrong('"default" must be a text, a whole number, true or false', "default")


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


def _content(fields: Fields) -> ContentLayout | None:
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


def _configuration(fields: Fields) -> tuple[ConfigurationFile, ...]:
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


def _wordpress(fields: Fields, content: ContentLayout | None) -> WordPressLayout | None:
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


def _imports(fields: Fields) -> WordPressImport | None:
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
        content=tuple(_name_inside(inner, name, "content", index) for index, name in enumerate(content)),
        widgets=_inside(inner, "widgets", "file") if "widgets" in inner.mapping else None,
        customizer=_inside(inner, "customizer", "file") if "customizer" in inner.mapping else None,
        redux={} if redux is None else {key: _inside(redux, key, "file") for key in redux.mapping},
    )


def _name_inside(fields: Fields, text: str, *keys: str | int) -> PurePosixPath:
    from launcher.bundle.names import parse_name

    try:
        return parse_name(text)
    except BundleError as error:
        raise fields.wrong(f'"{text}" must be a file inside the demo: {error.message}', *keys) from error


def _key_inside(fields: Fields, key: str) -> PurePosixPath:
    from launcher.bundle.names import parse_name

    try:
        return parse_name(key.rstrip("/"))
    except BundleError as error:
        raise fields.wrong(f'"{key}" must be a file or folder inside the demo: {error.message}', key) from error


def _folder(fields: Fields, key: str, *default: PurePosixPath) -> PurePosixPath:
    return _inside(fields, key, "folder", *map(str, default))


def _inside(fields: Fields, key: str, kind: str, *default: str) -> PurePosixPath:
    """Return a path inside the demo, which passes the one gate for names."""
    from launcher.bundle.names import parse_name

    text = fields.text(key, *default)
    try:
        return parse_name(text.rstrip("/") if kind == "folder" else text)
    except BundleError as error:
        raise fields.wrong(f'"{key}" must be a {kind} inside the demo: {error.message}', key) from error
