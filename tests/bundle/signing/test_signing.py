"""Keys and signatures, made and checked by our code; tests/real has minisign itself on the other side."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path, PurePosixPath

import pytest

from launcher.bundle.check import check_bundle
from launcher.bundle.read import open_bundle
from launcher.bundle.signing.attach import attach_signature, sign_bundle
from launcher.bundle.signing.keys import key_text, make_keys, read_public_key, read_secret_key
from launcher.bundle.signing.verify import MAX_BYTES, SIGNATURE_NAME, Trust
from launcher.errors import BundleError, SigningError
from tests.support.bundles import FILES, raw_entries, write_bundle
from tests.support.zips import RawEntry, build_zip


def no_password() -> str:
    raise AssertionError("nobody should be asked")


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, str]:
    text = make_keys(tmp_path / "a.key", tmp_path / "a.pub", None)
    return tmp_path / "a.key", text


def signed(path: Path, key: Path) -> Path:
    write_bundle(path)
    sign_bundle(path, read_secret_key(key, no_password))
    return path


def trusting(text: str) -> Trust:
    return Trust(read_public_key(text))


def test_a_signed_bundle_is_verified_with_the_key_and_is_the_same_bundle(
    tmp_path: Path, keys: tuple[Path, str]
) -> None:
    plain = write_bundle(tmp_path / "plain.zip")
    path = signed(tmp_path / "signed.zip", keys[0])
    with open_bundle(plain) as before, open_bundle(path, trust=trusting(keys[1])) as after:
        assert after.digest == before.digest
        assert after.signed is not None
        assert after.signed.key == keys[1]
        assert after.signed.comment.endswith("\tfile:launcher.json\thashed")
        assert list(after.archive.entries)[:2] == ["launcher.json", SIGNATURE_NAME]
        assert after.names() == before.names()
        assert all(after.read(name) == before.read(name) for name in before.names())
    assert check_bundle(path, trust=trusting(keys[1])).findings == ()


def test_without_a_key_the_signer_is_known_by_the_comment_and_still_checked(
    tmp_path: Path, keys: tuple[Path, str]
) -> None:
    with open_bundle(signed(tmp_path / "a.zip", keys[0])) as reader:
        assert reader.signed is not None
        assert reader.signed.key == keys[1]


def test_signing_again_replaces_the_signature_and_keeps_the_file_s_mode(tmp_path: Path, keys: tuple[Path, str]) -> None:
    path = signed(tmp_path / "a.zip", keys[0])
    path.chmod(0o640)
    first = path.read_bytes()
    other = make_keys(tmp_path / "b.key", tmp_path / "b.pub", None)
    sign_bundle(path, read_secret_key(tmp_path / "b.key", no_password), comment="of the second edition")
    assert path.read_bytes() != first
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with open_bundle(path, trust=trusting(other)) as reader:
        assert reader.signed is not None
        assert reader.signed.comment == "of the second edition"


def test_the_output_is_written_beside_and_the_source_stays(tmp_path: Path, keys: tuple[Path, str]) -> None:
    plain = write_bundle(tmp_path / "plain.zip")
    before = plain.read_bytes()
    sign_bundle(plain, read_secret_key(keys[0], no_password), output=tmp_path / "signed.zip")
    assert plain.read_bytes() == before
    assert check_bundle(tmp_path / "signed.zip", trust=trusting(keys[1])).ok


def code_of(path: Path, trust: Trust | None) -> str:
    with pytest.raises(BundleError) as caught, open_bundle(path, trust=trust):
        pass
    assert caught.value.code in {found.code for found in check_bundle(path, trust=trust).errors}
    return caught.value.code


def test_an_unsigned_bundle_is_refused_where_a_key_is_wanted(tmp_path: Path, keys: tuple[Path, str]) -> None:
    assert code_of(write_bundle(tmp_path / "a.zip"), trusting(keys[1])) == "signature-missing"


def test_another_key_is_refused(tmp_path: Path, keys: tuple[Path, str]) -> None:
    other = make_keys(tmp_path / "b.key", tmp_path / "b.pub", None)
    assert code_of(signed(tmp_path / "a.zip", keys[0]), trusting(other)) == "signature-key"


def signature_of(path: Path) -> bytes:
    with open_bundle(path) as reader:
        return reader.archive.read(SIGNATURE_NAME)


def with_signature(path: Path, signature: bytes, place: int = 1, files: dict[str, bytes] | None = None) -> Path:
    entries = raw_entries(files or FILES)
    entries.insert(place, RawEntry(SIGNATURE_NAME, signature))
    path.write_bytes(build_zip(entries))
    return path


def test_a_signature_of_another_manifest_is_refused(tmp_path: Path, keys: tuple[Path, str]) -> None:
    signature = signature_of(signed(tmp_path / "a.zip", keys[0]))
    other = with_signature(tmp_path / "b.zip", signature, files={"index.html": b"something else"})
    assert code_of(other, trusting(keys[1])) == "signature-wrong"
    assert code_of(other, None) == "signature-wrong"


def test_every_changed_byte_behind_the_first_comment_is_seen(tmp_path: Path, keys: tuple[Path, str]) -> None:
    signature = signature_of(signed(tmp_path / "a.zip", keys[0]))
    trust = trusting(keys[1])
    for position in range(signature.index(b"\n"), len(signature) - 1):
        changed = bytearray(signature)
        changed[position] ^= 1
        path = with_signature(tmp_path / "b.zip", bytes(changed))
        with pytest.raises(BundleError) as caught, open_bundle(path, trust=trust):
            pass
        assert caught.value.code.startswith("signature-"), position


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        (b"", "signature-malformed"),
        (b"x" * (MAX_BYTES + 1), "signature-malformed"),
        (b"\xff\n" * 4, "signature-malformed"),
        (b"untrusted comment: a\nUlc=\ntrusted comment: a\nUlc=\n", "signature-malformed"),
    ],
    ids=["empty", "long", "no text", "short"],
)
def test_what_is_no_signature_is_refused(tmp_path: Path, keys: tuple[Path, str], signature: bytes, code: str) -> None:
    assert code_of(with_signature(tmp_path / "a.zip", signature), trusting(keys[1])) == code


def test_a_signature_stands_behind_the_manifest_or_not_at_all(tmp_path: Path, keys: tuple[Path, str]) -> None:
    signature = signature_of(signed(tmp_path / "a.zip", keys[0]))
    assert code_of(with_signature(tmp_path / "b.zip", signature, place=2), trusting(keys[1])) == "signature-place"


@pytest.mark.parametrize("which", ["file", "content"])
def test_a_digest_names_the_bundle_by_its_file_or_by_its_content(tmp_path: Path, which: str) -> None:
    path = write_bundle(tmp_path / "a.zip")
    with open_bundle(path) as reader:
        content = reader.digest
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if which == "file" else content
    with open_bundle(path, trust=Trust(digest=digest.upper())) as reader:
        assert reader.digest == content
    wrong = ("0" if digest[0] != "0" else "1") + digest[1:]
    assert code_of(path, Trust(digest=wrong)) == "signature-digest"


def test_a_bundle_with_a_damaged_file_is_not_signed(tmp_path: Path, keys: tuple[Path, str]) -> None:
    manifest = raw_entries()[0].data
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip(raw_entries({**FILES, "css/site.css": b"h1 { color: RED }\n"}, manifest=manifest)))
    before = path.read_bytes()
    with pytest.raises(BundleError, match="SHA-256"):
        sign_bundle(path, read_secret_key(keys[0], no_password))
    assert path.read_bytes() == before


def test_a_wrong_signature_is_not_put_in(tmp_path: Path, keys: tuple[Path, str]) -> None:
    signature = signature_of(signed(tmp_path / "a.zip", keys[0]))
    other = write_bundle(tmp_path / "b.zip", {"index.html": b"other"})
    with pytest.raises(SigningError, match="does not fit the manifest"):
        attach_signature(other, signature, read_public_key(keys[1]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.key", "a.pub", "a.zip", "b.zip"]


def test_a_secret_key_is_its_owner_s_alone_and_no_file_is_overwritten(tmp_path: Path, keys: tuple[Path, str]) -> None:
    assert stat.S_IMODE(keys[0].stat().st_mode) == 0o600
    before = keys[0].read_bytes()
    with pytest.raises(SigningError, match="exists already"):
        make_keys(keys[0], tmp_path / "other.pub", None)
    with pytest.raises(SigningError, match="exists already"):
        make_keys(tmp_path / "other.key", tmp_path / "a.pub", None)
    assert keys[0].read_bytes() == before
    assert not (tmp_path / "other.key").exists()


def test_a_public_key_is_given_by_itself_or_by_its_file(tmp_path: Path, keys: tuple[Path, str]) -> None:
    assert key_text(read_public_key(keys[1])) == key_text(read_public_key(str(tmp_path / "a.pub"))) == keys[1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("no-such-file", "the key cannot be read"),
        ("RW" + "A" * 53 + "=", "this is no public key"),
        ("empty", "the file holds no public key"),
        ("long", "too long to be a key"),
        ("a.key", "the file holds no public key"),
        (".", "the key cannot be read: Is a directory"),
    ],
)
def test_what_is_no_public_key_is_refused(
    tmp_path: Path, keys: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, given: str, message: str
) -> None:
    assert keys
    monkeypatch.chdir(tmp_path)
    Path("empty").touch()
    Path("long").write_bytes(b"a" * 5000)
    with pytest.raises(SigningError, match=message):
        read_public_key(given)


def test_an_encrypted_key_opens_with_its_password_alone(tmp_path: Path) -> None:
    text = make_keys(tmp_path / "e.key", tmp_path / "e.pub", "säcret 1")
    assert b"encrypted secret key" in (tmp_path / "e.key").read_bytes()
    with pytest.raises(SigningError, match="password is wrong"):
        read_secret_key(tmp_path / "e.key", lambda: "säcret 2")
    assert key_text(read_secret_key(tmp_path / "e.key", lambda: "säcret 1").get_public_key()) == text


def test_a_signature_is_no_file_of_the_demo(tmp_path: Path, keys: tuple[Path, str]) -> None:
    with open_bundle(signed(tmp_path / "a.zip", keys[0])) as reader:
        assert PurePosixPath(SIGNATURE_NAME) not in reader.names()
