"""``launcher`` and ``python -m launcher``."""

from __future__ import annotations

import gc
import os
import sys

# Nothing that takes time may load before main() is there to catch Ctrl-C, not even typing.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; Ctrl-C while it is still loading, or already leaving, shows no traceback either."""
    # Nearly all objects of a command live to its end: to look for garbage among them takes a tenth of its time.
    gc.set_threshold(50_000, 20, 50)
    try:
        from launcher.cli.app import run

        code = run()
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted: nothing was changed\n")
        code = 130
    except OSError:
        code = 1  # not even the error can be said: there is no room where our output goes
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # whoever read it went away, or closed it
            continue
    # All is said and done. The interpreter's own end takes time, and Ctrl-C there would show a traceback.
    os._exit(code)


if __name__ == "__main__":
    main()
