"""The ``launcher`` command: its subcommands, loaded when they are used, and its exit codes."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from launcher import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Subcommand -> what `launcher --help` says of it. Each lives in the module of its name.
COMMANDS = {
    "pack": "Bundle a demo, every real image replaced by a sample image.",
    "validate": "Check bundles; exit 1 where one has an error.",
    "prove": "Compare a bundle with its originals; exit 1 where one is in it.",
    "inspect": "Show what a bundle is: its options, files and images.",
    "install": "Put a bundle's demo into a target folder and configure it.",
    "upgrade": "Bring another version into a site, keep what the owner changed.",
    "status": "Say what is installed and what was changed since.",
    "images": "List the pictures that the owner has to replace, and put real ones in.",
    "recover": "Finish or take back what an interrupted command left.",
    "uninstall": "Remove what was installed, keep what the owner changed.",
    "serve": "Look at an installed site in a browser.",
    "export": "Write a bundle in the formats of other WordPress importers.",
    "cache": "List the downloaded bundles that are kept, or remove them.",
    "keygen": "Make a pair of keys for signing bundles.",
    "sign": "Sign bundles, so that their users know whose they are.",
    "init": "Write a launcher.yaml for a tree that has none.",
}

EXIT_ERROR = 1
EXIT_BUSY = 3

EPILOG = """
\b
First steps:
  launcher install                        the built-in demo, into ./trigger-point-clinic
  launcher serve trigger-point-clinic     look at it
  launcher init my-theme/ && launcher pack my-theme/

\b
Exit codes:
  0    done
  1    an error: one line on stderr says what, nothing was changed
  2    the command line itself is wrong
  3    another command is at work on the target; nothing was changed
  130  interrupted with Ctrl-C; nothing was changed, unless stderr says that the work was done
"""


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is called, so that ``launcher --help`` stays as fast as click."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the subcommands in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the subcommand's module; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"launcher.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="launcher")
def launcher() -> None:
    """Make a theme's live demo installable, with no licensed image in it."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; errors are rendered on stderr."""
    from launcher.errors import BusyError, LauncherError

    _open_missing_streams()
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe in a narrow encoding must not turn a file name into a crash.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        result = launcher.main(
            args=None if arguments is None else list(arguments), prog_name="launcher", standalone_mode=False
        )
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except LauncherError as error:
        from launcher.cli.output import show_error

        show_error(error)
        return EXIT_BUSY if isinstance(error, BusyError) else EXIT_ERROR
    except (KeyboardInterrupt, click.Abort):
        from launcher.cli.output import EXIT_INTERRUPTED

        click.echo("\ninterrupted: nothing was changed", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _after_broken_pipe()
    except Exception as error:
        from launcher.cli.output import show_unexpected

        show_unexpected(error)
        return EXIT_ERROR
    return result if isinstance(result, int) else 0


def _open_missing_streams() -> None:
    """Replace streams that whoever started us has closed (``launcher ... >&-``); Python has None in their place."""
    import os

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open until the end


def _after_broken_pipe() -> int:
    """Leave quietly when the reader of our output went away (``launcher inspect x | head``)."""
    import os

    # Python flushes stdout again at exit; give it somewhere to go.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_ERROR
