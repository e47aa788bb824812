from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from launcher.errors import TargetError
from launcher.site.receipt import InstalledAction, InstalledFile, Original, Ownership, Receipt
from launcher.site.receipt_file import parse_receipts, receipts_to_bytes
from launcher.site.status import status
from launcher.site.transaction import apply
from tests.support.plans import make_plan

if TYPE_CHECKING:
    from pathlib import Path

RECEIPT = Receipt(
    name="clinic",
    version="1.0.0",
    digest="d" * 64,
    platform="static",
    answers={"site_title": "Ünï", "clean_urls": True, "count": 3},
    launcher="0.1.0",
    installed="2026-01-01T00:00:00+00:00",
    files=(
        InstalledFile("a/b.html", 3, "e" * 64, 0o640, adopted=True, put="9" * 64),
        InstalledFile("c", 0, "f" * 64, 0o644, original=Original("ab12", 4, "a" * 64, 0o600), base="b" * 64),
        InstalledFile("c.launcher-new", 0, "f" * 64, 0o600, beside="c"),
    ),
    folders=("a",),
    made_target=True,
    made_parents=("/srv",),
    actions=(InstalledAction("test/rows", "importing", {"table": "posts", "rows": [1, 2]}, "c" * 64),),
    ownership=Ownership("ann:www-data", "640/750"),
    images=({"path": "a/b.html", "format": "png", "width": 3, "height": 2, "decision": "sample", "sample": "x"},),
)
OTHER = RECEIPT._replace(name="shop", files=(), folders=(), actions=(), images=())
#: What a Launcher of version 0.1 wrote.
OLD = {
    "receipt": 1,
    "bundle": {"name": "clinic", "version": "1.0.0", "digest": "d" * 64},
    "platform": "static", "answers": {}, "launcher": "0.1.0", "installed": "2026-01-01T00:00:00+00:00",
    "made_target": True, "made_parents": [], "actions": ["importing"], "folders": ["a"],
    "files": [{"path": "a/b", "size": 1, "sha256": "e" * 64, "mode": "0644", "stamp": [1, 2]}],
}  # fmt: skip


def test_what_is_written_is_what_is_read() -> None:
    data = receipts_to_bytes((OTHER, RECEIPT))
    assert parse_receipts(data, where="receipt.json") == (RECEIPT, OTHER)


def test_a_receipt_of_the_first_version_is_still_read() -> None:
    (receipt,) = parse_receipts(json.dumps(OLD).encode(), where="receipt.json")
    assert (receipt.name, receipt.folders, [file.path for file in receipt.files]) == ("clinic", ("a",), ["a/b"])
    assert receipt.actions == (InstalledAction("", "importing", {}),)


def test_a_newer_receipt_is_refused_with_what_to_do() -> None:
    value = {**json.loads(receipts_to_bytes((RECEIPT,))), "receipt": 3}
    with pytest.raises(TargetError, match="version 3, and this Launcher knows version 2") as caught:
        parse_receipts(json.dumps(value).encode(), where="receipt.json")
    assert caught.value.hint is not None


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"receipt": "1"}'])
def test_what_is_no_receipt_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(TargetError, match="receipt"):
        parse_receipts(data, where="receipt.json")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bundle", []),
        ("answers", None),
        ("answers", {"a": []}),
        ("files", [{"path": "a"}]),
        ("files", [{"path": "a", "size": "1", "sha256": "", "mode": "0644"}]),
        ("files", [{"path": "a", "size": 1, "sha256": "", "mode": 420}]),
        ("files", [{"path": "a", "size": 1, "sha256": "", "mode": "0644", "beside": "../b"}]),
        ("files", [{"path": "a", "size": 1, "sha256": "", "mode": "0644", "original": {"name": "../b"}}]),
        ("actions", [{"name": "x", "title": "x", "data": {}, "payload": "../x"}]),
        ("files", [{"path": "a", "size": 1, "sha256": "", "mode": "0644", "put": 1}]),
        ("images", [{"format": "png"}]),
        ("images", ["path"]),
        ("folders", [1]),
        ("folders", "ab/"),
        ("platform", 1),
        ("made_parents", 7),
    ],
)
def test_a_damaged_receipt_is_one_clear_error(key: str, value: Any) -> None:
    with pytest.raises(TargetError, match="damaged"):
        parse_receipts(_changed(key, value), where="receipt.json")


def _changed(key: str, value: Any) -> bytes:
    document = json.loads(receipts_to_bytes((RECEIPT,)))
    document["bundles"][0][key] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../b", "", "a//b", ".launcher/lock", "a\0b", "."])
def test_a_receipt_that_leads_out_of_the_site_is_refused(path: str) -> None:
    for key, value in (
        ("files", [{"path": path, "size": 1, "sha256": "", "mode": "0644"}]),
        ("folders", [path]),
        ("images", [{"path": path}]),
    ):
        with pytest.raises(TargetError, match="damaged"):
            parse_receipts(_changed(key, value), where="receipt.json")


@pytest.mark.parametrize("kind", ["a folder", "a link", "a pipe"])
def test_a_receipt_that_is_no_file_is_not_read(tmp_path: Path, kind: str) -> None:
    apply(make_plan(), tmp_path / "site")
    receipt = tmp_path / "site/.launcher/receipt.json"
    receipt.rename(tmp_path / "receipt.json")
    if kind == "a folder":
        receipt.mkdir()
    elif kind == "a link":
        receipt.symlink_to(tmp_path / "receipt.json")
    else:
        os.mkfifo(receipt)
    with pytest.raises(TargetError, match=r"receipt\.json: cannot read"):
        status(tmp_path / "site")
