"""Papers are taken in by another process already: who waits for it, and how long."""

import contextlib
import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import inbox, shelving
from pipeline.cli import app
from pipeline.cli.besides import left
from pipeline.inbox.waits import Wait
from pipeline.model import Places
from pipeline.settings import file
from pipeline.work import only_watcher
from tests import institute
from tests.institute import Institute

pytestmark = pytest.mark.slow
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Institute:
    return institute.make(tmp_path_factory.mktemp("office") / "ws")


@pytest.fixture
def places(office) -> Iterator[Places]:
    """Of a workspace where another process takes papers in."""
    found = file.load(office.root).places
    found.claimed.mkdir(exist_ok=True)
    with only_watcher(found.private):
        inbox.waits.write(found.private, ())
        yield found
    for path in inbox.waiting(found.inbox):
        path.unlink()


def said(office: Institute, *words: object) -> tuple[int, str]:
    """The exit code of a command in this process, and what it told on the way."""
    told = io.StringIO()
    with (
        institute.english(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(told),
    ):
        code = app.run(office.command(*words)[3:])
    return code, told.getvalue()


def taken_by_the_other(places: Places, path: Path) -> None:
    claim = inbox.claim(places.claimed, path, NOW)
    assert claim is not None
    inbox.release(claim, NOW)


def barred(path: Path) -> Wait:
    return Wait(path.name, "Permission denied", NOW, str(path))


def put_off_by_the_other(places: Places) -> None:
    (claim,) = inbox.claimed(places.claimed)
    inbox.waits.write(places.private, [replace(barred(claim.path), key=claim.token)])


@pytest.mark.usefixtures("places")
def test_once_ends_where_another_process_has_emptied_the_inbox(office):
    code, told = said(office, "watch", "--once")
    assert code == 0
    assert "nothing is left to do" in told


def test_once_waits_until_the_other_process_has_taken_the_papers(office, places):
    path = office.inbox("a.pdf")
    path.write_bytes(b"a scan")
    other = threading.Timer(0.5, taken_by_the_other, (places, path))
    other.start()
    code, told = said(office, "watch", "--once")
    other.join()
    assert code == 0
    assert not path.exists()
    assert "To stop waiting: Ctrl+C." in told
    assert told.index("Ctrl+C") < told.index("nothing is left to do")


def test_what_the_other_process_cannot_take_in_is_not_waited_for(office, places):
    path = office.inbox("a.pdf")
    path.write_bytes(b"a scan")
    inbox.waits.write(places.private, [barred(path)])
    code, told = said(office, "watch", "--once")
    assert code == 1
    assert "tries again what it could not take in" in told


@pytest.mark.usefixtures("places")
def test_what_nobody_takes_is_told_and_not_waited_for(office):
    link = office.inbox("link.pdf")
    link.symlink_to("nowhere")
    code, told = said(office, "watch", "--once")
    link.unlink()
    assert code == 1
    assert "what it leaves alone stays in the inbox" in told


def test_one_file_that_waits_is_not_taken_for_another_of_its_name(office, places):
    shop = app.Shop(office.root)
    office.inbox("a.pdf").write_bytes(b"a scan")
    claim = inbox.claim(places.claimed, office.inbox("a.pdf"), NOW)
    office.inbox("a.pdf").write_bytes(b"another")
    inbox.waits.write(places.private, [replace(barred(claim.path), key=claim.token)])
    found = left(shop, frozenset())
    inbox.release(claim, NOW)
    assert (found.going_on, found.put_off) == (1, 1)


def test_a_file_given_by_hand_is_not_one_of_its_name_that_is_barred(
    office, places, tmp_path
):
    path = office.inbox("b.pdf")
    path.write_bytes(b"a scan")
    inbox.waits.write(places.private, [barred(path)])
    scan = tmp_path / "b.pdf"
    scan.write_bytes(b"another scan")
    claim = inbox.adopt(places.claimed, scan, NOW)
    found = left(app.Shop(office.root), {claim.token})
    inbox.release(claim, NOW)
    assert (found.going_on, found.put_off) == (1, 0)


def test_nobody_waits_for_papers_while_the_archive_is_away(office, places):
    office.inbox("a.pdf").write_bytes(b"a scan")
    shelving.note_taken_in(places)
    code, told = said(office, "watch", "--once")
    (places.private / "taken-in").unlink()
    assert code == 1
    assert "tries again what it could not take in" in told


def test_a_file_given_by_hand_is_waited_for_until_the_other_process_puts_it_off(
    office, places, tmp_path
):
    scan = tmp_path / "b.pdf"
    scan.write_bytes(b"a scan")
    other = threading.Timer(0.5, put_off_by_the_other, (places,))
    other.start()
    code, told = said(office, "ingest", scan)
    other.join()
    for claim in inbox.claimed(places.claimed):
        inbox.release(claim, NOW)
    assert code == 1
    assert "b.pdf could not be taken in now" in told
    assert "Files not taken in: 1" in told
