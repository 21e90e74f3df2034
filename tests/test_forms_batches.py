"""Documents shared out among LibreOffices, and taken as they come."""

import threading
import time
from itertools import chain

import pytest

from pipeline import programs
from pipeline.errors import ProgramError
from pipeline.forms import batches
from tests import forms_templates

LONG, SHORT = 5_000, 10


def save(folder, name, words):
    document = forms_templates.new_document()
    document.add_paragraph("слово " * words)
    document.save(folder / name)
    return folder / name


@pytest.fixture(scope="module")
def pile(tmp_path_factory):
    """A thick document and thirty thin ones, in this order."""
    folder = tmp_path_factory.mktemp("pile")
    thick = save(folder, "thick.docx", 8 * LONG)
    return [thick, *(save(folder, f"{n}.docx", LONG) for n in range(30))]


def test_every_document_is_in_one_batch_and_in_its_order(pile):
    shares = batches.shared_out(pile, 2)
    assert sorted(chain.from_iterable(shares)) == sorted(pile)
    for share in shares:
        assert share == sorted(share, key=pile.index)


def test_the_thick_document_has_fewer_beside_it(pile):
    with_thick, without = batches.shared_out(pile, 2)
    assert pile[0] in with_thick
    assert 1 < len(with_thick) < len(without)


def test_a_few_thin_documents_are_not_worth_a_second_start(tmp_path):
    few = [save(tmp_path, f"{n}.docx", SHORT) for n in range(3)]
    assert batches.shared_out(few, 2) == [few]


def test_an_office_that_starts_while_all_are_ended_is_ended_too(tmp_path, monkeypatch):
    begun, ending = threading.Event(), threading.Event()
    shell, end_all = programs.Program("a shell", ("sh",), ""), programs.end_all

    def start_late(*_batch, **_options):
        begun.set()
        ending.wait(20)
        programs.run(shell, ["-c", "sleep 60"], limits=programs.Limits(60))

    def end():
        end_all()
        ending.set()

    monkeypatch.setattr(batches.convert, "to_pdf", start_late)
    monkeypatch.setattr(batches.programs, "end_all", end)

    def broken_off():
        with batches.Offices(tmp_path, 1, seconds_each=20) as offices:
            offices.send([save(tmp_path, "a.docx", SHORT)], 1)
            begun.wait(20)
            raise KeyboardInterrupt

    since = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert time.monotonic() - since < 30


@pytest.mark.slow
def test_what_is_whole_comes_though_another_document_fails(tmp_path):
    first, last = (save(tmp_path, f"{name}.docx", SHORT) for name in ("a", "z"))
    broken = save(tmp_path, "broken.docx", SHORT)
    types = b"[Content_Types]"
    broken.write_bytes(broken.read_bytes().replace(types, types.lower()))
    with batches.Offices(tmp_path, 2, seconds_each=20) as offices:
        offices.send([first, broken, last], 2)
        assert offices.next_whole([first, broken, last]) == first
        with pytest.raises(ProgramError, match=r"broken\.docx"):
            offices.next_whole([broken, last])
