"""Run a command and write down its peak memory: ``python tests/support/peak.py FILE COMMAND...``.

The peak is that of the largest of all processes that the command waited for, itself among them, in kilobytes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """Return the command's exit code."""
    _, file, *command = sys.argv
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    Path(file).write_text(str(usage.ru_maxrss), encoding="utf-8")
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
