"""The shelf of copies: bounded, honest about its size, and whole when several threads use it."""

import threading

from events.feeds.copies import Copy, Shelf

FIRST, SECOND, THIRD = (("/feeds/events.ics", f"_={number}") for number in range(3))


def make_copy(key="key", *, compressed=b"x"):
    return Copy(key, None, "etag", compressed, (), 0, 0)


def test_address_that_is_asked_for_outlives_those_that_are_not():
    shelf, copy = Shelf(most_addresses=2), make_copy()
    shelf.put(FIRST, copy)
    shelf.put(SECOND, copy)

    shelf.get(FIRST)
    shelf.put(THIRD, copy)

    assert [shelf.get(each) for each in (FIRST, SECOND, THIRD)] == [copy, None, copy]


def test_copy_that_is_asked_for_outlives_those_that_are_not():
    copies = [make_copy(key) for key in "abc"]
    shelf = Shelf(most_bytes=2 * copies[0].size)
    shelf.put(FIRST, copies[0])
    shelf.put(SECOND, copies[1])

    shelf.get(FIRST)
    shelf.put(THIRD, copies[2])

    assert [shelf.get(each) for each in (FIRST, SECOND, THIRD)] == [copies[0], None, copies[2]]


def test_form_that_is_kept_for_a_copy_seen_again_is_counted():
    shelf, copy = Shelf(), make_copy()
    shelf.put(FIRST, copy)
    again = copy.again((), 1, 2)
    shelf.put(FIRST, again)

    shelf.keep(copy, ("plain", False), ("200 OK", [], [b"y" * 1_000]))

    assert shelf.bytes == again.size > 1_000


def test_form_is_not_kept_while_another_thread_counts():
    shelf, copy = Shelf(), make_copy()
    other = threading.Thread(target=shelf.keep, args=[copy, ("plain", True), ("", [], [b"y"])])

    class Looked(list):
        def __iter__(self):
            if other.ident is None:
                other.start()
                other.join(timeout=0.2)  # it waits for this one; if it did not, this one would fail
            return super().__iter__()

    shelf.put(FIRST, copy)
    shelf.keep(copy, ("plain", False), ("", [], Looked([b"z"])))
    other.join()

    assert shelf.bytes == copy.size
    assert len(copy.answers) == 2


def test_shelf_that_many_use_at_once_counts_right():
    shelf = Shelf(most_bytes=100_000)
    begin = threading.Barrier(4)

    def use(number):
        begin.wait()
        for turn in range(300):
            copy = make_copy(f"{turn % 9}", compressed=b"x" * turn)
            shelf.put(("/feeds/events.ics", f"{turn % 11}"), copy)
            shelf.keep(shelf.by_key(f"{turn % 7}") or copy, (f"{number}", False), ("", [], [b"y" * turn]))

    threads = [threading.Thread(target=use, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 0 < shelf.bytes <= shelf.most_bytes
    assert shelf.bytes == sum(copy.size for copy in shelf._copies.values())
