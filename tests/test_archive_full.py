"""A disk that takes no more: told, nothing half made is left, and later it goes on."""

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from pipeline import disk
from pipeline.archive import bags, fixity, received, renditions, staging, tree
from tests import archived

LARGE = b"%PDF-1.7 " + bytes(200_000)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """The system refuses longer files, as a full disk refuses any."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def test_a_record_that_does_not_fit_leaves_nothing_and_is_filed_later(tmp_path):
    draft = archived.draft(files={"scan.pdf": LARGE})
    with no_file_larger_than(50_000), pytest.raises(OSError, match="large") as refused:
        bags.put(tmp_path, draft)
    assert refused.value.errno == errno.EFBIG
    assert list(tree.records(tmp_path)) == []
    assert staging.sweep(tmp_path) == 0
    folder = bags.put(tmp_path, draft)
    assert list(tree.records(tmp_path)) == [folder]


def test_a_received_file_that_does_not_fit_is_received_later(tmp_path):
    source = tmp_path / "scan.pdf"
    source.write_bytes(LARGE)
    root = tmp_path / "archive"
    digest = disk.sha256(source)
    receive = partial(received.receive, name="scan.pdf", dropped_at=archived.AT)
    with no_file_larger_than(50_000), pytest.raises(OSError, match="large"):
        receive(root, source, digest)
    assert not list(root.glob("received/*"))
    receive(root, source, digest)
    assert received.received_file(root, digest).read_bytes() == LARGE
    assert list(fixity.verify(root)) == []


def test_a_rendition_that_does_not_fit_leaves_the_former_one(tmp_path):
    folder = bags.put(tmp_path, archived.draft())
    renditions.save_document(folder, b"%PDF-1.7 former")
    with no_file_larger_than(50_000), pytest.raises(OSError, match="large"):
        renditions.save_document(folder, LARGE)
    kept = folder / renditions.FOLDER / renditions.DOCUMENT
    assert kept.read_bytes() == b"%PDF-1.7 former"
    named = [it.path for it in fixity.verify(tmp_path)]
    assert not any(path.is_relative_to(kept.parent) for path in named)
