"""``launcher sign``."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.paths import GivenPath

EPILOG = """
\b
Examples:
  launcher sign --key my-themes.key my-theme-1.0.0.launcher.zip
  launcher sign --key my-themes.key dist/*.launcher.zip
  launcher sign --signature launcher.json.minisig --public-key my-themes.pub theme.launcher.zip

\b
The last is for a key that is elsewhere:
  unzip theme.launcher.zip launcher.json && minisign -S -m launcher.json
"""


@click.command("sign", epilog=EPILOG)
@click.argument("bundles", metavar="BUNDLE...", nargs=-1, required=True, type=GivenPath(path_type=Path))
@click.option("--key", metavar="FILE", type=GivenPath(path_type=Path), help="The secret key to sign with.")
@click.option("--password-file", metavar="FILE", type=GivenPath(path_type=Path), help="Read its password from a file.")
@click.option("--comment", default="", metavar="TEXT", help="A line that the signature vouches for.")
@click.option(
    "--signature", metavar="FILE", type=GivenPath(path_type=Path), help="Put in this signature, made by minisign."
)
@click.option("--public-key", metavar="KEY", help="The public key that --signature fits: the key or its file.")
@click.option(
    "-o", "--output", metavar="FILE", type=GivenPath(path_type=Path), help="Write here. Default: in its place."
)
def command(
    bundles: tuple[Path, ...],
    *,
    key: Path | None,
    password_file: Path | None,
    comment: str,
    signature: Path | None,
    public_key: str | None,
    output: Path | None,
) -> None:
    """Sign bundles, so that whoever has your public key knows that they are yours.

    Signed is the manifest, which lists every file with its SHA-256. The content digest stays the same; a signature that
    a bundle has already is replaced.
    """
    from launcher.cli.output import say, style

    if (key is None) == (signature is None):
        raise click.UsageError("Give --key, or --signature with --public-key.")
    if len(bundles) > 1 and (output is not None or signature is not None):
        raise click.UsageError("--output and --signature are for one bundle.")
    if key is not None:
        identifiers = _sign(bundles, key, password_file, comment, output)
    else:
        assert signature is not None
        if public_key is None:
            raise click.UsageError("--signature needs --public-key.")
        identifiers = [_attach(bundles[0], signature, public_key, output)]
    for bundle, identifier in zip(bundles, identifiers, strict=True):
        say(style("Signed", fg="green", bold=True), f" {output or bundle} with the key {identifier}.")


def _sign(
    bundles: tuple[Path, ...], key: Path, password_file: Path | None, comment: str, output: Path | None
) -> list[str]:
    from launcher.bundle.signing.attach import sign_bundle
    from launcher.bundle.signing.keys import read_secret_key
    from launcher.cli.passwords import known_password

    with read_secret_key(key, lambda: known_password(password_file, key)) as secret:
        return [sign_bundle(bundle, secret, comment=comment, output=output) for bundle in bundles]


def _attach(bundle: Path, signature: Path, public_key: str, output: Path | None) -> str:
    from launcher.bundle.signing.attach import attach_signature
    from launcher.bundle.signing.keys import read_public_key
    from launcher.bundle.signing.verify import MAX_BYTES
    from launcher.errors import SigningError

    try:
        with signature.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SigningError(f"the signature cannot be read: {error.strerror}", where=signature) from error
    return attach_signature(bundle, data, read_public_key(public_key), output=output)
