from __future__ import annotations

import json
import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.document import Size
from launcher.platforms.wordpress.sizes import resized
from tests.support.wordpress.cores import DEBIAN, core

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wordpress")]

# The very functions of WordPress, without the rest of it.
ASK = """
function apply_filters($name, $value) { return $value; }
function get_option($name) { return ''; }
$functions = [
    'media' => ['wp_constrain_dimensions', 'image_resize_dimensions'],
    'functions' => ['wp_fuzzy_number_match'],
];
foreach ($functions as $file => $names) {
    foreach ($names as $name) {
        preg_match("/^function $name\\(.*?^}$/ms", file_get_contents("$argv[1]/wp-includes/$file.php"), $found);
        eval($found[0]);
    }
}
$made = [];
foreach (json_decode(stream_get_contents(STDIN), true) as [$w, $h, $most_w, $most_h, $crop]) {
    $size = image_resize_dimensions($w, $h, $most_w, $most_h, $crop);
    $made[] = $size === false ? null : [$size[4], $size[5]];
}
echo json_encode($made);
"""


def test_every_size_is_the_one_that_wordpress_computes(program: Callable[..., str]) -> None:
    for name in ("php", "apt-get", "dpkg"):
        program(name)
    lot = random.Random(6)
    sides = [1, 2, 149, 150, 151, 299, 300, 301, 465, 700, 768, 1024, 1536, 2048, 4000]

    def side(*more: int) -> int:
        return lot.choice([*sides, *more]) if lot.random() < 0.5 else lot.randint(1, 5000)

    cases = [(side(), side(), side(0, 0), side(0, 0), lot.random() < 0.4) for _ in range(20_000)]
    done = subprocess.run(
        ["php", "-r", ASK, "--", str(core(DEBIAN))],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    # What has no pixels is a size for WordPress's arithmetic, and none for the library that draws it.
    theirs = [tuple(size) if size and all(size) else None for size in json.loads(done.stdout)]
    ours = [resized(w, h, Size(most_w, most_h, crop=crop)) for w, h, most_w, most_h, crop in cases]
    assert [case for case, one, other in zip(cases, theirs, ours, strict=True) if one != other] == []
    assert sum(size is not None for size in theirs) > 5000
