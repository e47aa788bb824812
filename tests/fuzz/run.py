"""Fuzz one target in this process: ``python -m tests.fuzz.run TARGET [options of libFuzzer] [corpus or inputs]``."""

from __future__ import annotations

import sys


def main() -> None:
    import atheris

    # Code counts as covered only where it is imported in here, and much is imported when it is first used.
    with atheris.instrument_imports(include=["launcher", "minisign"], enable_loader_override=False):
        from tests.fuzz.targets import TARGETS

        target = TARGETS[sys.argv[1]]
        test_one = target.prepare()
        for seed in target.seeds():
            test_one(seed)
    atheris.Setup([sys.argv[0], *sys.argv[2:]], test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
