"""LibreOffice that hangs, crashes and lies: a clear error, and nothing half made."""

import subprocess
import time

import pytest

from pipeline.errors import ProgramError
from pipeline.forms import convert
from tests import faulty, institute

pytestmark = pytest.mark.slow

OTHERS = {"breaks off", "chatters", "writes half a PDF"}
OFTEN = {"hangs", "crashes"}
WAYS = [
    pytest.param(way, marks=() if way in OFTEN else pytest.mark.long)
    for way in faulty.WAYS
    if way not in OTHERS
]
QUICK = ["fails", "writes half a PDF"]


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory):
    return faulty.make(tmp_path_factory.mktemp("fakes") / "bin", "soffice")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("office") / "ws")


@pytest.mark.parametrize("way", WAYS)
def test_however_it_fails_the_documents_are_named(
    libreoffice, tmp_path, monkeypatch, way
):
    monkeypatch.setenv("PATH", faulty.first_on_path(libreoffice.folder))
    monkeypatch.setattr(convert, "START_SECONDS", 0.5)
    libreoffice.now(way)
    document = tmp_path / "paper.docx"
    document.write_bytes(b"")
    begun = time.monotonic()
    with pytest.raises(ProgramError, match=r"paper\.docx"):
        convert.to_pdf(
            [document], tmp_path, profile=tmp_path / "profile", seconds_each=0.5
        )
    assert time.monotonic() - begun < 20
    assert libreoffice.left_behind() == []


@pytest.mark.parametrize("way", QUICK)
def test_a_paper_that_was_not_made_is_not_issued(libreoffice, office, way):
    libreoffice.now(way)
    words = ("forms", "generate", "--group", institute.GROUP, "--kind", "protocol")
    path = faulty.first_on_path(libreoffice.folder)
    done = subprocess.run(
        office.command(*words),
        capture_output=True,
        text=True,
        env=office.environment() | {"PATH": path},
        timeout=120,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "LibreOffice" in done.stderr
    assert "Traceback" not in done.stderr
    made = [it for it in office.root.glob("issued/*/*") if it.is_dir()]
    assert made == []
    assert office.ask("issued", "list") == []
    scratch = office.root / ".podshivka" / "scratch"
    assert not [it for it in scratch.glob("*") if not it.name.startswith(".")]
