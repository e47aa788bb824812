from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.check import check_bundle
from launcher.bundle.read import open_bundle
from launcher.bundle.zip_read import ZipReader
from launcher.errors import BundleError
from tests.bundle.check.test_codes import codes_in_the_table
from tests.support.malformed import Case, malformed_zips

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Codes of the zip itself that no malformed zip can have: a warning, and what only the file system can say.
_OTHERS = {"zip-unsealed"}
_WORST = {
    "1000 entries of the same bytes",
    "64 MiB that say they are 0 bytes",
    "a page that is a bomb",
    "70000 entries",
}


@cache
def cases() -> tuple[Case, ...]:
    return tuple(malformed_zips())


def test_more_than_two_thousand_zips_are_malformed_in_different_ways() -> None:
    assert len(cases()) > 6000
    assert len({hashlib.sha256(case.zip).digest() for case in cases()}) == len(cases())


def test_every_code_of_a_zip_or_name_is_met() -> None:
    met = Counter(case.code for case in cases())
    wanted = {code for code in codes_in_the_table() if code.startswith(("zip-", "name-"))} - _OTHERS - {"name-digest"}
    assert wanted <= met.keys()


def written(case: Case, path: Path) -> Path:
    # A file anew: to write over one waits for the disk on some file systems.
    path.unlink(missing_ok=True)
    path.write_bytes(case.zip)
    return path


def read_in_pieces(path: Path) -> None:
    with ZipReader(path) as archive:
        archive.check_seal()
        for name in archive.entries:
            for _ in archive.pieces(name):
                pass


def read_at_once(path: Path) -> None:
    with ZipReader(path) as archive:
        archive.check_seal()
        for name in archive.entries:
            archive.read(name)


@pytest.mark.parametrize("read_all", [read_in_pieces, read_at_once])
def test_every_malformed_zip_is_refused_with_its_own_code(tmp_path: Path, read_all: Callable[[Path], None]) -> None:
    path = tmp_path / "malformed.zip"
    wrong = []
    for case in cases():
        written(case, path)
        try:
            read_all(path)
        except BundleError as error:
            assert error.message.isprintable(), case.name
            assert error.where, case.name
            if error.code != case.code:
                wrong.append((case.name, case.code, error.code))
        else:
            wrong.append((case.name, case.code, "accepted"))
    assert not wrong


def test_no_malformed_zip_is_opened_as_a_bundle(tmp_path: Path) -> None:
    path = tmp_path / "malformed.zip"
    for case in cases()[::10]:
        written(case, path)
        try:
            with open_bundle(path) as reader:
                for name in reader.names():
                    reader.read(name)
        except BundleError:
            continue
        # All that is left is a file that no manifest lists: its data is refused when it is read.
        pytest.fail(case.name)


def test_validate_has_one_finding_for_a_malformed_zip(tmp_path: Path) -> None:
    path = tmp_path / "malformed.zip"
    for case in cases()[::50]:
        written(case, path)
        report = check_bundle(path, draw=False, render=False)
        assert report.errors, case.name
        if case.code.startswith(("zip-", "name-")) and case.code not in {"zip-size", "zip-crc", "zip-data"}:
            assert {finding.code for finding in report.errors} == {case.code}, case.name


_PEAK = """
import sys
from pathlib import Path
from launcher.bundle.zip_read import ZipReader
from launcher.errors import BundleError
for path in sys.argv[1:]:
    try:
        with ZipReader(Path(path)) as archive:
            for name in archive.entries:
                for _ in archive.pieces(name): pass
    except BundleError as error:
        print(error.code)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_the_worst_of_them_take_little_memory(tmp_path: Path) -> None:
    worst = [case for case in cases() if case.name in _WORST]
    paths = []
    for number, case in enumerate(worst):
        paths.append(tmp_path / f"{number}.zip")
        paths[-1].write_bytes(case.zip)
    command = [sys.executable, "-c", _PEAK, *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    *codes, peak = done.stdout.split()
    assert codes == [case.code for case in worst]
    assert len(worst) == len(_WORST)
    assert int(peak) < 256 * 1024
