"""New records written from the pages of others."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import archive
from pipeline.archive import bags
from pipeline.errors import FixityError
from pipeline.rearrange import writing
from tests import archived


def giver(root, source: str) -> archive.Stored:
    """A record of one page, which came in that file."""
    page = replace(archived.PAGE, source_sha256=source * 64)
    record = replace(archived.RECORD, record_id=f"GIVER{source}", pages=(page,))
    return archive.load(bags.put(root, archived.draft(record, folder=Path(source))))


def test_pages_of_a_rotten_scan_are_not_taken_and_whole_ones_beside_it_are(tmp_path):
    rotten, whole = giver(tmp_path, "a"), giver(tmp_path, "b")
    archive.scan_of(rotten.folder).write_bytes(b"%PDF-1.7 rotten")
    scan = archive.scan_of(whole.folder)
    assert writing._sources(whole.record, [rotten, whole]) == [(scan, 1)]
    with pytest.raises(FixityError):
        writing._sources(rotten.record, [rotten, whole])
