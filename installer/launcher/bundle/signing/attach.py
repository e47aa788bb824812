"""Sign a bundle: write it anew with a signature behind its manifest, and nothing else changed."""

from __future__ import annotations

import os
import stat
import time
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from launcher.bundle.manifest import MANIFEST_NAME
from launcher.bundle.output import check_output, file_beside
from launcher.bundle.read import open_bundle
from launcher.bundle.signing.keys import key_identifier, key_text
from launcher.bundle.signing.verify import KEY_COMMENT, SIGNATURE_NAME, verify
from launcher.bundle.zip_format import STORED
from launcher.bundle.zip_write import PackedEntry, ZipOutput
from launcher.errors import BundleError, SigningError
from launcher.reasons import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from minisign import PublicKey, SecretKey

    from launcher.bundle.read import BundleReader


def sign_bundle(bundle: Path, key: SecretKey, *, comment: str = "", output: Path | None = None) -> str:
    """Sign a sound bundle, in its place or into ``output``; return the identifier of the key.

    ``comment`` is vouched for by the signature; without one it says when and what was signed, as minisign does.
    A signature that the bundle has is replaced. The content digest stays as it was.
    """

    def make(reader: BundleReader) -> bytes:
        return _signature(key, reader.manifest_bytes, comment)

    public = key.get_public_key()
    _attach(bundle, make, public, output)
    return key_identifier(public)


def attach_signature(bundle: Path, signature: bytes, key: PublicKey, *, output: Path | None = None) -> str:
    """Put a signature into a bundle that ``minisign -S -m launcher.json`` made elsewhere, where the secret key is."""
    _attach(bundle, lambda _reader: signature, key, output)
    return key_identifier(key)


def _attach(bundle: Path, make: Callable[[BundleReader], bytes], key: PublicKey, output: Path | None) -> None:
    target = output or bundle
    check_output(target)
    with open_bundle(bundle) as reader:
        for path in reader.names():
            # Whoever signs vouches for every file: each is read, and its hash checked.
            for _piece in reader.chunks(path):
                pass
        signature = make(reader)
        try:
            verify(signature, reader.manifest_bytes, key)
        except BundleError as error:
            raise SigningError(f"the signature is not put into the bundle: {error.message}", where=bundle) from error
        with file_beside(target) as (temporary, file), writing(target, "the bundle"):
            _copy(reader, signature, file)
            file.flush()
            with suppress(FileNotFoundError):
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            os.fsync(file.fileno())
            temporary.replace(target)


def _signature(key: SecretKey, manifest: bytes, comment: str) -> bytes:
    from minisign.exceptions import Error

    public = key_text(key.get_public_key())
    moment = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    try:
        signed = key.sign(
            manifest,
            untrusted_comment=KEY_COMMENT + public,
            trusted_comment=comment or f"timestamp:{moment}\tfile:{MANIFEST_NAME}\thashed",
        )
    except Error as error:
        raise SigningError(f"the comment cannot be signed: {error}") from error
    return bytes(signed) + b"\n"


def _copy(reader: BundleReader, signature: bytes, file: BinaryIO) -> None:
    """Write the entries as they are compressed, the signature after the manifest."""
    output = ZipOutput(file)
    for name, entry in reader.archive.entries.items():
        if name != SIGNATURE_NAME:
            packed = PackedEntry(0, entry.compressed_size, entry.size, entry.crc, entry.method)
            output.entry(name, packed, reader.archive.compressed(name))
        if name == MANIFEST_NAME:
            size = len(signature)
            packed = PackedEntry(0, size, size, zlib.crc32(signature), STORED)
            output.entry(SIGNATURE_NAME, packed, [signature])
    output.end()
