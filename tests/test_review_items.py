"""What waits for a person, found by its id."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import disk, filing, reindex, review, shelving
from pipeline.archive import bags
from pipeline.errors import NotFoundError
from pipeline.model import Certainty
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import archived

FAMILY = archived.RECORD.record_id


@pytest.fixture
def desk(tmp_path):
    """Of a workspace with a strange paper of three versions."""
    (tmp_path / "podshivka.toml").write_text("")
    places = file.load(tmp_path).places
    disk.make_folder(places.archive)
    with_catalogue = Desk(places, reindex.open_catalogue(places), "rus", Limits())
    for version in (1, 2, 3):
        identity = filing.record_id(FAMILY, version)
        record = replace(
            archived.RECORD, record_id=identity, document_id="", version=version
        )
        folder = Path("2025", "03-07 Журналы", identity)
        stored = bags.put(places.archive, archived.draft(record, folder=folder))
        shelving.index(stored, with_catalogue)
    yield with_catalogue
    with_catalogue.catalogue.close()


@pytest.mark.parametrize("identity", [FAMILY, f"{FAMILY}-3", f"{FAMILY}-3".lower()])
def test_a_plain_id_means_the_newest_record(desk, identity):
    found = review.with_cells(identity, desk)
    assert found.record.record_id == f"{FAMILY}-3"


@pytest.mark.parametrize("identity", [f"{FAMILY}-1", f"{FAMILY}-2"])
def test_an_older_version_that_is_named_is_not_taken_for_the_newest(desk, identity):
    for find in (review.find, review.with_cells):
        with pytest.raises(NotFoundError, match=f"{FAMILY}-3"):
            find(identity, desk)


def test_all_that_waits_of_a_record_is_found_its_cells_first(desk):
    unsure = replace(archived.SIGNATURE, status=Certainty.UNSURE)
    page = replace(archived.PAGE, matched=True)
    record = replace(
        archived.RECORD,
        record_id="7K3Q9ZC2M6",
        document_id="",
        signatures=(unsure,),
        pages=(page,),
    )
    draft = archived.draft(record, folder=Path("2025", "03-07 Журналы", "7K3Q9ZC2M6"))
    shelving.index(bags.put(desk.places.archive, draft), desk)
    found = review.find_all("7K3Q9ZC2M6", desk)
    assert [it.reason for it in found] == ["signature", "matched"]
    assert review.find("7K3Q9ZC2M6", desk, ["matched"]) == found[1]


def test_a_version_that_never_was_is_not_there(desk):
    with pytest.raises(NotFoundError, match="review list"):
        review.with_cells(f"{FAMILY}-7", desk)
