"""Papers whose records are damaged are neither out nor passed over: they are named."""

from datetime import date

import pytest

from pipeline import archive
from pipeline.archive import casefiles
from tests import archived
from tests import test_clerk_commands as clerk
from tests.test_clerk_commands import FILED, JOURNALS, OUT

workspace, call, root, papers = clerk.workspace, clerk.call, clerk.root, clerk.papers
pytestmark = pytest.mark.usefixtures("papers")


def spoil(root):
    """Flip a bit in a decision of the record that is filed; its file of events."""
    details = {"zone": "s1", "state": "signed"}
    folder = folder_of(root)
    archive.append_event(
        folder, archive.SIGNATURE_DECIDED, "u1", details, at=archived.AT
    )
    path = folder / "events.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"signed"', b'"sjgned"'))
    return path


def folder_of(root):
    case = casefiles.ensure_case(root / "archive", JOURNALS, 2025, date(2025, 6, 20))
    return casefiles.case_folder(root / "archive", case) / FILED


def test_a_damaged_record_is_named_beside_what_is_outstanding(call, root):
    path = spoil(root)
    code, out, err = call("outstanding")
    assert (code, OUT in out, FILED in out) == (5, True, False)
    assert f"Damaged: {path} changed after filing." in err


def test_a_damaged_record_is_named_with_its_case(call, root):
    path = spoil(root)
    code, out, err = call("cases", "show", "03-07")
    assert code == 5
    assert OUT in out
    assert err.count(f"{path} changed after filing.") == 1


@pytest.mark.parametrize("command", ["records", "review"])
def test_who_asks_for_a_damaged_record_is_told_which_file(call, root, command):
    path = spoil(root)
    code, _out, err = call(command, "show", FILED)
    assert code == 5
    assert f"{path} changed after filing." in err


@pytest.mark.parametrize("file", ["events.jsonl", "data/record.json"])
def test_a_damaged_record_that_the_catalogue_forgot_is_not_out(call, root, file):
    path = spoil(root).parent / file
    path.write_bytes(path.read_bytes().replace(b'"state"', b'"statf"'))
    assert call("archive", "reindex")[0] == 5
    code, out, err = call("outstanding")
    assert (code, OUT in out, FILED in out) == (5, True, False)
    assert f"Damaged: {path} changed after filing." in err
    code, out, err = call("cases", "close", "03-07")
    assert f"Issued and not back: {OUT}. See" in out
    assert f"Damaged: {path} changed after filing." in err


def take_away(root, name):
    """As where a share is not mounted: an empty folder."""
    (root / name).rename(root / f"{name} elsewhere")
    (root / name).mkdir()


@pytest.mark.parametrize(
    "command",
    [
        ("outstanding",),
        ("cases", "list"),
        ("cases", "show", "03-07"),
        ("cases", "close", "03-07"),
        ("archive", "verify"),
    ],
)
def test_nothing_is_told_of_an_archive_that_is_away(call, root, command):
    (root / ".podshivka" / "taken-in").touch()
    take_away(root, "archive")
    code, out, err = call(*command)
    assert (code, out) == (3, "")
    assert "the archive is away: its share is not mounted" in err


def test_an_archive_without_received_files_is_verified_all_the_same(call, root):
    (root / ".podshivka" / "taken-in").touch()
    assert "the archive is away" not in call("archive", "verify")[2]


def test_a_register_that_is_away_is_told(call, root):
    take_away(root, "issued")
    code, out, err = call("outstanding")
    assert (code, out) == (3, "")
    assert "the register of issued forms is away: mount its share" in err
