"""``launcher`` and ``python -m launcher``."""

from __future__ import annotations

from launcher.cli.app import main

if __name__ == "__main__":
    main()
