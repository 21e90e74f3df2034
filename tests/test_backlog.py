from pipeline.work import backlog


def test_records_wait_once_and_are_begun_in_the_order_in_which_they_came():
    backlog.clear()
    backlog.add(["a", "b"])
    backlog.add(["b", "c", "d", "e"])
    assert backlog.take(2, 16) == ["a", "b", "c"]
    backlog.add(["a"])
    assert backlog.count() == 2
    assert backlog.take(2, 16) == ["d"]
    assert backlog.take(2, 16) == ["e"]
    assert backlog.take(2, 16) == []


def test_a_lot_has_a_bound():
    backlog.clear()
    backlog.add(map(str, range(100)))
    assert len(backlog.take(2, 16)) == 16


def test_what_was_broken_off_may_wait_again():
    backlog.clear()
    backlog.begin(["a"])
    backlog.add(["a"])
    assert backlog.count() == 0
    backlog.end(["a"])
    backlog.add(["a"])
    assert backlog.take(1, 16) == ["a"]
