"""Changes that come together are told together, and none is lost."""

from __future__ import annotations

from threading import Event

from cardsvc.web.gathered_news import Gathered


def test_many_changes_are_told_once_and_a_later_one_again() -> None:
    told: list[None] = []
    heard = Event()

    def tell() -> None:
        told.append(None)
        heard.set()

    gathered = Gathered(tell, after_s=0.05)
    for _ in range(20):
        gathered.changed()
    assert heard.wait(5)
    assert len(told) == 1
    heard.clear()
    gathered.changed()
    assert heard.wait(5)
    assert len(told) == 2
