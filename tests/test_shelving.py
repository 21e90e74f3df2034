"""Records put on their shelf."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import archive, disk, shelving
from pipeline.archive import bags
from pipeline.errors import FixityError, RefusedError
from pipeline.model import Event, Places
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import archived


@pytest.fixture
def places(tmp_path) -> Places:
    (tmp_path / "podshivka.toml").write_text("")
    return file.load(tmp_path).places


def test_a_rotten_scan_in_review_is_not_filed_as_if_it_were_whole(places):
    disk.make_folder(places.archive)
    waiting = replace(archived.RECORD, case="", plan_year=0, reason="no_code")
    folder = bags.put(places.review, archived.draft(waiting, folder=Path("waiting")))
    archive.scan_of(folder).write_bytes(b"%PDF-1.7 rotten")
    why = Event(archived.AT, archive.RESOLVED, "registrar", {})
    known = replace(waiting, reason="")
    with pytest.raises(FixityError):
        shelving.file_reviewed(known, folder, why, Desk(places, None, "rus", Limits()))
    assert folder.exists()
    assert archive.filed(places.archive, known.record_id) is None


def test_what_no_case_takes_by_now_stays_in_review_as_it_is(places):
    disk.make_folder(places.archive)
    waiting = replace(archived.RECORD, case="", plan_year=0, reason="case_closed")
    folder = bags.put(places.review, archived.draft(waiting, folder=Path("waiting")))
    before = {it: it.read_bytes() for it in folder.rglob("*") if it.is_file()}
    why = Event(archived.AT, archive.RESOLVED, "registrar", {})
    known = replace(waiting, reason="")
    with pytest.raises(RefusedError):
        shelving.file_reviewed(known, folder, why, Desk(places, None, "rus", Limits()))
    assert before == {it: it.read_bytes() for it in folder.rglob("*") if it.is_file()}
