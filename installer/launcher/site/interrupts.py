"""Hold back Ctrl-C and its like while a site is half changed."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")

#: Ctrl-C, `kill`, and a terminal that closes.
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupts:
    """Within this context a signal takes effect only at :meth:`check`, as KeyboardInterrupt.

    Between two checks no step is cut in half, and an undo, which checks nothing, cannot be cut short.
    SIGTERM and SIGHUP are delivered again at the end, so the process still ends by them. A Ctrl-C that comes after
    the last check is too late and is dropped. Signals reach the main thread alone; elsewhere this does nothing.
    """

    def __init__(self) -> None:
        self._pending: int | None = None
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        with suppress(ValueError):  # not the main thread
            for number in _SIGNALS:
                handler = signal.getsignal(number)
                # Ignored (nohup) stays ignored; None is a handler that was not set from Python and cannot be restored.
                if handler not in {signal.SIG_IGN, None}:
                    self._handlers[number] = signal.signal(number, self._hold)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()
        if self._pending is not None and self._pending != signal.SIGINT:
            signal.raise_signal(self._pending)

    def _hold(self, number: int, _frame: object) -> None:
        self._pending = number

    def check(self) -> None:
        """Raise KeyboardInterrupt if a signal came."""
        if self._pending is not None:
            raise KeyboardInterrupt

    def between(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield ``items`` with a check before each."""
        for item in items:
            self.check()
            yield item
