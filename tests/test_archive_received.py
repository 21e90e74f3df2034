import hashlib
import os
from dataclasses import replace
from datetime import timedelta

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import disk
from pipeline.archive import received
from pipeline.errors import ChangedError, FixityError, NotFoundError
from tests.archived import AT

SHA256 = hashlib.sha256(b"bytes").hexdigest()
NAMES = st.binary(min_size=1, max_size=100).filter(
    lambda raw: b"/" not in raw and b"\0" not in raw
)


def receive(archive, content, name="scan.pdf"):
    source = archive.parent / "dropped"
    source.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    received.receive(archive, source, digest, name=name, dropped_at=AT)
    return digest


def test_a_file_is_kept_as_it_was_dropped(tmp_path):
    archive = tmp_path / "archive"
    digest = receive(archive, b"bytes", "Скан.PDF")
    assert received.has(archive, digest)
    kept = received.received_file(archive, digest)
    assert kept.read_bytes() == b"bytes"
    assert kept.name == "original.pdf"
    assert bagit.Bag(str(archive / "received" / digest)).validate()
    assert (tmp_path / "dropped").exists()


def test_when_a_file_was_written_is_known_unless_its_clock_was_wrong(tmp_path):
    archive, source = tmp_path / "archive", tmp_path / "dropped"
    before = AT - timedelta(days=9)
    source.write_bytes(b"bytes")
    os.utime(source, (before.timestamp(), before.timestamp()))
    digest = disk.sha256(source)
    received.receive(archive, source, digest, name="scan.pdf", dropped_at=AT)
    kept = received.describe(archive, digest)
    assert kept.was_whole_at(None) == kept.was_whole_at(before) == before
    assert kept.was_whole_at(before + timedelta(days=1)) == AT
    assert replace(kept, changed_at=None).was_whole_at(None) == AT
    later = AT + timedelta(days=1)
    assert replace(kept, changed_at=later).was_whole_at(None) == AT


def test_a_file_of_a_year_that_no_calendar_has_is_received(tmp_path):
    archive, source = tmp_path / "archive", tmp_path / "dropped"
    source.write_bytes(b"bytes")
    os.utime(source, (0, 1 << 44))
    if source.stat().st_mtime < 1 << 44:
        pytest.skip("this file system knows no such year")
    digest = disk.sha256(source)
    received.receive(archive, source, digest, name="scan.pdf", dropped_at=AT)
    assert received.describe(archive, digest).changed_at is None


def test_the_same_bytes_are_kept_once_under_their_first_name(tmp_path):
    archive = tmp_path / "archive"
    first = receive(archive, b"bytes", "one.pdf")
    assert receive(archive, b"bytes", "two.pdf") == first
    assert len(list((archive / "received").iterdir())) == 1
    assert received.describe(archive, first).name == "one.pdf"


def test_what_was_never_received_is_not_found(tmp_path):
    assert not received.has(tmp_path, "0" * 64)
    with pytest.raises(NotFoundError):
        received.received_file(tmp_path, "0" * 64)
    with pytest.raises(NotFoundError):
        received.describe(tmp_path, "0" * 64)


def test_a_damaged_copy_is_not_taken_for_the_file(tmp_path):
    archive = tmp_path / "archive"
    digest = receive(archive, b"bytes")
    received.received_file(archive, digest).write_bytes(b"bytez")
    with pytest.raises(FixityError):
        receive(archive, b"bytes")


def test_of_a_file_that_changed_after_its_hash_was_taken_nothing_is_kept(tmp_path):
    archive, source = tmp_path / "archive", tmp_path / "a.pdf"
    source.write_bytes(b"bytes, and more")
    with pytest.raises(ChangedError):
        received.receive(archive, source, SHA256, name="a.pdf", dropped_at=AT)
    assert list(archive.glob("received/*")) == []


def test_a_damaged_description_is_reported(tmp_path):
    archive = tmp_path / "archive"
    digest = receive(archive, b"bytes")
    (archive / "received" / digest / "received.json").write_bytes(b"{")
    with pytest.raises(FixityError):
        received.describe(archive, digest)


@settings(max_examples=40, deadline=None)
@given(NAMES)
def test_the_exact_name_is_kept_whatever_its_bytes(tmp_path_factory, raw):
    archive = tmp_path_factory.mktemp("a") / "archive"
    name = os.fsdecode(raw)
    digest = receive(archive, raw, name)
    described = received.describe(archive, digest)
    assert os.fsencode(described.exact_name) == raw
    assert described.size == len(raw)
    assert bagit.Bag(str(archive / "received" / digest)).validate()
