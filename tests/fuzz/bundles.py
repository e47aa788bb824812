"""Fuzz what reads a bundle from strangers: the zip, the manifest, the signature."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tests.support.bundles import FILES, make_manifest, write_bundle
from tests.support.malformed import malformed_zips
from tests.support.right_zips import by_hand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def prepare_zip() -> Callable[[bytes], None]:
    """A zip is refused, or holds exactly what Python's zipfile finds in it."""
    from launcher.bundle import layout, limits, zip_read
    from launcher.errors import BundleError

    bounds = limits.Limits(total_bytes=8 * limits.MIB, file_bytes=4 * limits.MIB)
    assert layout
    # In memory: a disk would take most of the time.
    descriptor = os.memfd_create("fuzzed")
    path = Path(f"/proc/self/fd/{descriptor}")

    def test_one(data: bytes) -> None:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, data, 0)
        try:
            with zip_read.ZipReader(path, bounds) as archive:
                archive.check_seal()
                files = {name: b"".join(archive.pieces(name)) for name in archive.entries}
        except BundleError as error:
            assert error.code
            assert error.message.isprintable()
            return
        with zipfile.ZipFile(io.BytesIO(data)) as other:
            names = [name for name in other.namelist() if not name.endswith("/")]
            assert names == list(files)
            assert all(other.read(name) == files[name] for name in names)

    return test_one


def zip_seeds() -> Iterator[bytes]:
    """Yield every tenth right zip, and one malformed zip of each code."""
    yield from (data for _, data in list(by_hand())[::10])
    codes = set()
    for case in malformed_zips():
        if case.code not in codes and len(case.zip) < 20_000:
            codes.add(case.code)
            yield case.zip


def prepare_manifest() -> Callable[[bytes], None]:
    """A manifest is refused, or is exactly what we would write for it, and fits the schema."""
    from launcher.bundle.check.structure import manifest_findings
    from launcher.bundle.manifest import canonical_bytes, parse_manifest
    from launcher.errors import BundleError

    def test_one(data: bytes) -> None:
        try:
            manifest = parse_manifest(data)
        except BundleError as error:
            assert error.code
            assert error.message.isprintable()
            assert manifest_findings(data)[1]
        else:
            assert canonical_bytes(manifest) == data
            assert manifest_findings(data) == (manifest, [])

    return test_one


def manifest_seeds() -> Iterator[bytes]:
    """Yield manifests with each kind of content, and documents that are almost JSON."""
    from launcher.bundle.manifest import BrokenReference, LeftOut, canonical_bytes
    from launcher.demo.model import ContentLayout, Option
    from launcher.images.ledger import LedgerEntry, Recipe

    yield canonical_bytes(make_manifest(FILES))
    page = PurePosixPath("index.html")
    recipe = Recipe("hills", "png", 20, 10, mode="RGBA", shape="rounded", label=True)
    everything = make_manifest(
        FILES,
        options=(Option("title", "Title", "text", "A title"), Option("colour", "Colour", "choice", "a", ("a", "b"))),
        content=ContentLayout(PurePosixPath("content"), PurePosixPath("templates"), 10, "en"),
        images=(LedgerEntry(page, "png", 20, 10, "placeholder", recipe=recipe),),
        left_out=(LeftOut("a.psd", "a design source", asked=False),),
        broken_references=(BrokenReference(page, "x.png"),),
    )
    yield canonical_bytes(everything)
    yield from (b"", b"{}\n", b"[]", b"null", b"[" * 50, b'{"format":2}\n', b'{"a":1,"a":2}', b"1e9", b'"\\ud800"')


def prepare_signature() -> Callable[[bytes], None]:
    """A signature is refused, or is said to be by some key; none but the right one is by the trusted key."""
    from launcher.bundle.signing.keys import read_public_key
    from launcher.bundle.signing.verify import verify
    from launcher.errors import BundleError

    manifest, _, public = _signed()
    trusted = read_public_key(public)

    def test_one(data: bytes) -> None:
        for key in (None, trusted):
            try:
                signed = verify(data, manifest + b" " if key else manifest, key)
            except BundleError as error:
                assert error.code.startswith("signature-")
                assert error.message.isprintable()
            else:
                assert signed is not None
                assert key is None
                assert all(part.isprintable() for part in signed.comment.split("\t"))

    return test_one


def signature_seeds() -> Iterator[bytes]:
    """Yield a right signature, one cut short, and one without its comments."""
    _, right, _ = _signed()
    yield from (right, right[:-20], right.partition(b"\n")[2], right.replace(b"\n", b"\r\n"), b"")


@cache
def _signed() -> tuple[bytes, bytes, str]:
    """Return a manifest, a signature of it, and the public key."""
    from launcher.bundle.signing.attach import sign_bundle
    from launcher.bundle.signing.keys import make_keys, read_secret_key
    from launcher.bundle.zip_read import ZipReader

    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder, "a.key")
        public = make_keys(secret, Path(folder, "a.pub"), None)
        path = write_bundle(Path(folder, "a.zip"))
        sign_bundle(path, read_secret_key(secret, str))
        with ZipReader(path) as archive:
            return archive.read("launcher.json"), archive.read("launcher.json.minisig"), public
