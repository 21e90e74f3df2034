"""Records in review that are of no use: discarded with their files, or not."""

import itertools
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline import (
    archive,
    assembly,
    attributing,
    composition,
    discarding,
    disk,
    inbox,
    ingest,
    rearrange,
    reasons,
    reindex,
    review,
    shelving,
)
from pipeline.cli import app
from pipeline.errors import FixityError, NotFoundError, UsageError
from pipeline.inbox import drops, quarantine
from pipeline.ingest import intake
from pipeline.model import Places
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import archived, institute, paper

pytestmark = pytest.mark.slow

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
RULES = review.Rules({}.get, str)
_NUMBERS = itertools.count(1)


class StoppedError(Exception):
    pass


def stop(*_arguments):
    raise StoppedError


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = institute.make(tmp_path_factory.mktemp("discarding") / "ws")
    other = replace(archived.RECORD, document_id="", reason="no_code", signatures=())
    archive.put(made.root / "review", archived.draft(other, folder="other"))
    return made


@pytest.fixture
def desk(office):
    places: Places = file.load(office.root).places
    catalogue = reindex.open_catalogue(places)
    yield Desk(places, catalogue, "rus+eng", Limits())
    catalogue.close()


def take(desk, path):
    """Take a file in."""
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    return ingest.take_in(claim, disk.sha256(claim.path), desk, ingest.plainly)


@pytest.fixture(scope="module")
def blank_pages():
    return [institute.scan(None, seed) for seed in (5, 6)]


@pytest.fixture
def blank(desk, blank_pages, tmp_path):
    """A file of two blank pages that never came: its SHA-256, its record in review."""
    path = paper.save_pdf(blank_pages, tmp_path / "пусто.pdf")
    mark = b"Scanner %06d" % next(_NUMBERS)
    path.write_bytes(path.read_bytes().replace(b"Office scanner", mark))
    taken = take(desk, path)
    folder = desk.places.root / taken.folders[0]
    return taken.drop.sha256, archive.load(folder, in_review=True)


ACT = discarding.Act("registrar", NOW, "пустая страница")


def discard(desk, stored):
    record, folder = stored.record, stored.folder
    discarding.discard_reviewed(record, folder, record.reason, desk, ACT)


def bring_back(desk, sha256):
    item = archive.describe_discarded(desk.places.archive, sha256)
    discarding.restore(desk.places, [item], ACT, desk.catalogue.remove_record)


def test_a_blank_record_is_discarded_with_its_file_and_comes_back(desk, blank):
    sha256, stored = blank
    places, record = desk.places, stored.record
    discard(desk, stored)
    assert not stored.folder.exists()
    assert desk.catalogue.record_path(record.record_id) is None
    assert not archive.has(places.archive, sha256)
    item = archive.describe_discarded(places.archive, sha256)
    assert (item.by, item.why, item.code) == ("registrar", ACT.why, assembly.BLANK)
    assert not list(archive.verify(places.archive, places.review))
    bring_back(desk, sha256)
    codes = {it.sha256: it.code for it in quarantine.reasons(places.quarantine)}
    assert codes[sha256] == "blank_restored"
    assert not archive.is_discarded(places.archive, sha256)


def test_a_blank_file_that_came_back_is_in_quarantine_alone_when_dropped_again(
    desk, blank, tmp_path
):
    sha256, stored = blank
    places = desk.places
    discard(desk, stored)
    copy = tmp_path / "again.pdf"
    shutil.copy(archive.discarded_file(places.archive, sha256), copy)
    claim = inbox.adopt(places.claimed, copy, NOW)
    known = ingest.known(claim, sha256, desk)
    assert known is not None
    assert known.detail == drops.DISCARDED
    bring_back(desk, sha256)
    known = ingest.known(inbox.adopt(places.claimed, copy, NOW), sha256, desk)
    assert known is not None
    assert (known.outcome, known.detail) == (drops.DUPLICATE, "blank_restored")
    (reason,) = discarding.choose(places, [sha256])
    discarding.retry(places, [reason], NOW)
    (claim,) = inbox.claimed(places.claimed)
    assert ingest.known(claim, sha256, desk) is None
    intake.receive(claim, sha256, desk)
    assert not ingest.is_kept(sha256, desk)  # it has no record yet
    inbox.release(claim, NOW)
    archive.remove_received(places.archive, sha256)


def refusal(desk, stored):
    """What is told when the record may not be discarded; nothing changed."""
    entered = archive.discarded_sums(desk.places.archive)
    with pytest.raises(UsageError) as refused:
        discard(desk, stored)
    assert stored.folder.exists()
    for page in stored.record.pages:
        assert archive.has(desk.places.archive, page.source_sha256)
    assert archive.discarded_sums(desk.places.archive) == entered
    return str(refused.value)


def newest(desk, identity):
    """The record in review as it stands now."""
    record = desk.catalogue.current(identity)
    folder = desk.places.root / desk.catalogue.record_path(record)
    return archive.load(folder, in_review=True)


def correct(desk):
    """A wish to rearrange records."""
    rules = rearrange.Rules({}, {}.get)
    return rearrange.Act("registrar", NOW, "не то", desk, rules, lambda _change: None)


def file_away(desk, stored):
    """Say what the record is, so that it is filed."""
    said = review.Decision("other", "", "", "", (), NOW.date())
    item = review.find(stored.record.record_id, desk)
    review.resolve(item, said, desk, RULES, by="registrar", at=NOW)


def test_a_blank_record_stays_when_a_page_of_its_file_was_split_off(desk, blank):
    _sha256, stored = blank
    identity = stored.record.record_id
    change = rearrange.split(identity, [2], rearrange.Facts(), correct(desk))
    off, _rest = change.new
    told = refusal(desk, newest(desk, identity))
    assert off.record_id in told
    assert "--kind" in told
    assert "--accept" not in told


def test_of_many_records_of_a_file_some_are_named_and_the_rest_counted(
    desk, blank, monkeypatch
):
    monkeypatch.setattr("pipeline.messages._language", "en")
    sha256, stored = blank
    (drop,) = drops.of_bytes(desk.places.audit, sha256)
    ids = tuple(f"7K3Q9ZC2{number:02}" for number in range(300))
    drops.log(desk.places.audit, replace(drop, token="of many", records=ids))
    told = refusal(desk, stored)
    assert "7K3Q9ZC203, 7K3Q9ZC204 and 295 more. " in told


def test_a_blank_record_stays_when_a_page_split_off_was_filed(desk, blank):
    _sha256, stored = blank
    identity = stored.record.record_id
    facts = rearrange.Facts(kind="other", day=NOW.date())
    rearrange.split(identity, [2], facts, correct(desk))
    assert identity in refusal(desk, newest(desk, identity))
    assert not list(archive.verify(desk.places.archive, desk.places.review))


def test_a_blank_record_stays_when_a_split_of_it_was_cut_short(
    desk, blank, monkeypatch
):
    _sha256, stored = blank
    identity = stored.record.record_id
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.rearrange.writing.carried", stop)
        with pytest.raises(StoppedError):
            rearrange.split(identity, [2], rearrange.Facts(), correct(desk))
    off = composition.off_id(stored.record, [2])
    assert off in refusal(desk, stored)


def test_a_blank_record_stays_that_is_a_part_of_a_file(desk, blank):
    _sha256, stored = blank
    with shelving.alone(desk.places):
        parts = [attributing._part(stored, place, place, desk) for place in (0, 1)]
    first, second = (archive.load(it, in_review=True) for it in parts)
    archive.supersede(stored.folder, by=first.record.record_id, at=NOW)
    assert second.record.record_id in refusal(desk, first)


def test_a_blank_record_stays_that_another_one_joined(desk, blank, tmp_path):
    sha256, stored = blank
    sheet = paper.save_jpeg(institute.scan(None, 7), tmp_path / "лист.jpg")
    (guest,) = take(desk, sheet).drop.records
    identity = stored.record.record_id
    rearrange.merge(guest, identity, correct(desk), place=1)
    joined = newest(desk, identity)
    assert joined.record.pages[0].source_sha256 != sha256
    assert guest not in refusal(desk, joined)


def test_a_blank_record_stays_of_which_a_stop_left_the_filing_half_done(
    desk, blank, monkeypatch
):
    _sha256, stored = blank
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.archive.remove_reviewed", stop)
        with pytest.raises(StoppedError):
            file_away(desk, stored)
    refusal(desk, stored)
    file_away(desk, stored)


STEPS = ("discarded._enter", "remove_reviewed", "remove_received")
"""Of discarding: what goes before the first, what comes with the others."""


@pytest.mark.parametrize("step", STEPS)
def test_a_blank_record_is_in_one_place_after_a_stop_anywhere(
    desk, blank, monkeypatch, step
):
    sha256, stored = blank
    places = desk.places
    with monkeypatch.context() as patched:
        patched.setattr(f"pipeline.archive.{step}", stop)
        with pytest.raises(StoppedError):
            discard(desk, stored)
    assert archive.is_discarded(places.archive, sha256)
    assert archive.has(places.archive, sha256)
    discarding.settle(places)
    entered = step != STEPS[0]
    assert archive.is_discarded(places.archive, sha256) == entered
    assert archive.has(places.archive, sha256) != entered
    assert stored.folder.exists() != entered


def cut_short(desk, stored, monkeypatch, step="remove_reviewed"):
    """Discard a record, and fail at that step."""

    def fail(*_arguments):
        raise OSError(step)

    with monkeypatch.context() as patched:
        patched.setattr(f"pipeline.archive.{step}", fail)
        with pytest.raises(OSError, match=step):
            discard(desk, stored)


def test_a_record_whose_discarding_failed_is_not_told_to_be_anywhere(
    desk, blank, monkeypatch
):
    identity = blank[1].record.record_id
    cut_short(desk, blank[1], monkeypatch, "remove_received")
    assert desk.catalogue.record_path(identity) is None
    with pytest.raises(NotFoundError, match="review list"):
        review.find(identity, desk)


def test_a_discarded_record_that_the_catalogue_kept_is_not_missed(
    desk, blank, monkeypatch, office, capsys
):
    identity = blank[1].record.record_id
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.shelving.forget", lambda *_arguments: None)
        discard(desk, blank[1])
    assert desk.catalogue.record_path(identity)
    app.run(office.command("archive", "verify")[3:])
    assert identity not in capsys.readouterr().out
    with pytest.raises(NotFoundError, match="review list"):
        review.find(identity, desk)


def test_the_received_file_is_looked_at_before_its_other_copy_goes(
    desk, blank, monkeypatch
):
    sha256, stored = blank
    places = desk.places
    cut_short(desk, stored, monkeypatch, "discarded._enter")
    path = archive.received_file(places.archive, sha256)
    whole = path.read_bytes()
    path.write_bytes(b"rotten")
    (fault,) = discarding.settle(places)
    assert isinstance(fault, FixityError)
    assert archive.is_discarded(places.archive, sha256)
    path.write_bytes(whole)


def test_no_received_file_goes_while_the_review_folder_is_away(
    desk, blank, monkeypatch
):
    sha256, stored = blank
    places = desk.places
    cut_short(desk, stored, monkeypatch)
    unmounted = places.review.rename(places.root / "unmounted")
    for stub in ((), (places.review,), (places.review / ".staging",)):
        for folder in stub:
            folder.mkdir()
        (fault,) = discarding.settle(places)
        assert isinstance(fault, FileNotFoundError)
        assert archive.has(places.archive, sha256)
    shutil.rmtree(places.review)
    unmounted.rename(places.review)
    discarding.settle(places)
    assert not stored.folder.exists()
    assert not archive.has(places.archive, sha256)


def test_a_discarding_that_failed_is_undone_once_the_record_was_filed(
    desk, blank, monkeypatch
):
    sha256, stored = blank
    places = desk.places
    cut_short(desk, stored, monkeypatch)
    file_away(desk, stored)
    discarding.settle(places)
    assert not archive.is_discarded(places.archive, sha256)
    assert not archive.stays_discarded(places.archive, sha256)
    assert archive.has(places.archive, sha256)
    assert not list(archive.verify(places.archive, places.review))


def test_a_discarding_that_failed_is_ended_before_the_file_is_brought_back(
    desk, blank, monkeypatch
):
    sha256, stored = blank
    places = desk.places
    cut_short(desk, stored, monkeypatch)
    bring_back(desk, sha256)
    assert quarantine.has(places.quarantine, sha256)
    assert not archive.has(places.archive, sha256)
    assert not stored.folder.exists()
    assert desk.catalogue.record_path(stored.record.record_id) is None


def test_who_brings_back_what_was_filed_after_all_is_told_so(desk, blank, monkeypatch):
    sha256, stored = blank
    cut_short(desk, stored, monkeypatch)
    file_away(desk, stored)
    with pytest.raises(NotFoundError, match=f"show {stored.record.record_id}"):
        bring_back(desk, sha256)
    assert archive.has(desk.places.archive, sha256)
    assert not quarantine.has(desk.places.quarantine, sha256)


def test_a_record_that_is_gone_is_forgotten_when_its_file_is_brought_back(
    desk, blank, monkeypatch
):
    sha256, stored = blank
    with monkeypatch.context() as patched:
        patched.setattr(desk.catalogue, "remove_record", stop)
        with pytest.raises(StoppedError):
            discard(desk, stored)
    bring_back(desk, sha256)
    assert desk.catalogue.record_path(stored.record.record_id) is None


@pytest.fixture
def damaged(desk, tmp_path):
    """Another record in review, of which one file rotted."""
    sheet = paper.save_jpeg(institute.scan(None, 8), tmp_path / "другой.jpg")
    (folder,) = take(desk, sheet).folders
    path = desk.places.root / folder / "data" / "record.json"
    whole = path.read_bytes()
    path.write_bytes(b"{")
    yield path
    path.write_bytes(whole)
    archive.remove_reviewed(path.parents[1])


def test_nothing_is_entered_while_another_record_cannot_be_read(desk, blank, damaged):
    sha256, stored = blank
    with pytest.raises(FixityError, match=damaged.name):
        discard(desk, stored)
    assert not archive.is_discarded(desk.places.archive, sha256)
    assert stored.folder.exists()


def test_a_discarding_is_ended_though_another_record_cannot_be_read(
    desk, blank, monkeypatch, request
):
    sha256, stored = blank
    cut_short(desk, stored, monkeypatch)
    request.getfixturevalue("damaged")
    discarding.settle(desk.places)
    assert not stored.folder.exists()
    assert not archive.has(desk.places.archive, sha256)


def test_a_file_discarded_from_quarantine_leaves_its_record_in_review(desk, blank):
    sha256, stored = blank
    places = desk.places
    received = archive.received_file(places.archive, sha256)
    reason = quarantine.Reason(sha256, "пусто.pdf", "damaged", "page 3", NOW, NOW)
    quarantine.put(places.quarantine, received, reason)
    discarding.discard(places, [reason], ACT)
    discarding.settle(places)
    assert archive.is_discarded(places.archive, sha256)
    assert archive.has(places.archive, sha256)
    assert stored.folder.exists()


def test_what_came_of_a_file_and_is_gone_comes_anew_with_it(desk, blank, tmp_path):
    sha256, stored = blank
    places, identity = desk.places, stored.record.record_id
    content = tmp_path / "снова.pdf"
    shutil.copy(archive.received_file(places.archive, sha256), content)
    change = rearrange.split(identity, [2], rearrange.Facts(), correct(desk))
    for it in change.new:
        archive.remove_reviewed(places.root / desk.catalogue.record_path(it.record_id))
        desk.catalogue.remove_record(it.record_id)
    archive.remove_received(places.archive, sha256)
    for _again in range(2):
        taken = take(desk, content)
        found = review.find(identity, desk)
        assert (found.reason, len(found.record.pages)) == (assembly.BLANK, 2)
        assert taken.drop.records == (found.record.record_id,)
    assert review.alone([found], places)
    discard(desk, archive.load(found.folder, in_review=True))
    assert archive.is_discarded(places.archive, sha256)


def test_the_rest_of_a_blank_record_stays_though_the_log_has_it(desk, blank):
    sha256, stored = blank
    places, identity = desk.places, stored.record.record_id
    facts = rearrange.Facts(kind="other", day=NOW.date())
    rearrange.split(identity, [2], facts, correct(desk))
    rest = newest(desk, identity)
    drop = drops.of_bytes(places.audit, sha256)[0]
    again = replace(drop, token="once more", records=(rest.record.record_id,))
    drops.log(places.audit, again)
    refusal(desk, rest)
    assert not review.alone([review.find(identity, desk)], places)


def test_only_blank_or_refused_pages_are_discarded_and_with_a_reason(desk, blank):
    _sha256, stored = blank
    unsure = replace(stored.record, reason="")
    with pytest.raises(UsageError, match=reasons.sentence("signature")):
        discarding.discard_reviewed(unsure, stored.folder, "signature", desk, ACT)
    with pytest.raises(UsageError, match="--discard"):
        discarding.discard_reviewed(
            stored.record, stored.folder, "blank", desk, replace(ACT, why=" ")
        )
    assert stored.folder.exists()
