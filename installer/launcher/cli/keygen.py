"""``launcher keygen``."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.paths import GivenPath

EPILOG = """
\b
Examples:
  launcher keygen my-themes                    my-themes.key and my-themes.pub; asks for a password
  launcher keygen ci --no-password             for a machine that keeps its files to itself

The secret key stays with you; the public key goes to everyone who installs your bundles. Both are in minisign's format.
"""


@click.command("keygen", epilog=EPILOG)
@click.argument("name", type=GivenPath(path_type=Path))
@click.option("--no-password", is_flag=True, help="Do not encrypt the secret key.")
@click.option("--password-file", metavar="FILE", type=GivenPath(path_type=Path), help="Read the password from a file.")
def command(name: Path, *, no_password: bool, password_file: Path | None) -> None:
    """Make a pair of keys for signing bundles: NAME.key, which is secret, and NAME.pub."""
    from launcher.bundle.signing.keys import make_keys
    from launcher.cli.output import emit, say
    from launcher.cli.passwords import new_password

    if no_password and password_file is not None:
        raise click.UsageError("--no-password and --password-file exclude each other.")
    secret, public = name.with_name(name.name + ".key"), name.with_name(name.name + ".pub")
    password = None if no_password else new_password(password_file)
    text = make_keys(secret, public, password)
    say(f"Wrote {secret}, which is secret: keep it, and keep a copy. Wrote {public}:")
    emit(text)
    say("Sign a bundle: ", f"launcher sign --key {secret} BUNDLE")
