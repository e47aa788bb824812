from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from launcher.images.child import Child, Limits, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORK = """
import os, sys
from launcher.images.child import Trouble

def work(job, blobs):
    match job["do"]:
        case "turn":
            return {"pid": os.getpid()}, [blob[::-1] for blob in blobs]
        case "complain":
            raise Trouble("it is upside down")
        case "fail":
            raise KeyError("a decoder's own error")
        case "eat":
            return {"size": len(bytearray(1 << 40))}, []
        case "spin":
            while True:
                pass
        case "die":
            os._exit(3)
        case "shout":
            return {}, [bytes(2000)]
        case "chatter":
            os.write(1, b"no json\\n")
            return {}, []
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    (tmp_path / "turning_pictures.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    with Child("turning_pictures", Limits(processor_seconds=1, clock_seconds=60, answer=1000)) as child:
        yield child


def test_one_child_answers_one_job_after_another(child: Child) -> None:
    first, pieces = child.ask({"do": "turn"}, b"abc", b"", b"de")
    assert pieces == [b"cba", b"", b"ed"]
    second, _ = child.ask({"do": "turn"})
    assert first["pid"] == second["pid"] != os.getpid()


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ("complain", "it is upside down"),
        ("fail", "it cannot be decoded"),
        ("eat", "it takes more than 2048 MiB of memory"),
    ],
)
def test_a_picture_that_makes_trouble_leaves_the_child_at_work(child: Child, job: str, reason: str) -> None:
    before, _ = child.ask({"do": "turn"})
    with pytest.raises(Trouble) as caught:
        child.ask({"do": job})
    assert str(caught.value) == reason
    assert child.ask({"do": "turn"})[0] == before


@pytest.mark.parametrize("job", ["spin", "die", "shout", "chatter"])
def test_a_picture_that_kills_the_child_is_trouble_and_the_next_one_gets_another(child: Child, job: str) -> None:
    before, _ = child.ask({"do": "turn"})
    with pytest.raises(Trouble, match="within the limits"):
        child.ask({"do": job})
    assert child.ask({"do": "turn"})[0] != before


def test_a_picture_that_takes_too_long_is_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sleeping.py").write_text("import time\ndef work(job, blobs): time.sleep(600)\n")
    monkeypatch.syspath_prepend(tmp_path)
    with Child("sleeping", Limits(clock_seconds=1)) as child, pytest.raises(Trouble, match="more than 1 seconds"):
        child.ask({})


def test_ctrl_c_ends_the_child_and_no_answer_is_taken_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)
    (tmp_path / "waiting.py").write_text(
        "import os, time\n"
        f"started = os.open({str(started)!r}, os.O_RDWR)\n"  # now, for a child at work opens nothing
        "def work(job, blobs):\n"
        "    if job['wait']:\n"
        "        os.write(started, b'.')\n"
        "        time.sleep(600)\n"
        "    return {'waited': job['wait']}, []\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    def interrupt() -> None:
        with started.open("rb", buffering=0) as pipe:
            pipe.read(1)  # waits until the child is at work
        os.kill(os.getpid(), signal.SIGINT)

    with Child("waiting") as child:
        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            child.ask({"wait": True})
        thread.join()
        assert child.ask({"wait": False})[0] == {"waited": False}
