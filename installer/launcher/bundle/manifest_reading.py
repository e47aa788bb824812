"""Read a manifest strictly: exact keys, exact types, one spelling.

What passes here also passes the JSON Schema; the schema is for other programs and for listing all that is wrong.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from launcher.bundle.json_gate import JsonRefused, load_json
from launcher.bundle.manifest import (
    FORMAT,
    MANIFEST_NAME,
    BrokenReference,
    FileEntry,
    LeftOut,
    Manifest,
    broken_reference_key,
    canonical_bytes,
    file_key,
    image_key,
    left_out_key,
)
from launcher.bundle.names import MAX_PATH_BYTES, UniqueNames, parse_name, printable_name
from launcher.demo.configuration import ConfigurationFile, ConfigurationFormat, read_values
from launcher.demo.model import HOMEPAGE, ContentLayout, Option, WordPressLayout
from launcher.demo.wordpress.layout import layout_problem
from launcher.errors import BundleError
from launcher.images.ledger import Known, LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import PurePosixPath

    from launcher.demo.model import OptionType

#: 65,533 files with names of 100 bytes make 14 MB. A text takes up to four times its bytes in memory, and twice.
MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 8
MAX_VALUES = 1_000_000

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*[-+.a-z0-9]*")
_OPTION_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# One line of text: it is printed on terminals and into pages.
_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*")
_HOMEPAGE = re.compile(f"(?:{HOMEPAGE.pattern})?")
_PARAGRAPHS = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]*")

_KEYS = frozenset(
    {"format", "generator", "name", "version", "title", "license", "description", "author", "homepage", "platforms"}
    | {"options", "content", "configuration", "files", "images", "left_out", "broken_references"}
)
_Entry = TypeVar("_Entry")


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest; BundleError where it is not exactly what :func:`canonical_bytes` writes."""
    try:
        value = load_json(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH, max_values=MAX_VALUES)
    except JsonRefused as error:
        raise _error("manifest-json", f"the manifest cannot be read: {error}") from error
    check_format(value)
    manifest = _read(value)
    _check_lists(manifest)
    try:
        same = canonical_bytes(manifest) == data
    except UnicodeEncodeError as error:
        raise _error("manifest-json", "the manifest has a lone surrogate") from error
    if not same:
        # Two spellings would be two digests of one bundle.
        raise _error("manifest-spelling", "the manifest is not in its canonical form")
    return manifest


def check_format(value: Any) -> None:
    """Refuse a value that is no manifest of this format; a newer one clearly."""
    form = value.get("format") if isinstance(value, dict) else None
    if type(form) is not int or form < 1:
        raise _error("manifest-schema", "the manifest does not say which format it has")
    if form > FORMAT:
        raise BundleError(
            f"the bundle has format {form}, and this version reads format {FORMAT}",
            code="manifest-newer",
            where=MANIFEST_NAME,
            hint="install a newer version of Launcher",
        )


def _read(value: dict[str, Any]) -> Manifest:
    _exact_keys(value, "", required=_KEYS, optional={"wordpress"})
    content = None if value["content"] is None else _content(_object(value["content"], "content"))
    return Manifest(
        name=_text(value, "name", "", _SLUG),
        version=_text(value, "version", "", _VERSION, longest=64),
        title=_text(value, "title", "", _LINE, shortest=1),
        license=_text(value, "license", "", _LINE, shortest=1),
        description=_text(value, "description", "", _PARAGRAPHS, longest=10_000),
        author=_text(value, "author", "", _LINE),
        homepage=_text(value, "homepage", "", _HOMEPAGE),
        platforms=_list(value, "platforms", "", _platform),
        options=_list(value, "options", "", _option),
        content=content,
        files=(files := _files(value)),
        images=_images(value, files),
        left_out=_list(value, "left_out", "", _left_out),
        broken_references=_list(value, "broken_references", "", _broken_reference),
        generator=_text(value, "generator", "", _LINE, shortest=1),
        configuration=_list(value, "configuration", "", _configuration),
        wordpress=_wordpress(_object(value["wordpress"], "wordpress"), content) if "wordpress" in value else None,
    )


def _platform(value: Any, place: str) -> str:
    return _text({"": value}, "", place, _SLUG)


def _option(value: Any, place: str) -> Option:
    value = _object(value, place)
    _exact_keys(value, place, required={"key", "ask", "type"}, optional={"default", "choices", "help"})
    kind: OptionType = value["type"]
    if kind not in ("text", "email", "url", "bool", "int", "choice"):
        raise _wrong(f"{place}.type", "is no type of option")
    choices = _list(value, "choices", place, _choice) if "choices" in value else ()
    if (kind == "choice") != bool(choices) or len(set(choices)) != len(choices):
        raise _wrong(f"{place}.choices", "must list different choices for an option of type choice, and for no other")
    default = value.get("default")
    expected = {"bool": bool, "int": int}.get(kind, str)
    if "default" in value and type(default) is not expected:
        raise _wrong(f"{place}.default", "is not of the option's type")
    if isinstance(default, str):
        _text(value, "default", place, _PARAGRAPHS, longest=10_000)
    if kind == "choice" and default is not None and default not in choices:
        raise _wrong(f"{place}.default", "is not one of the choices")
    return Option(
        key=_text(value, "key", place, _OPTION_KEY),
        ask=_text(value, "ask", place, _LINE, shortest=1),
        type=kind,
        default=default,
        choices=choices,
        help=_text(value, "help", place, _PARAGRAPHS, longest=10_000) if "help" in value else "",
    )


def _choice(value: Any, place: str) -> str:
    return _text({"": value}, "", place, _LINE, shortest=1)


def _content(value: dict[str, Any]) -> ContentLayout:
    _exact_keys(value, "content", required={"root", "templates", "posts_per_page", "language"})
    posts_per_page = _number(value, "posts_per_page", "content")
    if not 1 <= posts_per_page <= 1000:
        raise _wrong("content.posts_per_page", "is not from 1 to 1000")
    return ContentLayout(
        root=_name(value, "root", "content"),
        templates=_name(value, "templates", "content"),
        posts_per_page=posts_per_page,
        language=_text(value, "language", "content", _LANGUAGE),
    )


def _wordpress(value: dict[str, Any], content: ContentLayout | None) -> WordPressLayout:
    _exact_keys(value, "wordpress", required={"root", "copy"})
    copy = _object(value["copy"], "wordpress.copy")
    layout = WordPressLayout(
        root=_name(value, "root", "wordpress"),
        copy={parse_name(key[: MAX_PATH_BYTES + 1]): _name(copy, key, "wordpress.copy") for key in copy},
    )
    problem = layout_problem(layout, content)
    if problem:
        raise _wrong("wordpress", f"is no layout: {problem}")
    return layout


def _configuration(value: Any, place: str) -> ConfigurationFile:
    value = _object(value, place)
    _exact_keys(value, place, required={"path", "format", "values", "private"})
    form: ConfigurationFormat = value["format"]
    if form not in get_args(ConfigurationFormat):
        raise _wrong(f"{place}.format", "is no format of a configuration file")
    if type(value["private"]) is not bool:
        raise _wrong(f"{place}.private", "is neither true nor false")
    try:
        values = read_values(value["values"], form)
    except ValueError as error:
        raise _wrong(place, f"is no configuration file: {error}") from error
    return ConfigurationFile(_name(value, "path", place), form, values, private=value["private"])


def _files(value: dict[str, Any]) -> tuple[FileEntry, ...]:
    """Read the files. There are more of them than of all else, so one that is right is read in one step."""
    entries = value["files"]
    if not isinstance(entries, list):
        raise _wrong("files", "is no list")
    files: list[FileEntry] = []
    for index, entry in enumerate(entries):
        if type(entry) is dict and len(entry) == 3:
            path, size, sha256 = entry.get("path"), entry.get("size"), entry.get("sha256")
            if (
                type(path) is str
                and type(size) is int
                and type(sha256) is str
                and len(path) <= MAX_PATH_BYTES
                and size >= 0
                and _SHA256.fullmatch(sha256)
            ):
                files.append(FileEntry(parse_name(path), size, sha256))
                continue
        files.append(_file(entry, f".files[{index}]"))
    return tuple(files)


def _file(value: Any, place: str) -> FileEntry:
    value = _object(value, place)
    _exact_keys(value, place, required={"path", "size", "sha256"})
    return FileEntry(
        path=_name(value, "path", place),
        size=_number(value, "size", place),
        sha256=_text(value, "sha256", place, _SHA256),
    )


def _images(value: dict[str, Any], files: Iterable[FileEntry]) -> tuple[LedgerEntry, ...]:
    known = Known(file.path for file in files)
    return _list(value, "images", "", lambda image, place: _image(image, place, known))


def _image(value: Any, place: str, known: Known) -> LedgerEntry:
    value = _object(value, place)
    if not known.is_listed(_text(value, "path", place, longest=MAX_PATH_BYTES)):
        _name(value, "path", place)
    try:
        return LedgerEntry.from_json(value, known)
    except ValueError as error:
        raise _wrong(place, f"is no image entry: {error}") from error


def _left_out(value: Any, place: str) -> LeftOut:
    value = _object(value, place)
    _exact_keys(value, place, required={"path", "reason", "asked"})
    if type(value["asked"]) is not bool:
        raise _wrong(f"{place}.asked", "is neither true nor false")
    return LeftOut(
        path=_text(value, "path", place, _LINE, shortest=1, longest=8192),
        reason=_text(value, "reason", place, _LINE, shortest=1),
        asked=value["asked"],
    )


def _broken_reference(value: Any, place: str) -> BrokenReference:
    value = _object(value, place)
    _exact_keys(value, place, required={"path", "reference"})
    return BrokenReference(
        path=_name(value, "path", place),
        reference=_text(value, "reference", place, longest=8192),
    )


def _check_lists(manifest: Manifest) -> None:
    """Check order, and that the lists speak of files that are there; equal keys are out of order too."""
    _check_order("files", manifest.files, file_key)
    _check_order("images", manifest.images, image_key)
    _check_order("left_out", manifest.left_out, left_out_key)
    _check_order("broken_references", manifest.broken_references, broken_reference_key)
    for name, values in (
        ("platforms", manifest.platforms),
        ("options", [option.key for option in manifest.options]),
        ("configuration", [file.path for file in manifest.configuration]),
    ):
        if len(set(values)) != len(values):
            raise _wrong(name, "has an entry twice")
    names = UniqueNames()
    for file in manifest.files:
        names.add(str(file.path))
    named = manifest.configuration or manifest.images or manifest.broken_references
    paths = {file.path for file in manifest.files} if named else set()
    for written in manifest.configuration:
        if written.path not in paths:  # it may take the place of a file, but not stand beside one of the same name
            names.add(str(written.path))
    for kind, entries in (("images", manifest.images), ("broken_references", manifest.broken_references)):
        for entry in entries:
            if entry.path not in paths:
                raise _error("manifest-unlisted", f"{kind} names {entry.path}, which is not in files")


def _check_order(name: str, entries: Sequence[_Entry], key: Callable[[_Entry], Any]) -> None:
    keys = [key(entry) for entry in entries]
    for previous, following in pairwise(keys):
        if not previous < following:
            raise _error("manifest-order", f"{name} is not sorted, or has an entry twice, at {following!r}")


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(place, "is no object")
    return value


def _exact_keys(
    value: dict[str, Any], place: str, *, required: frozenset[str] | set[str], optional: set[str] | None = None
) -> None:
    keys = value.keys()
    if keys == required:
        return
    for key in sorted(required - keys):
        raise _wrong(f"{place}.{key}", "is missing")
    for key in sorted(keys - required - (optional or set())):
        raise _wrong(f"{place}.{key}"[:200], "is unknown")


def _list(value: dict[str, Any], key: str, place: str, read: Callable[[Any, str], _Entry]) -> tuple[_Entry, ...]:
    entries = value[key]
    if not isinstance(entries, list):
        raise _wrong(f"{place}.{key}", "is no list")
    return tuple(read(entry, f"{place}.{key}[{index}]") for index, entry in enumerate(entries))


def _text(
    value: dict[str, Any],
    key: str,
    place: str,
    pattern: re.Pattern[str] | None = None,
    *,
    shortest: int = 0,
    longest: int = 1000,
) -> str:
    text = value.get(key)
    if not isinstance(text, str):
        raise _wrong(f"{place}.{key}", "is no string")
    if not shortest <= len(text) <= longest:
        raise _wrong(f"{place}.{key}", f"is not from {shortest} to {longest} characters long")
    if pattern is not None and not pattern.fullmatch(text):
        raise _wrong(f"{place}.{key}", "is not of the right form")
    return text


def _name(value: dict[str, Any], key: str, place: str) -> PurePosixPath:
    return parse_name(_text(value, key, place, longest=MAX_PATH_BYTES))


def _number(value: dict[str, Any], key: str, place: str) -> int:
    number = value[key]
    if type(number) is not int or number < 0:
        raise _wrong(f"{place}.{key}", "is no count")
    return number


def _wrong(place: str, message: str) -> BundleError:
    return _error("manifest-schema", f"{place.strip('.') or 'the manifest'} {message}")


def _error(code: str, message: str) -> BundleError:
    # It can quote what a stranger wrote, such as the name of a field.
    return BundleError(printable_name(message, longest=500), code=code, where=MANIFEST_NAME)
