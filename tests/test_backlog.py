from pipeline.work import backlog


def test_records_wait_once_and_are_begun_in_the_order_in_which_they_came():
    backlog.clear()
    backlog.add(map(str, range(10)))
    backlog.add(["9", "10", "11", "12"])
    assert backlog.take(2) == ["0", "1", "2", "3", "4", "5", "6"]
    backlog.add(["0"])
    assert backlog.count() == 6
    assert backlog.take(1) == ["7", "8", "9", "10", "11", "12"]
    assert not backlog.is_due(papers_wait=False)


def test_a_lot_has_its_bounds():
    backlog.clear()
    backlog.add(map(str, range(22)))
    assert len(backlog.take(1)) == 16
    assert len(backlog.take(4)) == 4


def test_papers_go_first_but_not_for_ever(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(backlog.time, "monotonic", lambda: now)
    backlog.clear()
    backlog.add(map(str, range(20)))
    assert backlog.is_due(papers_wait=False)
    assert not backlog.is_due(papers_wait=True)
    now += 61
    backlog.add(["0", "later"])
    assert backlog.is_due(papers_wait=True)
    backlog.take(1)
    assert backlog.is_due(papers_wait=True)
    backlog.take(1)
    assert not backlog.is_due(papers_wait=True)


def test_what_was_broken_off_may_wait_again():
    backlog.clear()
    backlog.begin(["a"])
    backlog.add(["a"])
    assert backlog.count() == 0
    backlog.end(["a"])
    backlog.add(["a"])
    assert backlog.take(1) == ["a"]
