"""The YAML gate: every YAML file of a demo or a user is read here, bounded and strict.

Values are built straight from the parser's events. The usual composer and constructor recurse (a small file of ``[``
crashes the C one) and expand aliases and merge keys (a small file of those never ends), so neither is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.errors import LauncherError

#: Limits of one document: bytes, nesting, parser events.
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_EVENTS = 200_000

# Plain scalars follow the YAML 1.2 core schema: `no`, `on` and `2024-05-01` stay strings, as their authors mean them.
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
# An exponent needs a dot and a sign, as PyYAML writes it: `1e5` is a word, such as the beginning of a commit's hash.
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30})(?:[eE][-+][0-9]{1,3})?")


@dataclass(slots=True)
class _Place:
    """Where a value stands, and where the values inside it stand."""

    line: int
    children: dict[str, _Place] | list[_Place] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document's value (dict, list, str, int, float, bool, None) and the lines its parts stand on.

    One that was no YAML has no lines.
    """

    value: Any
    where: str
    error: type[LauncherError]
    _place: _Place | None = field(default=None, repr=False)

    def place(self, *keys: str | int) -> str:
        """Return the path to ``keys``, such as ``posts[3].title``, where there are no lines to tell; "" elsewhere."""
        if self._place is not None:
            return ""
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")

    def line(self, *keys: str | int) -> int | None:
        """Return the 1-based line of the value under ``keys``, of its key in a mapping; None where there is none."""
        place = self._place
        if place is None:
            return None
        for key in keys:
            children = place.children
            if isinstance(children, dict):
                found = children.get(str(key))
            elif isinstance(children, list) and isinstance(key, int) and 0 <= key < len(children):
                found = children[key]
            else:
                found = None
            if found is None:
                return None
            place = found
        return place.line


def load_yaml(data: bytes, *, where: object, error: type[LauncherError] = DemoError, first_line: int = 1) -> Document:
    """Read one YAML document; raise ``error`` with file and line for anything outside the plain subset.

    Refused: more than 1 MiB, 50 levels or 200,000 events; aliases, anchors, tags, merge keys, duplicate keys, keys
    that are no scalars, a second document. ``first_line`` is the line of the file on which ``data`` begins.
    """
    reader = _Reader(where=str(where), error=error, first_line=first_line)
    value, place = reader.read(data)
    return Document(value, str(where), error, place)


class _Reader:
    """Builds values from parser events with an explicit stack, so that no input can exhaust the C stack."""

    def __init__(self, *, where: str, error: type[LauncherError], first_line: int) -> None:
        self.where = where
        self.error = error
        self.first_line = first_line

    def refuse(self, message: str, line: int | None, *, hint: str | None = None) -> LauncherError:
        return self.error(message, where=self.where, line=line, hint=hint)

    def read(self, data: bytes) -> tuple[Any, _Place]:
        """Return the value and its places; an empty document is None."""
        import yaml

        if len(data) > MAX_BYTES:
            raise self.refuse(f"the YAML is larger than {MAX_BYTES // 1024} KiB", None)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.first_line + data.count(b"\n", 0, error.start)
            raise self.refuse("the file is not UTF-8 text", line) from error
        try:
            return self.build(self.events(text))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = self.first_line + getattr(mark, "line", 0)
            raise self.refuse(_explain(error), line) from error
        except yaml.YAMLError as error:  # characters that YAML does not allow
            position = getattr(error, "position", None)
            at = None if position is None else self.first_line + text.count("\n", 0, position)
            raise self.refuse("the YAML holds a character that YAML does not allow", at) from error

    def events(self, text: str) -> Iterator[Any]:
        """Yield parser events, refusing what is outside the subset before anything is built from it."""
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        depth = 0
        documents = 0
        parsed: Iterator[Any] = yaml.parse(text, Loader=loader)
        for count, event in enumerate(parsed):
            line = self.first_line + event.start_mark.line
            if count >= MAX_EVENTS:
                raise self.refuse(f"the YAML has more than {MAX_EVENTS:,} parts", line)
            if isinstance(event, yaml.AliasEvent):
                raise self.refuse("YAML aliases (*name) are not allowed", line, hint="write the value out")
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1 or event.tags:
                    what = "a second YAML document" if documents > 1 else "a %TAG directive"
                    raise self.refuse(f"{what} is not allowed", line)
            if isinstance(event, yaml.NodeEvent):
                if event.anchor is not None:
                    raise self.refuse("YAML anchors (&name) are not allowed", line, hint="write the value out")
                if getattr(event, "tag", None) is not None:
                    raise self.refuse("YAML tags (!name) are not allowed", line)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise self.refuse(f"the YAML is nested more than {MAX_DEPTH} levels deep", line)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            yield event

    def build(self, events: Iterator[Any]) -> tuple[Any, _Place]:
        """Return the value and places that the events describe."""
        import yaml

        top = _Frame([], _Place(self.first_line, []))
        stack = [top]
        for event in events:
            line = self.first_line + event.start_mark.line
            frame = stack[-1]
            if isinstance(event, yaml.ScalarEvent):
                if frame.wants_key:
                    self.take_key(frame, event, line)
                else:
                    frame.add(_scalar(event), _Place(line))
            elif isinstance(event, yaml.CollectionStartEvent):
                if frame.wants_key:
                    raise self.refuse("a key must be a word, not a list or a mapping", line)
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                value: dict[str, Any] | list[Any] = {} if is_mapping else []
                place = _Place(line, {} if is_mapping else [])
                frame.add(value, place)
                stack.append(_Frame(value, place))
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
        children = top.place.children
        assert isinstance(children, list)
        if not children:
            return None, _Place(self.first_line)
        return top.value[0], children[0]

    def take_key(self, frame: _Frame, event: Any, line: int) -> None:
        """Remember a mapping's key until its value comes."""
        key: str = event.value
        if key == "<<" and not event.style:
            raise self.refuse("YAML merge keys (<<) are not allowed", line, hint="write the values out")
        if key in frame.value:
            places = frame.place.children
            assert isinstance(places, dict)
            raise self.refuse(f'the key "{key}" stands here twice, first on line {places[key].line}', line)
        frame.key = key
        frame.key_line = line


class _Frame:
    """A mapping or list under construction."""

    __slots__ = ("key", "key_line", "place", "value")

    def __init__(self, value: Any, place: _Place) -> None:
        self.value = value
        self.place = place
        self.key: str | None = None
        self.key_line = 0

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is a key."""
        return isinstance(self.value, dict) and self.key is None

    def add(self, value: Any, place: _Place) -> None:
        """Take the next value; in a mapping its line becomes that of its key."""
        children = self.place.children
        if isinstance(children, dict):
            assert self.key is not None
            place.line = self.key_line
            self.value[self.key] = value
            children[self.key] = place
            self.key = None
        else:
            assert isinstance(children, list)
            self.value.append(value)
            children.append(place)


def _scalar(event: Any) -> str | int | float | bool | None:
    """Return a scalar's value: quoted and block scalars are strings, plain ones follow the YAML 1.2 core schema."""
    text: str = event.value
    if event.style:  # a plain scalar's style is None in the pure parser, empty in the C one
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _explain(error: Any) -> str:
    """Say in one line what the YAML parser did not like."""
    problem = " ".join(str(error.problem or error.context or "it does not parse").split())
    if "character '\\t'" in problem or "found a tab" in problem or "cannot start any token" in problem:
        return f"this is not valid YAML: {problem} (indent with spaces; quote text that begins with a special sign)"
    if problem.startswith("mapping values are not allowed"):
        return "this is not valid YAML: a colon inside plain text needs quotes around the text"
    return f"this is not valid YAML: {problem}"
