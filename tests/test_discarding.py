"""Files of the quarantine: looked at again, discarded, brought back."""

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import bagit
import pytest
from click.testing import CliRunner, Result

from pipeline import archive, discarding, disk, inbox, ledger, messages, reports
from pipeline.archive import discarded as record
from pipeline.cli.app import podshivka
from pipeline.errors import FixityError, NotFoundError, UsageError
from pipeline.inbox import quarantine
from pipeline.model import Places
from tests import archived, institute

NOW = datetime(2026, 6, 21, 9, 30, tzinfo=UTC)
ACT = discarding.Act("registrar", NOW, "реклама")
UNDO = discarding.Act("archivist", NOW)


@pytest.fixture
def places(tmp_path) -> Places:
    folders = {
        name: tmp_path / name
        for name in Places.__dataclass_fields__
        if name not in {"root", "private"}
    }
    for folder in folders.values():
        folder.mkdir()
    return Places(root=tmp_path, private=tmp_path / ".podshivka", **folders)


def put_aside(places: Places, content: bytes, name: str = "a.pdf", code="damaged"):
    source = places.root / name
    source.write_bytes(content)
    sha256 = disk.sha256(source)
    reason = quarantine.Reason(
        sha256, inbox.drops.printable_name(name), code, "no %%EOF", NOW, NOW
    )
    quarantine.put(places.quarantine, source, reason)
    source.unlink()
    return reason


def no_record(record_id: str) -> None:
    raise AssertionError(record_id)


def bring_back(places: Places, items=None) -> None:
    """Bring discarded files back, all of them or those; no record went with one."""
    chosen = list(archive.discarded_items(places.archive)) if items is None else items
    discarding.restore(places, chosen, UNDO, no_record)


def where(places: Places, sha256: str) -> set[str]:
    """Every folder of the workspace that holds those bytes under a final name."""
    return {
        path.relative_to(places.root).parts[0]
        for path in places.root.rglob("*")
        if path.is_file() and disk.sha256(path) == sha256
    }


def test_a_discarded_file_is_kept_with_who_and_why(places):
    reason = put_aside(places, b"junk", "Реклама.PDF")
    discarding.discard(places, [reason], ACT)
    assert where(places, reason.sha256) == {"archive"}
    (item,) = archive.discarded_items(places.archive)
    assert (item.by, item.why, item.discarded_at) == ("registrar", "реклама", NOW)
    assert (item.code, item.exact_name) == ("damaged", "Реклама.PDF")
    folder = archive.discarded_folder(places.archive, reason.sha256)
    assert bagit.Bag(str(folder)).validate()
    assert list(archive.records(places.archive)) == []
    assert list(archive.verify(places.archive)) == []


def test_bringing_back_leaves_the_quarantine_as_it_was_and_a_trace(places):
    name = os.fsdecode(b"\xd1\x81\xff a.pdf")
    reason = put_aside(places, b"junk", name)
    before = {
        path.relative_to(places.quarantine): path.read_bytes()
        for path in places.quarantine.rglob("*")
        if path.is_file() and path.name != ".lock"
    }
    discarding.discard(places, [reason], ACT)
    bring_back(places)
    after = {
        path.relative_to(places.quarantine): path.read_bytes()
        for path in places.quarantine.rglob("*")
        if path.is_file() and path.name != ".lock"
    }
    assert after == before
    assert where(places, reason.sha256) == {"quarantine"}
    told = ledger.read(places.archive / "registers" / "discarded.jsonl")
    assert [(it.event, it.by) for it in told] == [
        ("discarded", "registrar"),
        ("restored", "archivist"),
    ]


def test_a_file_may_be_discarded_again_for_another_reason(places):
    reason = put_aside(places, b"junk")
    discarding.discard(places, [reason], ACT)
    bring_back(places)
    discarding.discard(places, [reason], replace(ACT, why="всё же реклама"))
    (item,) = archive.discarded_items(places.archive)
    assert item.why == "всё же реклама"


def test_what_was_brought_back_already_is_told_so(places):
    reason = put_aside(places, b"junk")
    discarding.discard(places, [reason], ACT)
    short = reason.sha256[:12]
    assert "in quarantine again" in said(places, "quarantine", "restore", short)
    assert "in quarantine already" in said(places, "quarantine", "restore", short)
    told = ledger.read(places.archive / "registers" / "discarded.jsonl")
    assert len(told) == 2
    with pytest.raises(NotFoundError, match="xx"):
        discarding.choose_discarded(places, [short, "xx"])


def test_nothing_is_discarded_without_a_reason(places):
    reason = put_aside(places, b"junk")
    with pytest.raises(UsageError, match="--reason"):
        discarding.discard(places, [reason], replace(ACT, why="  "))
    assert where(places, reason.sha256) == {"quarantine"}


def test_a_file_that_rotted_in_quarantine_is_not_discarded(places):
    reason = put_aside(places, b"junk")
    quarantine.file_of(places.quarantine, reason).write_bytes(b"jun!")
    with pytest.raises(FixityError):
        discarding.discard(places, [reason], ACT)
    assert quarantine.has(places.quarantine, reason.sha256)
    assert not archive.is_discarded(places.archive, reason.sha256)


def in_both_places(places: Places, reason: quarantine.Reason) -> None:
    aside = places.quarantine / reason.sha256
    kept = places.root / "kept"
    shutil.copytree(aside, kept)
    discarding.discard(places, [reason], ACT)
    kept.rename(aside)


def test_a_discarding_that_was_entered_is_finished(places):
    reason = put_aside(places, b"junk")
    in_both_places(places, reason)
    for _again in range(2):
        discarding.settle(places)
        assert where(places, reason.sha256) == {"archive"}


def test_a_discarding_that_was_not_entered_never_was(places):
    reason = put_aside(places, b"junk")
    in_both_places(places, reason)
    (places.archive / "registers" / "discarded.jsonl").unlink()
    for _again in range(2):
        discarding.settle(places)
        assert where(places, reason.sha256) == {"quarantine"}


def test_bringing_back_that_was_entered_is_finished(places):
    reason = put_aside(places, b"junk")
    in_both_places(places, reason)
    (item,) = archive.discarded_items(places.archive)
    archive.enter_restored(places.archive, item, "archivist", NOW, filed=0)
    discarding.settle(places)
    assert where(places, reason.sha256) == {"quarantine"}


def test_the_copy_that_is_to_stay_is_looked_at_before_the_other_one_goes(places):
    reason = put_aside(places, b"junk")
    in_both_places(places, reason)
    kept = archive.discarded_file(places.archive, reason.sha256)
    kept.write_bytes(b"jun!")
    (fault,) = discarding.settle(places)
    assert isinstance(fault, FixityError)
    assert fault.paths == (kept,)
    assert where(places, reason.sha256) == {"quarantine"}


def test_a_damaged_copy_keeps_no_other_file_in_two_places(places):
    aside = [put_aside(places, content) for content in (b"1", b"2", b"3")]
    for reason in aside:
        in_both_places(places, reason)
    first, *others = sorted(it.sha256 for it in aside)
    archive.discarded_file(places.archive, first).write_bytes(b"jun!")
    (fault,) = discarding.settle(places)
    assert first in str(fault)
    assert [where(places, it) for it in others] == [{"archive"}, {"archive"}]
    assert where(places, first) == {"quarantine"}


@pytest.mark.parametrize("name", ["data/original.pdf", "discarded.json"])
def test_verify_names_what_changed_in_a_discarded_file(places, name):
    reason = put_aside(places, b"junk")
    discarding.discard(places, [reason], ACT)
    path = archive.discarded_folder(places.archive, reason.sha256) / name
    path.write_bytes(path.read_bytes() + b" ")
    assert [it.path for it in archive.verify(places.archive)] == [path]


def test_verify_names_a_changed_register(places):
    discarding.discard(places, [put_aside(places, b"junk")], ACT)
    path = places.archive / "registers" / "discarded.jsonl"
    path.write_bytes(path.read_bytes().replace(b"registrar", b"rector"))
    assert [it.path for it in archive.verify(places.archive)] == [path]


def test_files_are_chosen_by_the_beginning_of_their_hash_or_by_reason(places):
    first, second = put_aside(places, b"1"), put_aside(places, b"2", code="empty")
    assert discarding.choose(places, [first.sha256[:8]]) == [first]
    assert discarding.choose(places, [], "empty") == [second]
    assert discarding.choose(places, [second.sha256], "empty") == [second]
    assert len(discarding.choose(places, [], everything=True)) == 2
    with pytest.raises(NotFoundError, match="xx, yy"):
        discarding.choose(places, ["xx", first.sha256, "yy"])
    for no_code_of_the_quarantine in ("broken", "void"):
        with pytest.raises(NotFoundError, match="damaged, empty"):
            discarding.choose(places, [], no_code_of_the_quarantine)


def test_an_empty_beginning_fits_nothing(places):
    reason = put_aside(places, b"the only one")
    for choose in (discarding.choose, discarding.choose_discarded):
        with pytest.raises(UsageError, match="SHA-256"):
            choose(places, [""])
    discarding.discard(places, [reason], ACT)
    with pytest.raises(UsageError, match="SHA-256"):
        discarding.choose_discarded(places, [""])


def test_nothing_is_discarded_or_brought_back_while_the_archive_is_away(places):
    reason, other = put_aside(places, b"junk"), put_aside(places, b"more")
    discarding.discard(places, [other], ACT)
    items = list(archive.discarded_items(places.archive))
    line = inbox.drops.Drop(NOW, "t", "c.pdf", "0" * 64, 4, "filed", ("7K3Q9ZC2M4",))
    inbox.drops.log(places.audit, line)
    unmounted = places.archive.rename(places.root / "unmounted")
    places.archive.mkdir()
    with pytest.raises(FileNotFoundError):
        discarding.discard(places, [reason], ACT)
    with pytest.raises(FileNotFoundError):
        bring_back(places, items)
    assert list(places.archive.iterdir()) == []
    assert where(places, reason.sha256) == {"quarantine"}
    assert where(places, other.sha256) == {unmounted.name}


def test_who_comes_second_is_told_that_the_file_is_not_there(places):
    reason = put_aside(places, b"junk")
    discarding.discard(places, [reason], ACT)
    items = list(archive.discarded_items(places.archive))
    with pytest.raises(NotFoundError, match=reason.sha256[:12]):
        discarding.discard(places, [reason], ACT)
    with pytest.raises(NotFoundError, match=reason.sha256[:12]):
        discarding.retry(places, [reason], NOW)
    bring_back(places, items)
    with pytest.raises(NotFoundError, match=reason.sha256[:12]):
        bring_back(places, items)
    assert where(places, reason.sha256) == {"quarantine"}


def test_a_file_put_back_lies_in_the_intake_alone(places):
    reason = put_aside(places, b"junk")
    discarding.retry(places, [reason], NOW)
    assert where(places, reason.sha256) == {"inbox"}
    (claim,) = inbox.claimed(places.claimed)
    assert claim.name == "a.pdf"


BESIDE = (".~lock.письмо.docx#", ".directory", "Thumbs.db")
"""What programs lay beside a file that somebody opens; all sort before its name."""


@pytest.mark.parametrize("is_described", [True, False])
def test_the_file_is_put_back_and_not_what_a_program_laid_beside_it(
    places, is_described
):
    reason = put_aside(places, b"junk", "письмо.docx")
    folder = places.quarantine / reason.sha256
    for name in BESIDE:
        (folder / "file" / name).write_bytes(b"locked")
    if not is_described:
        (folder / "reason.json").write_bytes(b"{")
    (found,) = discarding.choose(places, [reason.sha256])
    assert found.name == quarantine.file_of(places.quarantine, found).name
    discarding.retry(places, [found], NOW)
    assert [it.path.read_bytes() for it in inbox.claimed(places.claimed)] == [b"junk"]


def test_the_file_is_discarded_and_not_what_a_program_laid_beside_it(places):
    reason = put_aside(places, b"junk", "письмо.docx")
    for name in BESIDE:
        (places.quarantine / reason.sha256 / "file" / name).write_bytes(b"locked")
    discarding.discard(places, [reason], ACT)
    assert where(places, reason.sha256) == {"archive"}


def test_a_file_that_was_written_to_in_quarantine_is_not_put_back(places):
    reason, other = put_aside(places, b"junk"), put_aside(places, b"more")
    quarantine.file_of(places.quarantine, reason).write_bytes(b"jun!")
    with pytest.raises(FixityError):
        discarding.retry(places, [reason, other], NOW)
    assert quarantine.file_of(places.quarantine, reason).read_bytes() == b"jun!"
    assert [it.path.read_bytes() for it in inbox.claimed(places.claimed)] == [b"more"]


def test_each_damaged_file_that_is_not_put_back_is_named(places):
    aside = [put_aside(places, content) for content in (b"one", b"two", b"three")]
    paths = [quarantine.file_of(places.quarantine, it) for it in aside]
    for path in paths[:2]:
        path.write_bytes(b"rot")
    with pytest.raises(FixityError) as damaged:
        discarding.retry(places, aside, NOW)
    assert damaged.value.paths == tuple(paths[:2])
    assert all(str(path) in str(damaged.value) for path in paths[:2])
    assert len(inbox.claimed(places.claimed)) == 1


def test_a_file_that_is_gone_keeps_no_other_from_being_put_back(places):
    aside = [put_aside(places, content) for content in (b"one", b"two", b"three")]
    quarantine.take_out(places.quarantine, aside[0])
    with pytest.raises(NotFoundError, match=aside[0].sha256[:12]):
        discarding.retry(places, aside, NOW)
    assert len(inbox.claimed(places.claimed)) == 2
    quarantine.file_of(
        places.quarantine, again := put_aside(places, b"four")
    ).write_bytes(b"rot!")
    with pytest.raises(FixityError):
        discarding.retry(places, [again, aside[0]], NOW)


class StopError(Exception):
    """The process is gone."""


def test_a_stop_while_a_file_is_put_back_never_makes_it_count_as_kept(
    places, monkeypatch
):
    reason = put_aside(places, b"junk")
    really, in_quarantine = shutil.rmtree, str(places.quarantine)

    def stop_half_way(folder):
        if not str(folder).startswith(in_quarantine):
            return really(folder)
        next(folder.rglob("a.pdf")).unlink()
        raise StopError

    monkeypatch.setattr(shutil, "rmtree", stop_half_way)
    with pytest.raises(StopError):
        discarding.retry(places, [reason], NOW)
    monkeypatch.setattr(shutil, "rmtree", really)
    assert where(places, reason.sha256) == {"inbox"}
    assert not quarantine.has(places.quarantine, reason.sha256)
    discarding.settle(places)
    assert list((places.quarantine / ".staging").iterdir()) == []


def test_a_file_whose_reason_is_damaged_can_be_put_back(places):
    reason = put_aside(places, b"junk")
    (places.quarantine / reason.sha256 / "reason.json").write_bytes(b"{")
    (found,) = discarding.choose(places, [reason.sha256])
    assert (found.code, found.name) == ("reason_lost", "a.pdf")
    discarding.retry(places, [found], NOW)
    assert where(places, reason.sha256) == {"inbox"}


def dropped(places: Places, reason: quarantine.Reason, at: datetime = NOW) -> None:
    line = inbox.drops.Drop(
        at, reason.sha256[:8], reason.name, reason.sha256, 4, "quarantined"
    )
    inbox.drops.log(places.audit, line)


ASKED = pytest.mark.parametrize("words", [("discard", "--reason", "x"), ("retry",)])


@ASKED
def test_of_what_is_discarded_already_it_is_told_when_by_whom_and_why(places, words):
    reason, other = put_aside(places, b"junk"), put_aside(places, b"more")
    discarding.discard(places, [reason], ACT)
    short = reason.sha256[:12]
    done = called(places, "quarantine", *words, short, other.sha256)
    assert isinstance(done.exception, NotFoundError)
    told = str(done.exception)
    assert f"{short}” was not found. a.pdf was discarded on 21.06.2026" in told
    assert "by registrar: реклама. To bring it back: podshivka quarantine" in told
    assert f"restore {short}" in told
    assert where(places, other.sha256) == {"quarantine"}


@ASKED
def test_an_empty_beginning_means_nothing_that_is_discarded_either(places, words):
    discarding.discard(places, [put_aside(places, b"junk")], ACT)
    done = called(places, "quarantine", *words, "")
    assert isinstance(done.exception, UsageError)
    assert "fits every file" in str(done.exception)


def test_the_log_tells_where_each_drop_is_now(places):
    aside = [put_aside(places, content) for content in (b"1111", b"2222", b"3333")]
    for reason in aside:
        dropped(places, reason)
    discarding.discard(places, [aside[1]], ACT)
    discarding.retry(places, [aside[2]], NOW)
    received = quarantine.file_of(places.quarantine, aside[0])  # its pages were not
    archive.receive(
        places.archive, received, aside[0].sha256, name="a.pdf", dropped_at=NOW
    )
    told = list(reports.whereabouts(places))
    assert [it.drop.sha256 for it in told] == [it.sha256 for it in aside]
    assert [it.now for it in told] == ["quarantine", "discarded", "under_way"]


def test_the_log_is_told_by_the_time_of_each_drop(places):
    late, early = (put_aside(places, content) for content in (b"late", b"early"))
    dropped(places, late, at=NOW + timedelta(minutes=1))
    dropped(places, early)
    told = [it.drop.sha256 for it in reports.whereabouts(places)]
    assert told == [early.sha256, late.sha256]


def test_the_log_tells_of_review_only_while_something_waits_there(places):
    source = places.root / "a.pdf"
    source.write_bytes(b"scan")
    sha256 = disk.sha256(source)
    archive.receive(places.archive, source, sha256, name="a.pdf", dropped_at=NOW)
    drop = inbox.drops.Drop(NOW, "t", "a.pdf", sha256, 4, "filed", ("AAAA",))
    inbox.drops.log(places.audit, drop)
    folders = []
    for version, name in ((1, "AAAA"), (2, "AAAA-2")):
        loose = replace(archived.RECORD, record_id=name, document_id="")
        draft = archived.draft(replace(loose, version=version), folder=name)
        folders.append(archive.put(places.review, draft))

    def now() -> list[str]:
        return [it.now for it in reports.whereabouts(places)]

    assert now() == ["review"]
    archive.supersede(folders[0], by="AAAA-2", at=NOW)
    assert now() == ["review"]
    archive.supersede(folders[1], by="7K3Q9ZC2M4-2", at=NOW)
    assert now() == ["archive"]


def called(places: Places, *words: str) -> Result:
    """A command and what came of it, in English."""
    (places.root / "podshivka.toml").touch()
    with institute.english():
        messages.use_language("en")
        command = ["--workspace", str(places.root), *words]
        return CliRunner().invoke(podshivka, command, standalone_mode=False)


def said(places: Places, *words: str) -> str:
    """What a command tells, in English."""
    return called(places, *words).stdout


def test_what_to_do_names_the_commands_and_never_to_delete_by_hand(places):
    short = put_aside(places, b"junk", code="not_a_scan").sha256[:12]
    told = said(places, "quarantine", "show", short.upper())
    assert f"podshivka quarantine discard {short} --reason" in told
    listed = said(places, "quarantine", "list")
    assert {short, "not_a_scan"} <= {*listed.split()}
    assert "podshivka quarantine discard SHA-256 --reason" in listed
    assert "podshivka quarantine retry SHA-256" in listed


@pytest.mark.parametrize(
    "listed", [("log",), ("quarantine", "list"), ("quarantine", "list", "--discarded")]
)
def test_lists_of_files_fit_a_page(places, listed):
    name = f"{'scan of the third floor ' * 4}{'0' * 60}.pdf"
    reason = put_aside(places, b"junk", name)
    ids = tuple(f"7K3Q9ZC2{number:02}" for number in range(20))
    discarding.discard(places, [put_aside(places, b"more", "b.pdf")], ACT)
    drop = inbox.drops.Drop(NOW, "t", name, reason.sha256, 4, "filed", ids)
    inbox.drops.log(places.audit, drop)
    lines = said(places, *listed).splitlines()
    assert max(map(len, lines)) <= 100
    assert 1 < len(lines) < 20


def test_the_status_counts_what_is_aside_and_names_what_is_away(places):
    discarding.discard(places, [put_aside(places, b"1")], ACT)
    put_aside(places, b"2")
    places.inbox.rename(places.root / "unmounted")
    status = reports.status(places)
    assert (status.quarantine, status.discarded) == (1, 1)
    assert status.away == ("inbox",)
    assert not status.watched
    assert status.free_mb > 0


def test_the_space_left_is_told_though_the_archive_may_not_be_looked_into(
    places, monkeypatch
):
    may = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path != places.archive and may(path, mode)
    )
    places.archive.mkdir(exist_ok=True)
    status = reports.status(places)
    assert "archive" in status.away
    assert status.free_mb > 0


@pytest.fixture
def bare(tmp_path) -> Places:
    """A workspace of which nothing was needed yet but the inbox."""
    folders = {
        name: tmp_path / name
        for name in Places.__dataclass_fields__
        if name not in {"root", "private"}
    }
    folders["inbox"].mkdir()
    return Places(root=tmp_path, private=tmp_path / ".podshivka", **folders)


def test_a_folder_that_was_never_made_is_not_away(bare):
    assert reports.status(bare).away == ()
    bare.inbox.rmdir()
    assert reports.status(bare).away == ("inbox",)


def test_a_folder_that_was_needed_and_is_gone_is_away(bare):
    line = inbox.drops.Drop(NOW, "t", "a.pdf", "0" * 64, 4, "filed", ("7K3Q9ZC2M4",))
    inbox.drops.log(bare.audit, line)
    refused = replace(line, token="the next", outcome="quarantined", records=())
    inbox.drops.log(bare.audit, refused)
    assert reports.status(bare).away == ("archive", "review", "quarantine")
    shutil.rmtree(bare.audit)
    put_aside(bare, b"junk")
    assert reports.status(bare).away == ("audit",)


def test_a_folder_elsewhere_than_in_the_workspace_is_missed_at_once(bare, tmp_path):
    elsewhere = replace(bare, root=tmp_path / "ws", issued=tmp_path / "ws" / "issued")
    names = ("inbox", "archive", "review", "quarantine", "audit")
    bare.inbox.rmdir()
    assert reports.status(elsewhere).away == names


def test_a_damaged_description_is_told(places):
    reason = put_aside(places, b"junk")
    discarding.discard(places, [reason], ACT)
    folder = archive.discarded_folder(places.archive, reason.sha256)
    (folder / record.DESCRIPTION).write_bytes(b"{")
    with pytest.raises(FixityError):
        archive.describe_discarded(places.archive, reason.sha256)


@pytest.mark.parametrize(
    "name", ["inbox", "archive", "review", "quarantine", "issued", "audit"]
)
def test_a_folder_that_cannot_be_looked_into_is_away_and_hides_no_other(places, name):
    folder = getattr(places, name)
    if folder.exists():
        folder.rename(folder.with_name("kept"))
    folder.symlink_to(folder)  # not even an administrator looks into it
    assert name in reports.status(places).away
