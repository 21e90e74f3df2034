"""Some of the inputs that nobody here made, and all odd names; `make hostile` has all.

They lie beside the project and are no part of it. What was found by them has a test of
its own where it was mended.
"""

import os
import random
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import bagit
import pytest
from PIL import Image

from pipeline import disk, inbox, ingest, reindex
from pipeline.archive import bagcheck, bagit_format
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests.hostile import inputs, oddnames, verdicts, whereabouts

HOSTILE = inputs.folder()
SEED, SOME = 11, 6
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
LARGEST = 1 << 30

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(HOSTILE is None, reason=inputs.absence()),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A workspace that printed nothing, as is true of all the inputs."""
    root = tmp_path_factory.mktemp("hostile") / "ws"
    shutil.copytree(inputs.ROOT / "file-plan", root / "file-plan")
    for name in ("podshivka.toml", "organisation.yaml"):
        shutil.copyfile(inputs.ROOT / name, root / name)
    places = file.load(root).places
    for folder in (places.inbox, places.issued, places.archive, places.review):
        folder.mkdir()
    catalogue = reindex.open_catalogue(places)
    yield Desk(places, catalogue, "rus+eng", Limits())
    catalogue.close()


def a_small_page(path: Path) -> Path:
    """A PDF of one page, looked at in no time."""
    page = Image.new("L", (80, 80), "white")
    page.paste("black", (20, 20, 40, 50))
    page.save(path, resolution=100)
    return path


def take_all(desk: Desk) -> None:
    """Take in what lies in the inbox, as `watch` does, in this process."""
    poller = inbox.Poller(desk.places.inbox, 0.0, most_bytes=LARGEST)
    for path in poller.arrivals():
        claim = inbox.claim(desk.places.claimed, path, NOW)
        sha256 = disk.sha256(claim.path)
        if ingest.known(claim, sha256, desk) is None:
            ingest.take_in(claim, sha256, desk, ingest.plainly)


def faults(found: list[verdicts.Verdict]) -> list[tuple[str, str, str]]:
    return [(it.given.name, it.place.outcome, it.fault) for it in found if it.fault]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
def test_hostile_files_end_as_expected(desk):
    given = random.Random(SEED).sample(inputs.manifest(HOSTILE), SOME)
    for it in given:
        shutil.copyfile(HOSTILE / it.name, desk.places.inbox / Path(it.name).name)
    take_all(desk)
    at = desk.places
    found = [verdicts.judged(it, whereabouts.of_bytes(at, it.sha256)) for it in given]
    assert faults(found) == []
    assert inbox.waiting(at.inbox) == inbox.claimed(at.claimed) == []


def test_odd_names_and_types_end_as_expected_under_their_exact_names(desk, tmp_path):
    sample = a_small_page(tmp_path / "sample.pdf")
    around = sorted(it.name for it in desk.places.root.parent.iterdir())
    given = oddnames.put(HOSTILE, sample, tmp_path / "names", desk.places.inbox)
    take_all(desk)
    alone = inbox.left_alone(desk.places.inbox, LARGEST)
    left = {
        inbox.drops.printable_name(str(it.path.relative_to(desk.places.inbox))): it.code
        for it in alone
    }
    found = oddnames.judged(given, desk.places, left)
    if not os.getuid():  # an administrator may read what nobody may
        found = [it for it in found if it.given.name != "mode000.pdf"]
    assert faults(found) == []
    assert sorted(it.name for it in desk.places.root.parent.iterdir()) == around
    ours = (Path.cwd(), desk.places.root, desk.places.inbox)
    assert not any((folder / "pwned").exists() for folder in ours)


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    """The conformance suite of BagIt."""
    target = tmp_path_factory.mktemp("bags")
    with tarfile.open(HOSTILE / inputs.BAGIT_SUITE) as archive:
        archive.extractall(target, filter="data")
    return target


def test_no_bag_that_the_suite_calls_invalid_is_found_sound(suite):
    bags = [it for it in suite.glob("*/invalid/*") if it.is_dir()]
    assert len(bags) > 10
    assert [it.name for it in bags if not bagcheck.check_record(it)] == []


def test_the_payload_of_every_valid_bag_makes_one_that_all_find_sound(suite, tmp_path):
    bags = [it for it in suite.glob("*/valid/*") if (it / "data").is_dir()]
    assert len(bags) > 10
    for number, bag in enumerate(bags):
        ours = tmp_path / str(number)
        shutil.copytree(bag / "data", ours / "data")
        bagit_format.seal(ours, {})
        assert bagcheck.check_record(ours) == [], bag
        bagit.Bag(str(ours)).validate()
        victim = next(it for it in sorted((ours / "data").rglob("*")) if it.is_file())
        victim.write_bytes(victim.read_bytes() + b"x")
        assert [it.path for it in bagcheck.check_record(ours)] == [victim], bag
        with pytest.raises(bagit.BagValidationError):
            bagit.Bag(str(ours)).validate()
