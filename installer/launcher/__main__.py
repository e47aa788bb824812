"""``launcher`` and ``python -m launcher``."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; Ctrl-C while it is still loading, or already leaving, shows no traceback either."""
    try:
        from launcher.cli.app import run

        code = run()
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted: nothing was changed\n")
        code = 130
    from signal import SIG_IGN, SIGINT, signal

    signal(SIGINT, SIG_IGN)  # all is said and done: nothing is left to interrupt but the interpreter's own end
    sys.exit(code)


if __name__ == "__main__":
    main()
