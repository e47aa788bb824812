"""Passwords of keys: from a file, from the environment, or typed unseen on the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from launcher.errors import SigningError

if TYPE_CHECKING:
    from pathlib import Path

#: Holds the password of a key where nobody can be asked, as in continuous integration.
VARIABLE = "LAUNCHER_KEY_PASSWORD"
_LONGEST = 1024


def new_password(file: Path | None) -> str:
    """Return a password for a new key; typed ones are asked for twice, and none may be empty."""
    password = _given(file)
    if password is None:
        _check_terminal()
        password = click.prompt("Password for the secret key", hide_input=True, confirmation_prompt=True, err=True)
    if not password:
        raise SigningError("the password is empty", hint="--no-password makes a key without one")
    return str(password)


def known_password(file: Path | None, key: Path) -> str:
    """Return the password of an existing key."""
    password = _given(file)
    if password is None:
        _check_terminal()
        password = click.prompt(f"Password for {key}", hide_input=True, err=True)
    return str(password)


def _given(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get(VARIABLE)
    try:
        with file.open("rb") as opened:
            data = opened.read(_LONGEST + 1)
        text = data.decode()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SigningError(f"the password cannot be read: {reason}", where=file) from error
    if len(data) > _LONGEST:
        raise SigningError("the file is too long to be a password", where=file)
    # Editors end a file with a line; the password is what stands on it.
    return text.removesuffix("\n").removesuffix("\r")


def _check_terminal() -> None:
    if not sys.stdin.isatty():
        hint = f"use --password-file, or set {VARIABLE}"
        raise SigningError("the key needs a password, and there is no terminal to ask on", hint=hint)
