"""The log of drops, and what is put into quarantine."""

import os
import resource
from datetime import UTC, datetime

import pytest

from pipeline import disk, inbox
from pipeline.errors import FixityError
from pipeline.inbox import drops, quarantine

NOW = datetime(2026, 6, 21, 9, 30, tzinfo=UTC)


def a_drop(**facts) -> drops.Drop:
    base = {
        "at": NOW,
        "token": "t1",
        "name": "a.pdf",
        "sha256": "a" * 64,
        "size": 3,
        "outcome": drops.FILED,
        "records": ("R1",),
    }
    return drops.Drop(**(base | facts))


def test_each_drop_is_logged_once(tmp_path):
    drops.log(tmp_path, a_drop())
    drops.log(tmp_path, a_drop())
    drops.log(tmp_path, a_drop(outcome=drops.DUPLICATE, token="t2"))
    assert [it.token for it in drops.read(tmp_path)] == ["t1", "t2"]
    assert len(drops.of_bytes(tmp_path, "a" * 64)) == 2
    assert drops.of_bytes(tmp_path, "b" * 64) == []


def test_a_drop_whose_line_a_full_disk_cut_off_is_logged_when_there_is_room(tmp_path):
    drops.log(tmp_path, a_drop())
    size = (tmp_path / "drops-2026.jsonl").stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 60, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            drops.log(tmp_path, a_drop(token="t2"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / "drops-2026.jsonl").read_bytes().count(b"t2") == 1
    drops.log(tmp_path, a_drop(token="t2"))
    assert [it.token for it in drops.read(tmp_path)] == ["t1", "t2"]


def test_other_bytes_of_one_claim_are_another_drop(tmp_path):
    for sha256 in ("a" * 64, "b" * 64):
        drops.log(tmp_path, a_drop(sha256=sha256))
    assert [it.sha256[0] for it in drops.read(tmp_path)] == ["a", "b"]


def test_a_line_that_cannot_be_read_is_passed_over_and_said_once(tmp_path, caplog):
    drops.log(tmp_path, a_drop())
    path = tmp_path / "drops-2026.jsonl"
    with path.open("ab") as stream:
        stream.write(b'{"name": "Ivanova"}\n\xff\xfe\n\n{"torn\n')
    drops.log(tmp_path, a_drop(token="t2"))
    for _twice in range(2):
        assert [it.token for it in drops.read(tmp_path)] == ["t1", "t2"]
    assert [it.getMessage() for it in caplog.records] == [
        f"{path}, line {number} cannot be read and is passed over"
        for number in (2, 3, 5)
    ]


def test_a_name_cannot_command_a_terminal_and_its_bytes_can_be_told():
    raw = b"\x1b]0;x\x07 \\ \xc2\x9b \xff \xd0\xaf.pdf"
    shown = drops.printable_name(os.fsdecode(raw))
    assert shown == r"\x1b]0;x\x07 \x5c \xc2\x9b \xff Я.pdf"
    assert shown.encode().decode("unicode_escape").encode("latin-1") == raw


def a_reason(sha256: str) -> quarantine.Reason:
    return quarantine.Reason(sha256, "a.pdf", "damaged", "no %%EOF", NOW, NOW)


def test_a_quarantined_file_is_kept_with_its_reason(tmp_path):
    source = tmp_path / "a.pdf"
    source.write_text("broken")
    room, sha256 = tmp_path / "quarantine", disk.sha256(source)
    for _twice in range(2):
        quarantine.put(room, source, a_reason(sha256))
    assert list(quarantine.reasons(room)) == [a_reason(sha256)]
    (found,) = quarantine.reasons(room)
    assert quarantine.file_of(room, found).read_text() == "broken"
    assert quarantine.has(room, sha256)
    quarantine.take_out(room, found)
    assert not quarantine.has(room, sha256)


@pytest.mark.parametrize("is_described", [True, False])
def test_a_file_that_another_takes_out_meanwhile_is_passed_over(
    tmp_path, monkeypatch, is_described
):
    room, put = tmp_path / "quarantine", []
    for name in ("a.pdf", "b.pdf"):
        source = tmp_path / name
        source.write_text(name)
        put.append(a_reason(disk.sha256(source)))
        quarantine.put(room, source, put[-1])
    kept, going = put
    if not is_described:
        (room / going.sha256 / "reason.json").write_bytes(b"{")

    def read_as_it_goes(path, noun, read=disk.read_json):
        if is_described:
            quarantine.take_out(room, going)
        try:
            return read(path, noun)
        finally:
            quarantine.take_out(room, going)

    monkeypatch.setattr(disk, "read_json", read_as_it_goes)
    assert list(quarantine.reasons(room)) == [kept]
    assert quarantine.code_of(room, going.sha256) == ""


def test_a_file_does_not_go_where_its_quarantined_copy_is_damaged(tmp_path):
    source = tmp_path / "a.pdf"
    source.write_text("broken")
    room, reason = tmp_path / "quarantine", a_reason(disk.sha256(source))
    quarantine.put(room, source, reason)
    quarantine.file_of(room, reason).write_text("rotten")
    with pytest.raises(FixityError):
        quarantine.put(room, source, reason)
    with pytest.raises(FixityError):
        inbox.adopt(tmp_path, quarantine.file_of(room, reason), NOW, sha256="0" * 64)
    quarantine.file_of(room, reason).unlink()
    with pytest.raises(FixityError):
        quarantine.put(room, source, reason)


def test_a_file_that_changes_on_the_way_is_not_quarantined(tmp_path):
    source = tmp_path / "a.pdf"
    source.write_text("broken")
    with pytest.raises(FixityError):
        quarantine.put(tmp_path / "quarantine", source, a_reason("0" * 64))
    assert not quarantine.has(tmp_path / "quarantine", "0" * 64)
