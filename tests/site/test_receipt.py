from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from launcher.errors import TargetError
from launcher.site.receipt import InstalledFile, Receipt, Stamp, parse_receipt
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
        InstalledFile("a/b.html", 3, "e" * 64, 0o640, Stamp(7, 9), "9" * 64),
        InstalledFile("c", 0, "f" * 64, 0o644),
    ),
    folders=("a",),
    made_target=True,
    made_parents=("/srv",),
    actions=("importing",),
    images=({"path": "a/b.html", "format": "png", "width": 3, "height": 2, "decision": "sample", "sample": "x"},),
)


def test_what_is_written_is_what_is_read() -> None:
    assert parse_receipt(RECEIPT.to_bytes(), where="receipt.json") == RECEIPT


def test_a_receipt_of_a_site_whose_pictures_were_not_remembered_is_read() -> None:
    value = json.loads(RECEIPT.to_bytes())
    del value["images"]
    assert parse_receipt(json.dumps(value).encode(), where="receipt.json") == RECEIPT._replace(images=())


def test_a_newer_receipt_is_refused_with_what_to_do() -> None:
    value = {**json.loads(RECEIPT.to_bytes()), "receipt": 2}
    with pytest.raises(TargetError, match="version 2, and this Launcher knows version 1") as caught:
        parse_receipt(json.dumps(value).encode(), where="receipt.json")
    assert caught.value.hint is not None


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"receipt": "1"}'])
def test_what_is_no_receipt_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(TargetError, match="receipt"):
        parse_receipt(data, where="receipt.json")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bundle", []),
        ("answers", None),
        ("answers", {"a": []}),
        ("files", [{"path": "a"}]),
        ("files", [{"path": "a", "size": "1", "sha256": "", "mode": "0644"}]),
        ("files", [{"path": "a", "size": 1, "sha256": "", "mode": 420}]),
        ("files", [{"path": "a", "size": 1, "sha256": "", "mode": "0644", "stamp": [1]}]),
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
    damaged = {**json.loads(RECEIPT.to_bytes()), key: value}
    with pytest.raises(TargetError, match="damaged"):
        parse_receipt(json.dumps(damaged).encode(), where="receipt.json")


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../b", "", "a//b", ".launcher/lock", "a\0b", "."])
def test_a_receipt_that_leads_out_of_the_site_is_refused(path: str) -> None:
    for key, value in (
        ("files", [{"path": path, "size": 1, "sha256": "", "mode": "0644"}]),
        ("folders", [path]),
        ("images", [{"path": path}]),
    ):
        hostile = {**json.loads(RECEIPT.to_bytes()), key: value}
        with pytest.raises(TargetError, match="damaged"):
            parse_receipt(json.dumps(hostile).encode(), where="receipt.json")


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
