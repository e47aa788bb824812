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
from launcher.bundle.manifest_fields import (
    LINE,
    PARAGRAPHS,
    SLUG,
    as_object,
    check_keys,
    manifest_error,
    read_list,
    read_name,
    read_number,
    read_text,
    wrong_field,
)
from launcher.bundle.names import MAX_PATH_BYTES, UniqueNames, parse_name
from launcher.demo.configuration import ConfigurationFile, ConfigurationFormat, read_values
from launcher.demo.model import HOMEPAGE, ContentLayout, Option, WordPressLayout
from launcher.demo.wordpress.layout import layout_problem
from launcher.errors import BundleError
from launcher.images.ledger import Known, LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from launcher.demo.model import OptionType

#: 65,533 files with names of 100 bytes make 14 MB. A text takes up to four times its bytes in memory, and twice.
MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 8
MAX_VALUES = 1_000_000

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*[-+.a-z0-9]*")
_OPTION_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HOMEPAGE = re.compile(f"(?:{HOMEPAGE.pattern})?")

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
        raise manifest_error("manifest-json", f"the manifest cannot be read: {error}") from error
    check_format(value)
    manifest = _read(value)
    _check_lists(manifest)
    try:
        same = canonical_bytes(manifest) == data
    except UnicodeEncodeError as error:
        raise manifest_error("manifest-json", "the manifest has a lone surrogate") from error
    if not same:
        # Two spellings would be two digests of one bundle.
        raise manifest_error("manifest-spelling", "the manifest is not in its canonical form")
    return manifest


def check_format(value: Any) -> None:
    """Refuse a value that is no manifest of this format; a newer one clearly."""
    form = value.get("format") if isinstance(value, dict) else None
    if type(form) is not int or form < 1:
        raise manifest_error("manifest-schema", "the manifest does not say which format it has")
    if form > FORMAT:
        raise BundleError(
            f"the bundle has format {form}, and this version reads format {FORMAT}",
            code="manifest-newer",
            where=MANIFEST_NAME,
            hint="install a newer version of Launcher",
        )


def _read(value: dict[str, Any]) -> Manifest:
    check_keys(value, "", required=_KEYS, optional={"wordpress"})
    content = None if value["content"] is None else _content(as_object(value["content"], "content"))
    return Manifest(
        name=read_text(value, "name", "", SLUG),
        version=read_text(value, "version", "", _VERSION, longest=64),
        title=read_text(value, "title", "", LINE, shortest=1),
        license=read_text(value, "license", "", LINE, shortest=1),
        description=read_text(value, "description", "", PARAGRAPHS, longest=10_000),
        author=read_text(value, "author", "", LINE),
        homepage=read_text(value, "homepage", "", _HOMEPAGE),
        platforms=read_list(value, "platforms", "", _platform),
        options=read_list(value, "options", "", _option),
        content=content,
        files=(files := _files(value)),
        images=_images(value, files),
        left_out=read_list(value, "left_out", "", _left_out),
        broken_references=read_list(value, "broken_references", "", _broken_reference),
        generator=read_text(value, "generator", "", LINE, shortest=1),
        configuration=read_list(value, "configuration", "", _configuration),
        wordpress=_wordpress(as_object(value["wordpress"], "wordpress"), content) if "wordpress" in value else None,
    )


def _platform(value: Any, place: str) -> str:
    return read_text({"": value}, "", place, SLUG)


def _option(value: Any, place: str) -> Option:
    value = as_object(value, place)
    check_keys(value, place, required={"key", "ask", "type"}, optional={"default", "choices", "help"})
    kind: OptionType = value["type"]
    if kind not in ("text", "email", "url", "bool", "int", "choice"):
        raise wrong_field(f"{place}.type", "is no type of option")
    choices = read_list(value, "choices", place, _choice) if "choices" in value else ()
    if (kind == "choice") != bool(choices) or len(set(choices)) != len(choices):
        raise wrong_field(
            f"{place}.choices", "must list different choices for an option of type choice, and for no other"
        )
    default = value.get("default")
    expected = {"bool": bool, "int": int}.get(kind, str)
    if "default" in value and type(default) is not expected:
        raise wrong_field(f"{place}.default", "is not of the option's type")
    if isinstance(default, str):
        read_text(value, "default", place, PARAGRAPHS, longest=10_000)
    if kind == "choice" and default is not None and default not in choices:
        raise wrong_field(f"{place}.default", "is not one of the choices")
    return Option(
        key=read_text(value, "key", place, _OPTION_KEY),
        ask=read_text(value, "ask", place, LINE, shortest=1),
        type=kind,
        default=default,
        choices=choices,
        help=read_text(value, "help", place, PARAGRAPHS, longest=10_000) if "help" in value else "",
    )


def _choice(value: Any, place: str) -> str:
    return read_text({"": value}, "", place, LINE, shortest=1)


def _content(value: dict[str, Any]) -> ContentLayout:
    check_keys(value, "content", required={"root", "templates", "posts_per_page", "language"})
    posts_per_page = read_number(value, "posts_per_page", "content")
    if not 1 <= posts_per_page <= 1000:
        raise wrong_field("content.posts_per_page", "is not from 1 to 1000")
    return ContentLayout(
        root=read_name(value, "root", "content"),
        templates=read_name(value, "templates", "content"),
        posts_per_page=posts_per_page,
        language=read_text(value, "language", "content", _LANGUAGE),
    )


def _wordpress(value: dict[str, Any], content: ContentLayout | None) -> WordPressLayout:
    check_keys(value, "wordpress", required={"root", "copy"})
    copy = as_object(value["copy"], "wordpress.copy")
    layout = WordPressLayout(
        root=read_name(value, "root", "wordpress"),
        copy={parse_name(key[: MAX_PATH_BYTES + 1]): read_name(copy, key, "wordpress.copy") for key in copy},
    )
    problem = layout_problem(layout, content)
    if problem:
        raise wrong_field("wordpress", f"is no layout: {problem}")
    return layout


def _configuration(value: Any, place: str) -> ConfigurationFile:
    value = as_object(value, place)
    check_keys(value, place, required={"path", "format", "values", "private"})
    form: ConfigurationFormat = value["format"]
    if form not in get_args(ConfigurationFormat):
        raise wrong_field(f"{place}.format", "is no format of a configuration file")
    if type(value["private"]) is not bool:
        raise wrong_field(f"{place}.private", "is neither true nor false")
    try:
        values = read_values(value["values"], form)
    except ValueError as error:
        raise wrong_field(place, f"is no configuration file: {error}") from error
    return ConfigurationFile(read_name(value, "path", place), form, values, private=value["private"])


def _files(value: dict[str, Any]) -> tuple[FileEntry, ...]:
    """Read the files. There are more of them than of all else, so one that is right is read in one step."""
    entries = value["files"]
    if not isinstance(entries, list):
        raise wrong_field("files", "is no list")
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
    value = as_object(value, place)
    check_keys(value, place, required={"path", "size", "sha256"})
    return FileEntry(
        path=read_name(value, "path", place),
        size=read_number(value, "size", place),
        sha256=read_text(value, "sha256", place, _SHA256),
    )


def _images(value: dict[str, Any], files: Iterable[FileEntry]) -> tuple[LedgerEntry, ...]:
    known = Known(file.path for file in files)
    return read_list(value, "images", "", lambda image, place: _image(image, place, known))


def _image(value: Any, place: str, known: Known) -> LedgerEntry:
    value = as_object(value, place)
    if not known.is_listed(read_text(value, "path", place, longest=MAX_PATH_BYTES)):
        read_name(value, "path", place)
    try:
        return LedgerEntry.from_json(value, known)
    except ValueError as error:
        raise wrong_field(place, f"is no image entry: {error}") from error


def _left_out(value: Any, place: str) -> LeftOut:
    value = as_object(value, place)
    check_keys(value, place, required={"path", "reason", "asked"})
    if type(value["asked"]) is not bool:
        raise wrong_field(f"{place}.asked", "is neither true nor false")
    return LeftOut(
        path=read_text(value, "path", place, LINE, shortest=1, longest=8192),
        reason=read_text(value, "reason", place, LINE, shortest=1),
        asked=value["asked"],
    )


def _broken_reference(value: Any, place: str) -> BrokenReference:
    value = as_object(value, place)
    check_keys(value, place, required={"path", "reference"})
    return BrokenReference(
        path=read_name(value, "path", place),
        reference=read_text(value, "reference", place, longest=8192),
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
            raise wrong_field(name, "has an entry twice")
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
                raise manifest_error("manifest-unlisted", f"{kind} names {entry.path}, which is not in files")


def _check_order(name: str, entries: Sequence[_Entry], key: Callable[[_Entry], Any]) -> None:
    keys = [key(entry) for entry in entries]
    for previous, following in pairwise(keys):
        if not previous < following:
            raise manifest_error("manifest-order", f"{name} is not sorted, or has an entry twice, at {following!r}")
