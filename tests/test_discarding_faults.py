"""What keeps files of the quarantine where they are, and what must not."""

from datetime import UTC, datetime

import pytest

from pipeline import archive, discarding, disk, inbox
from pipeline.archive import discarded as record
from pipeline.cli import app
from pipeline.errors import FixityError
from pipeline.inbox import quarantine
from pipeline.model import Places
from pipeline.settings import file
from tests import institute

NOW = datetime(2026, 6, 21, 9, 30, tzinfo=UTC)
ACT = discarding.Act("registrar", NOW, "реклама")


@pytest.fixture
def places(tmp_path) -> Places:
    return file.load(institute.make(tmp_path / "ws").root).places


def put_aside(places: Places, content: bytes) -> quarantine.Reason:
    source = places.root / "a.pdf"
    source.write_bytes(content)
    reason = quarantine.Reason(
        disk.sha256(source), source.name, "damaged", "no %%EOF", NOW, NOW
    )
    quarantine.put(places.quarantine, source, reason)
    source.unlink()
    return reason


def test_a_line_that_does_not_say_whose_it_is_is_damage_of_the_register(places):
    reason = put_aside(places, b"junk")
    discarding.discard(places, [reason], ACT)
    path = record.register_of(places.archive)
    path.write_bytes(path.read_bytes().replace(b'"sha256"', b'"sha257"'))
    with pytest.raises(FixityError) as damaged:
        archive.stays_discarded(places.archive, reason.sha256)
    assert damaged.value.path == path
    assert archive.void_filings(places.archive, reason.sha256, []) == 0
    assert [it.path for it in archive.verify(places.archive)] == [path]


def test_nothing_is_put_into_an_inbox_that_is_away(places, tmp_path, capsys):
    reason = put_aside(places, b"junk")
    inbox.presence.begin(places)
    share = places.inbox.rename(tmp_path / "share")
    for leaving_a_folder in (False, True):
        if leaving_a_folder:
            places.inbox.mkdir()
        path = quarantine.file_of(places.quarantine, reason)
        for command in (("quarantine", "retry", "--all"), ("ingest", str(path))):
            with institute.english():
                assert app.run(["--workspace", str(places.root), *command]) == 3
            assert f"{places.inbox}: the inbox is away" in capsys.readouterr().err
        assert path.read_bytes() == b"junk"
        assert not places.claimed.exists()
    places.inbox.rmdir()
    share.rename(places.inbox)
    discarding.retry(places, [reason], NOW)
    assert [it.path.read_bytes() for it in inbox.claimed(places.claimed)] == [b"junk"]
