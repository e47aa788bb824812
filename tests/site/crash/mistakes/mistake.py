"""A mistake that could be made in the code that changes sites, and what is to notice it."""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FunctionType


@dataclass(frozen=True)
class Mistake:
    """In the function ``where`` (module:name, below `launcher.site`) the text ``old`` is ``new`` instead.

    ``scenario``, interrupted in the ``way`` that has this name, is the cheapest that notices it.
    """

    name: str
    where: str
    old: str
    new: str
    scenario: str
    way: str

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let the function make the mistake, in this process alone; no file is changed.

        AssertionError where the code does not have ``old`` just once: it has moved on, and so must the mistake.
        """
        function = self._function()
        before, function.__code__ = function.__code__, self._mistaken(function)
        try:
            yield
        finally:
            function.__code__ = before

    def _mistaken(self, function: FunctionType) -> Any:
        source = inspect.getsource(function)
        assert source.count(self.old) == 1, f"{self.name}: {source.count(self.old)} times in {self.where}"
        lines = source.replace(self.old, self.new).splitlines(keepends=True)
        while not lines[0].lstrip().startswith("def "):  # what decorates it stays as it is
            del lines[0]
        nest = "if True:\n" if lines[0].startswith(" ") else ""
        names: dict[str, Any] = {}
        text = "from __future__ import annotations\n" + nest + "".join(lines)
        exec(compile(text, inspect.getfile(function), "exec"), function.__globals__, names)
        return names[function.__name__].__code__

    def _function(self) -> FunctionType:
        module, _, path = self.where.partition(":")
        found: Any = import_module(f"launcher.site.{module}")
        for name in path.split("."):
            found = getattr(found, name)
        function: FunctionType = inspect.unwrap(found)
        return function
