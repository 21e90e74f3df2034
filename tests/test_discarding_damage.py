"""Discarding where something is damaged, or was cut short."""

from pipeline.inbox import quarantine
from pipeline.work import leftovers
from tests import test_discarding
from tests.test_discarding import in_both_places, put_aside

places = test_discarding.places


def test_a_log_without_names_has_none_of_any_file_that_cannot_be_settled(
    places, caplog
):
    for content, name in ((b"1", "Иванова Анна.pdf"), (b"2", "Петров Пётр.pdf")):
        reason = put_aside(places, content, name)
        in_both_places(places, reason)
        quarantine.file_of(places.quarantine, reason).write_bytes(b"rot")
    (places.archive / "registers" / "discarded.jsonl").unlink()
    leftovers._settle_discarded(places, nameless=True)
    assert [it.getMessage() for it in caplog.records] == [
        "a discarding is settled later: FixityError"
    ] * 2
