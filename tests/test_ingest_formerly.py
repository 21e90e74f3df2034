"""Pages that were split off a document and are scanned again."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import archive, disk, filing, readings
from pipeline.archive import bags
from pipeline.ingest import formerly
from pipeline.model import Layout
from tests import archived
from tests.test_readings import DOCUMENT, LAYOUT, filed, page

HOME = Path("2025/03-07 Журналы")


def said(value):
    return {"zone": "M1", "value": value}


@pytest.fixture
def desk(tmp_path):
    """Of an archive and a register; nothing else is asked."""
    places = SimpleNamespace(
        archive=tmp_path / "archive",
        review=tmp_path / "review",
        issued=tmp_path / "issued",
    )
    layout = Layout(DOCUMENT.document_id, "", "", LAYOUT)
    folder = places.issued / "2026" / DOCUMENT.document_id
    disk.make_folder(folder)
    disk.write(folder / "layout.json", disk.to_json(layout))
    return SimpleNamespace(places=places)


@pytest.fixture
def after_split(desk):
    """A filed document whose first page was split off after that was said of it."""

    def put(record):
        folder = HOME / f"2025-06-20 Журнал {record.record_id}"
        return bags.put(desk.places.archive, archived.draft(record, folder=folder))

    def make(record, *words):
        folder = put(record)
        for details in words:
            archive.append_event(
                folder, archive.READING_DECIDED, "u1", details, at=archived.AT
            )
        rest = filed(page(number=2), "c")
        return archive.load(put(filing.as_version_after(record, rest)))

    return make


def test_what_was_known_of_a_page_that_was_split_off_is_asked_when_it_comes_again(
    desk, after_split
):
    current = after_split(filed(page(mark="*", grade="4")), said("б"))
    arrived = filed(page(mark="*", grade="5"), "b")
    known, named = formerly.known(current, arrived, desk)
    following = filing.next_version(current.record, arrived, known, named)
    cells = {it.zone: it for it in following.readings}
    assert (cells["M1"].earlier, cells["G1"].earlier) == ("б", "4")
    assert readings.is_conflict(cells["M1"])
    assert readings.is_conflict(cells["G1"])


@pytest.mark.parametrize("doubt", ["tied", "matched"])
def test_a_page_that_was_taken_for_the_documents_by_mistake_tells_nothing(
    desk, after_split, doubt
):
    record = filed(page(mark="*", grade="4"))
    pages = (replace(record.pages[0], **{doubt: True}),)
    current = after_split(replace(record, pages=pages), said("б"))
    arrived = filed(page(mark="*", grade="5"), "b")
    assert formerly.known(current, arrived, desk) == (current.record, frozenset())


def test_of_pages_that_the_version_has_no_older_one_is_asked(desk, after_split):
    current = after_split(filed(page(grade="4")))
    arrived = filed(page(number=2), "b")
    assert formerly.known(current, arrived, desk) == (current.record, frozenset())


@pytest.mark.parametrize("file", ["events.jsonl", "data/record.json"])
def test_damage_of_a_former_version_holds_no_scan_back(desk, after_split, file):
    current = after_split(filed(page(mark="*", grade="4")), said("б"))
    path = desk.places.archive / HOME / f"2025-06-20 Журнал {DOCUMENT.document_id}"
    path = path / file
    path.write_bytes(path.read_bytes().replace(b'"value"', b'"valve"'))
    arrived = filed(page(mark="*", grade="5"), "b")
    assert formerly.known(current, arrived, desk) == (current.record, frozenset())
