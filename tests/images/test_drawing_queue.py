from __future__ import annotations

from concurrent.futures import Future
from threading import Thread

from launcher.images.drawing_queue import DrawingQueue, Order
from launcher.images.ledger import Recipe


def order(scene: str, side: int = 100, do: str = "keep") -> Order:
    return Order(do, Recipe(scene, "jpeg", side, side), Future())


def put(queue: DrawingQueue, *orders: Order) -> list[Order]:
    for one in orders:
        queue.put(one)
    return list(orders)


def test_a_worker_stays_with_its_scene_and_another_one_takes_the_next() -> None:
    queue = DrawingQueue()
    orders = put(queue, *(order(scene) for _ in range(20) for scene in ("hills", "room", "mark")))
    hills, room, mark = (orders[place::3] for place in range(3))
    assert queue.take(0) == hills[:16]
    assert queue.take(1) == room[:16]
    assert queue.take(0) == hills[16:]
    assert queue.take(0) == mark[:16]
    assert queue.take(1) == room[16:]


def test_workers_share_the_last_scene() -> None:
    queue = DrawingQueue()
    orders = put(queue, *(order("hills") for _ in range(40)))
    assert [queue.take(worker) for worker in (0, 1, 0)] == [orders[:16], orders[16:32], orders[32:]]


def test_what_came_after_a_worker_waits_for_the_other_scenes() -> None:
    queue = DrawingQueue()
    first = put(queue, *(order("hills") for _ in range(20)), order("room"))
    assert queue.take(0) == first[:16]
    later = put(queue, *(order("hills") for _ in range(20)))
    assert queue.take(0) == first[16:20]
    assert queue.take(0) == first[20:]
    assert queue.take(0) == later[:16]


def test_large_pictures_are_asked_for_one_at_a_time_and_each_thing_to_do_alone() -> None:
    queue = DrawingQueue()
    orders = put(queue, order("a", 5000), order("a", 5000), order("a"), order("a", do="digest"))
    assert [queue.take(0) for _ in range(4)] == [[one] for one in orders]


def test_closing_lets_workers_end_and_returns_what_nobody_took() -> None:
    queue = DrawingQueue()
    taken: list[list[Order]] = []
    worker = Thread(target=lambda: taken.append(queue.take(0)))
    worker.start()
    assert queue.close() == []
    worker.join()
    assert taken == [[]]
    queue = DrawingQueue()
    orders = put(queue, order("hills"), order("room"))
    assert queue.close() == orders
    assert queue.take(0) == []
