from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import ledger
from pipeline.errors import FixityError

AT = datetime(2025, 6, 20, 12, tzinfo=UTC)


def write(path, count=3):
    for number in range(count):
        details = {"zone": f"a{number}", "value": "отлично"}
        ledger.append(path, "reading", by="u1", at=AT, details=details)
    return path.read_bytes()


def test_events_are_read_back_in_their_order_each_chained_to_the_last(tmp_path):
    path = tmp_path / "events.jsonl"
    write(path)
    events = ledger.read(path)
    assert [event.details["zone"] for event in events] == ["a0", "a1", "a2"]
    assert events[0].previous == ""
    assert len(events[1].previous) == 64
    assert list(ledger.faults(path)) == []


def test_no_file_holds_no_events(tmp_path):
    assert ledger.read(tmp_path / "events.jsonl") == ()
    assert list(ledger.faults(tmp_path / "events.jsonl")) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_byte_shows(tmp_path, data):
    path = tmp_path / "events.jsonl"
    path.unlink(missing_ok=True)
    content = bytearray(write(path, count=2))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    assert list(ledger.faults(path))


@pytest.mark.parametrize("gone", [0, 1])
def test_a_removed_line_shows(tmp_path, gone):
    path = tmp_path / "events.jsonl"
    lines = write(path).splitlines(keepends=True)
    del lines[gone]
    path.write_bytes(b"".join(lines))
    assert list(ledger.faults(path)) == [gone + 1]


def test_a_line_cut_off_by_a_power_cut_is_no_fault_and_spoils_no_other(tmp_path):
    path = tmp_path / "events.jsonl"
    former = write(path, count=1)
    ledger.append(path, "reading", by="u1", at=AT, details={"value": "{7}", "of": "}"})
    line = path.read_bytes()[len(former) : -1]
    for kept in range(1, len(line)):
        path.write_bytes(former + line[:kept])
        assert list(ledger.faults(path)) == []
        assert len(ledger.read(path)) == 1
        ledger.append(path, "hold", by="u1", at=AT, details={})
        assert list(ledger.faults(path)) == []
        assert [event.event for event in ledger.read(path)] == ["reading", "hold"]


@pytest.mark.parametrize("word", [b"previous", b"digest"])
def test_a_line_whose_end_rotted_shows_when_others_follow(tmp_path, word):
    path = tmp_path / "events.jsonl"
    path.write_bytes(write(path).replace(word, word.upper(), 1))
    ledger.append(path, "hold", by="u1", at=AT, details={})
    assert 1 in ledger.faults(path)


def test_a_line_that_is_no_event_is_reported_when_read(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"at":17,"previous":""}\n')
    with pytest.raises(FixityError):
        ledger.read(path)
