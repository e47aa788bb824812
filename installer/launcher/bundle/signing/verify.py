"""Verify a bundle's signature over the bytes of its manifest, before anything in them is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.bundle.manifest import MANIFEST_NAME, content_digest
from launcher.bundle.signing.keys import key_identifier, key_text, read_public_key, shown_identifier
from launcher.errors import BundleError, SigningError

if TYPE_CHECKING:
    from minisign import PublicKey, Signature

    from launcher.bundle.zip_read import ZipReader

#: The signature's name in the zip: what ``minisign -V -m launcher.json`` looks for.
SIGNATURE_NAME = MANIFEST_NAME + ".minisig"
#: Two comments and two lines of base64; minisign's own limits on comments leave this far behind.
MAX_BYTES = 16 * 1024
#: Where the signer's public key stands in the comment that nobody vouches for: enough to see the same signer again.
KEY_COMMENT = "launcher public key "


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature over a manifest. ``key`` is the public key that verified it, or "" where none was known.

    ``identifier`` names the key that is said to have signed; ``comment`` is the signer's, verified where ``key`` is.
    """

    identifier: str
    comment: str
    key: str


@dataclass(frozen=True, slots=True)
class Trust:
    """What a user knows about the bundle that they want: the key it is signed with, or a digest.

    ``digest`` is a SHA-256 of 64 hexadecimal digits: of the bundle's file, or the content digest.
    """

    key: PublicKey | None = None
    digest: str = ""


def check_trust(archive: ZipReader, manifest: bytes, trust: Trust | None) -> Signed | None:
    """Return what the signature says; BundleError where the bundle is not the one that ``trust`` describes.

    Everything is read through the archive's open file, so that it is what will be installed.
    """
    wanted = trust or Trust()
    if wanted.digest and wanted.digest.lower() not in {content_digest(manifest), archive.file_digest()}:
        message = f"the bundle's SHA-256 is {archive.file_digest()}, not {wanted.digest.lower()}"
        hint = "it is another bundle than the one you know, or it was changed"
        raise BundleError(message, code="signature-digest", where=archive.path, hint=hint)
    return verify(read_signature(archive), manifest, wanted.key)


def read_signature(archive: ZipReader) -> bytes | None:
    """Return the bytes of the bundle's signature, None where it has none; BundleError where it is out of place."""
    entry = archive.entries.get(SIGNATURE_NAME)
    if entry is None:
        return None
    if list(archive.entries)[:2] != [MANIFEST_NAME, SIGNATURE_NAME]:
        raise _error("signature-place", "the signature is not the entry after the manifest")
    if entry.size > MAX_BYTES:
        raise _error("signature-malformed", f"the signature is longer than {MAX_BYTES} bytes")
    return archive.read(SIGNATURE_NAME)


def verify(signature: bytes | None, manifest: bytes, trusted: PublicKey | None) -> Signed | None:
    """Return what a signature says about a manifest, None where there is none.

    With ``trusted``, BundleError unless that key signed. Without, the key in the signature's comment must have, where
    it holds one: that proves nothing about who it is, but lets the next bundle be held to the same signer.
    """
    if signature is None:
        if trusted is None:
            return None
        hint = f"it should be signed with {key_identifier(trusted)}; get the bundle from where you got the key"
        raise _error("signature-missing", "the bundle is not signed", hint=hint)
    parsed = _parse(signature)
    identifier = shown_identifier(parsed._key_id)
    key = trusted or _named_key(parsed)
    if key is None:
        return Signed(identifier, parsed.trusted_comment, "")
    if identifier != key_identifier(key):
        message = f"the bundle is signed with the key {identifier}, not with {key_identifier(key)}"
        raise _error("signature-key", message)
    _check(parsed, manifest, key)
    return Signed(identifier, parsed.trusted_comment, key_text(key))


def _parse(data: bytes) -> Signature:
    from minisign import Signature
    from minisign.exceptions import Error

    try:
        parsed = Signature.from_bytes(data)
    except (Error, ValueError, UnicodeError) as error:
        raise _error("signature-malformed", "the signature is none of minisign's") from error
    if bytes(parsed) != data.replace(b"\r\n", b"\n").removesuffix(b"\n"):
        # The last letter of base64 has bits that no decoder looks at: one signature would have several spellings.
        raise _error("signature-malformed", "the signature is not written as minisign writes it")
    if not all(text.isprintable() for text in parsed.trusted_comment.split("\t")):
        raise _error("signature-malformed", "the signature's comment has control characters")
    return parsed


def _named_key(parsed: Signature) -> PublicKey | None:
    _, found, text = parsed.untrusted_comment.partition(KEY_COMMENT)
    if not found:
        return None
    try:
        return read_public_key(text)
    except SigningError:
        return None


def _check(parsed: Signature, manifest: bytes, key: PublicKey) -> None:
    from minisign.exceptions import Error

    try:
        key.verify(manifest, parsed)
    except (Error, ValueError) as error:
        raise _error("signature-wrong", "the signature does not fit the manifest: one of them was changed") from error


def _error(code: str, message: str, *, hint: str | None = None) -> BundleError:
    return BundleError(message, code=code, where=SIGNATURE_NAME, hint=hint)
