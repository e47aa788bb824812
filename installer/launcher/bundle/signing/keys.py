"""Keys: make a pair, read either half, and name a public key as minisign does."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import SigningError

if TYPE_CHECKING:
    from collections.abc import Callable

    from minisign import PublicKey, SecretKey

#: A key's file is a comment of at most 1024 letters and a line of base64.
_LONGEST = 4096
_PUBLIC_LENGTH = 56
# What minisign itself takes for a password: about three seconds, and as much memory as no one has in thousands.
_OPERATIONS, _MEMORY = 33_554_432, 1024**3
#: Bytes of a public key's identifier, after two of the algorithm.
_IDENTIFIER = slice(2, 10)


def make_keys(secret: Path, public: Path, password: str | None) -> str:
    """Write a new pair and return the public key's text; SigningError where a file exists already.

    The secret key is readable by its owner alone, and encrypted unless ``password`` is None.
    """
    from minisign import KeyPair

    for path in (secret, public):
        if path.exists() or path.is_symlink():
            hint = "choose another name; a key that is overwritten is lost"
            raise SigningError("the file exists already", where=path, hint=hint)
    pair = KeyPair.generate()
    identifier = key_identifier(pair.public_key)
    pair.public_key.untrusted_comment = f"minisign public key {identifier}"
    if password is not None:
        _with_memory(lambda: pair.secret_key.encrypt(password, opslimit=_OPERATIONS, memlimit=_MEMORY), secret)
    encrypted = "encrypted " if password is not None else ""
    pair.secret_key.untrusted_comment = f"minisign {encrypted}secret key {identifier}"
    _create(secret, bytes(pair.secret_key) + b"\n", 0o600)
    try:
        _create(public, bytes(pair.public_key) + b"\n", 0o644)
    except SigningError:
        secret.unlink()
        raise
    return key_text(pair.public_key)


def _create(path: Path, data: bytes, mode: int) -> None:
    """Write a new file that was never readable by others than it should be."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SigningError(f"the key cannot be written: {error.strerror}", where=path) from error


def read_public_key(given: str) -> PublicKey:
    """Return a public key that is given as its text (``RW...``) or as the name of its file."""
    from minisign import PublicKey
    from minisign.exceptions import Error

    text = given.strip()
    if len(text) == _PUBLIC_LENGTH and text.startswith("RW") and not Path(given).exists():
        try:
            return PublicKey.from_base64(text)
        except (Error, ValueError) as error:
            raise SigningError("this is no public key of minisign", where=given) from error
    data = _read(Path(given), hint="give the key itself (RW...) or the name of its file")
    try:
        key = PublicKey.from_bytes(data)
        key_identifier(key)
    except (Error, ValueError) as error:
        hint = "this looks like a secret key; keep it to yourself" if b"secret key" in data else None
        raise SigningError("the file holds no public key of minisign", where=given, hint=hint) from error
    return key


def read_secret_key(path: Path, ask_password: Callable[[], str]) -> SecretKey:
    """Return a secret key, decrypted; ``ask_password`` is called only where it is encrypted."""
    from minisign import SecretKey
    from minisign.exceptions import Error

    data = _read(path)
    try:
        key = SecretKey.from_bytes(data)
        encrypted = key.is_encrypted()
    except (Error, ValueError) as error:
        raise SigningError("the file holds no secret key of minisign", where=path) from error
    if not encrypted:
        return key
    password = ask_password()
    try:
        _with_memory(lambda: key.decrypt(password), path)
    except Error as error:
        raise SigningError("the password is wrong, or the key is damaged", where=path) from error
    return key


def _with_memory(work: Callable[[], None], path: Path) -> None:
    try:
        work()
    except MemoryError as error:
        raise SigningError("there is too little memory: working with the password takes 1 GiB", where=path) from error


def key_text(key: PublicKey) -> str:
    """Return a public key as one word, which ``minisign -P`` takes too."""
    return key.to_base64().decode()


def key_identifier(key: PublicKey) -> str:
    """Return the identifier of a key as minisign prints it: 16 hexadecimal digits."""
    return shown_identifier(base64.b64decode(key.to_base64())[_IDENTIFIER])


def shown_identifier(identifier: bytes) -> str:
    """Return eight bytes as the number that they are, the lowest first."""
    return f"{int.from_bytes(identifier, 'little'):016X}"


def _read(path: Path, hint: str | None = None) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SigningError(f"the key cannot be read: {reason}", where=path, hint=hint) from error
    if len(data) > _LONGEST:
        raise SigningError("the file is too long to be a key", where=path)
    return data
