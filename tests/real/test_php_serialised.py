"""What PHP itself serialised, it reads again after the pictures inside were replaced."""

from __future__ import annotations

import base64
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from launcher.demo.references import splice
from launcher.images.inline import correct_counts, encode_inline, find_inline
from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.real

OLD, NEW = picture("JPEG", "RGB", (30, 20)), picture("PNG", "RGB", (90, 70))
# Options as WordPress's themes keep them: texts in arrays in objects, and serialised data in serialised data.
WRITE = """
$image = '<img src="data:image/jpeg;base64,' . $argv[1] . '" alt="it\\'s é">';
$inner = ['html' => $image, 'é' => [1, 2.5, null, true], 'css' => "a {\\n background: url(data:;base64,$argv[1]) }"];
$object = new ArrayObject($inner);
$value = ['one' => serialize($inner), 'two' => (object) $inner, 'three' => serialize(['x' => serialize($inner)]),
  'o' => $object];
$text = serialize($value);
$ways = ['raw' => $text, 'sql' => addslashes($text), 'json' => json_encode($text),
  'json, readable' => json_encode($text, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES),
  'html' => htmlspecialchars($text), 'url' => rawurlencode($text)];
echo json_encode(array_map('base64_encode', $ways));
"""
READ = """
$ways = array_map('base64_decode', json_decode(file_get_contents('php://stdin'), true));
$back = ['raw' => $ways['raw'], 'sql' => stripslashes($ways['sql']), 'json' => json_decode($ways['json']),
  'json, readable' => json_decode($ways['json, readable']), 'html' => htmlspecialchars_decode($ways['html']),
  'url' => rawurldecode($ways['url'])];
error_reporting(E_ALL);
foreach ($back as $name => $text) {
  $value = unserialize($text);
  if ($value === false) { echo "$name: cannot be read\\n"; continue; }
  $inner = [unserialize($value['one']), (array) $value['two'], unserialize(unserialize($value['three'])['x']),
    $value['o']->getArrayCopy()];
  foreach ($inner as $one) {
    $html = '<img src="data:image/jpeg;base64,' . $argv[1] . '" alt="it\\'s é">';
    if ($one['html'] !== $html || $one['é'] !== [1, 2.5, null, true]) { echo "$name: is not the same\\n"; }
  }
  if (serialize($value) !== $text) { echo "$name: is written otherwise\\n"; }
}
"""


def test_php_reads_what_was_rewritten(program: Callable[..., str]) -> None:
    old, new = (base64.b64encode(data).decode() for data in (OLD, NEW))
    written = subprocess.run([program("php"), "-r", WRITE, old], capture_output=True, check=True).stdout
    ways = {name: base64.b64decode(text) for name, text in json.loads(written).items()}
    rewritten = {}
    for name, data in ways.items():
        found = list(find_inline(data))
        assert len(found) == 8, name
        pieces = [(image.inline.offset, image.inline.length, encode_inline(NEW, image.writing)) for image in found]
        counted = correct_counts(data, pieces)
        rewritten[name] = splice(data, [(at, at + length, text) for at, length, text in counted])
    job = json.dumps({name: base64.b64encode(data).decode() for name, data in rewritten.items()})
    read = subprocess.run([program("php"), "-r", READ, new], input=job.encode(), capture_output=True, check=True)
    assert read.stdout.decode() == ""
    assert read.stderr.decode() == ""
