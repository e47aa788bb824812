"""Globs as in a .gitignore file: which paths of a demo a rule means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePosixPath


class Globs:
    """A list of gitignore-style patterns; a later pattern wins, ``!`` takes back. ValueError names a bad pattern."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(patterns)
        self._spec = None
        if self.patterns:
            from pathspec import GitIgnoreSpec

            for pattern in self.patterns:
                _check(pattern)
            self._spec = GitIgnoreSpec.from_lines(self.patterns)

    def match(self, path: PurePosixPath, *, folder: bool = False) -> str:
        """Return the pattern that means ``path``, or an empty string; ``folder`` says that it is a folder."""
        if self._spec is None:
            return ""
        result = self._spec.check_file(f"{path}/" if folder else str(path))
        if not result.include or result.index is None:
            return ""
        return self.patterns[result.index]


def _check(pattern: str) -> None:
    """Refuse what gitignore would take silently and never match."""
    from pathspec import GitIgnoreSpec

    bare = pattern.strip().removeprefix("!")
    problem = ""
    if not bare.strip("/"):
        problem = "it is empty"
    elif pattern.startswith("#"):
        problem = 'it is a comment (write "\\#" for a name that begins with #)'
    elif ".." in bare.split("/"):
        problem = '".." cannot match inside the demo'
    elif "\\" in bare and bare.endswith("\\") and not bare.endswith("\\\\"):
        problem = "it ends with a lone backslash"
    elif _unclosed(bare):
        problem = 'a "[" has no "]" (write "\\[" for the sign itself)'
    if not problem:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except ValueError:
            problem = "it cannot be read"
    if problem:
        raise ValueError(f'bad glob "{pattern}": {problem}')


def _unclosed(pattern: str) -> bool:
    """Say whether a bracket is opened and never closed."""
    position = 0
    while position < len(pattern):
        sign = pattern[position]
        if sign == "\\":
            position += 1
        elif sign == "[":
            # A "]" that comes first, or first after the negation, belongs to the set.
            start = position + 2 if pattern[position + 1 : position + 2] in {"!", "^"} else position + 1
            end = pattern.find("]", start + 1)
            if end < 0:
                return True
            position = end
        position += 1
    return False
