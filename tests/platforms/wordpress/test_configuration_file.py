from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.platforms.setup import FileDatabase, ServerDatabase
from launcher.platforms.wordpress.configuration_file import write_wp_config

if TYPE_CHECKING:
    from collections.abc import Callable

SALTS = [f"{one}_{kind}" for one in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE") for kind in ("KEY", "SALT")]
READ = """
define('ABSPATH', $argv[1] . '/bare/');
require $argv[1] . '/wp-config.php';
$names = ['DB_NAME', 'DB_USER', 'DB_PASSWORD', 'DB_HOST', 'DB_CHARSET', ...json_decode($argv[2])];
echo json_encode(['prefix' => $table_prefix] + array_combine($names, array_map('constant', $names)));
"""


def read_with_php(folder: Path, data: bytes) -> dict[str, str]:
    (folder / "bare").mkdir(exist_ok=True)
    (folder / "bare" / "wp-settings.php").touch()
    (folder / "wp-config.php").write_bytes(data)
    done = subprocess.run(
        ["php", "-r", READ, "--", str(folder), json.dumps(SALTS)], capture_output=True, check=True, timeout=60
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.real
@settings(max_examples=15)
@given(password=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_php_reads_every_password_as_it_was_given(
    program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory, password: str
) -> None:
    program("php")
    database = ServerDatabase("shop", "it's", password, "db.example:3307", "/run/my sql.sock", "s_")
    found = read_with_php(tmp_path_factory.mktemp("config"), write_wp_config(database))
    assert found["DB_PASSWORD"] == password
    assert (found["DB_NAME"], found["DB_USER"], found["prefix"]) == ("shop", "it's", "s_")
    assert found["DB_HOST"] == "db.example:3307:/run/my sql.sock"
    assert all(len(found[name]) == 64 for name in SALTS)
    assert len({found[name] for name in SALTS}) == len(SALTS)


def test_secrets_are_others_each_time() -> None:
    database = FileDatabase(Path())
    assert write_wp_config(database) != write_wp_config(database)
