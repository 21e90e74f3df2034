import os
import random
import shutil
import threading
from dataclasses import replace
from datetime import date

import pytest

from pipeline import disk, messages
from pipeline.archive import (
    bagcheck,
    bagit_format,
    bags,
    casefiles,
    discarded,
    events,
    fixity,
    renditions,
    tree,
)
from pipeline.archive.discarded import Discarded
from pipeline.archive.fixity import Finding, Problem
from tests import archived


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    root = tmp_path_factory.mktemp("sound") / "archive"
    archived.small_archive(root)
    return root


@pytest.fixture
def archive(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "archive")


def files_of(archive):
    return sorted(
        path
        for path in archive.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(archive).parts)
    )


def only(archive, name):
    return next(path for path in files_of(archive) if path.name == name)


def found(archive):
    return list(fixity.verify(archive))


def test_a_sound_archive_has_no_findings(archive):
    assert found(archive) == []


def test_an_archive_that_is_not_there_has_no_findings(tmp_path):
    assert found(tmp_path / "nowhere") == []


def test_any_flipped_bit_is_found_in_exactly_that_file(archive):
    chance = random.Random(17)
    files = files_of(archive)
    assert len(files) > 20
    for path in files:
        whole = path.read_bytes()
        for _ in range(12):
            content = bytearray(whole)
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
            assert [finding.path for finding in found(archive)] == [path]
        path.write_bytes(whole)
    assert found(archive) == []


@pytest.mark.parametrize("share", [0.5, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_files_and_their_lists_that_rot_at_once_are_all_named(archive, seed, share):
    chance = random.Random(seed)
    files = files_of(archive)
    rotten = chance.sample(files, int(len(files) * share))
    for path in rotten:
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
    assert sorted(it.path for it in found(archive)) == sorted(rotten)


LISTS = ("tagmanifest-sha256.txt", "manifest-sha256.txt", "sha256sums.txt", "case.json")


@pytest.mark.parametrize("name", LISTS)
def test_lists_that_changed_places_are_named_and_not_what_they_list(archive, name):
    third = replace(archived.RECORD, record_id="7K3Q9ZC2M6")
    files = {"scan.pdf": b"another scan", "printed.pdf": b"another print"}
    home = f"{next(tree.records(archive)).parent.relative_to(archive)}/2025-06-19"
    folder = bags.put(archive, archived.draft(third, files, home))
    renditions.save_texts(folder, [archived.TEXT])
    renditions.save_document(folder, b"%PDF-1.7 another")
    entry = replace(archived.ENTRY, index="03-08")
    casefiles.ensure_case(archive, entry, 2025, date(2025, 6, 20))
    one, other = [path for path in files_of(archive) if path.name == name][:2]
    former = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(former)
    assert {it.path for it in found(archive)} == {one, other}


def test_a_received_file_and_a_record_may_not_exchange_their_manifests(archive):
    one, other = (
        next(archive.glob(f"{home}/manifest-sha256.txt"))
        for home in ("2025/*/*M4", "received/*")
    )
    former = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(former)
    assert {it.path for it in found(archive)} == {one, other}


def test_any_deleted_file_is_found(archive):
    for path in files_of(archive):
        whole = path.read_bytes()
        path.unlink()
        (finding,) = found(archive)
        assert finding.path == path
        assert finding.problem in (Problem.MISSING, Problem.NO_CASE)
        path.write_bytes(whole)


def test_events_of_another_record_are_found(archive):
    one, other = sorted(archive.glob("2025/*/*/events.jsonl"))
    former = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(former)
    assert {it.path for it in found(archive)} == {one, other}
    one.write_bytes(b"")
    assert Finding(one, Problem.CHAIN) in found(archive)


def test_a_record_filed_before_every_one_had_events_need_not_have_any(archive):
    folder = next(archive.glob("2025/*/*7K3Q9ZC2M4"))
    info = folder / "bag-info.txt"
    lines = info.read_text(encoding="utf-8").splitlines(keepends=True)
    info.write_text("".join(it for it in lines if "Event-Log" not in it), "utf-8")
    tags = folder / "tagmanifest-sha256.txt"
    listed = bagit_format.listed(tags.read_bytes())
    tags.write_bytes(bagit_format.listing(listed | {info.name: disk.sha256(info)}))
    (folder / events.FILE).unlink()
    assert found(archive) == []


@pytest.fixture
def discard(archive, tmp_path):
    """Discard a file."""

    def call():
        path = tmp_path / "x.pdf"
        path.write_bytes(b"x")
        item = Discarded(
            *(disk.sha256(path), path.name, path.name, "damaged", ""),
            *(archived.AT, archived.AT, archived.AT, "u1", "a trial"),
        )
        discarded.discard(archive, path, item)

    return call


def test_a_first_discarding_that_is_cut_short_is_no_finding(
    archive, discard, monkeypatch
):
    def fail(*_arguments):
        raise OSError("full")

    monkeypatch.setattr(discarded, "_enter", fail)
    with pytest.raises(OSError, match="full"):
        discard()
    assert len(discarded.sums(archive)) == 1
    assert found(archive) == []


def test_a_register_that_is_gone_is_found_while_something_is_discarded(
    archive, discard
):
    discard()
    assert found(archive) == []
    register = archive / "registers" / "discarded.jsonl"
    register.unlink()
    assert found(archive) == [Finding(register, Problem.MISSING)]


def test_a_received_file_without_its_manifest_is_a_finding(archive):
    for missing in ("manifest-sha256.txt", "tagmanifest-sha256.txt", "bagit.txt"):
        path = next(archive.glob(f"received/*/{missing}"))
        whole = path.read_bytes()
        path.unlink()
        assert found(archive) == [Finding(path, Problem.MISSING)]
        path.write_bytes(whole)
    for path in sorted(archive.glob("received/*/*manifest-sha256.txt")):
        path.unlink()
    assert {it.problem for it in found(archive)} == {Problem.MISSING}


def test_a_received_folder_with_nothing_but_an_empty_list_is_a_finding(archive):
    folder = archive / "received" / ("0" * 64)
    (folder / "data").mkdir(parents=True)
    (folder / "tagmanifest-sha256.txt").write_bytes(b"")
    assert found(archive) == [Finding(folder / "manifest-sha256.txt", Problem.MISSING)]


def test_an_added_file_is_found_wherever_it_lies(archive):
    folders = [folder for folder in archive.rglob("*") if folder.is_dir()]
    for folder in [archive, *folders]:
        if folder.name.startswith(".") or ".staging" in folder.parts:
            continue
        stray = folder / "Thumbs.db"
        stray.write_bytes(b"x")
        (finding,) = found(archive)
        assert finding.path == stray
        assert finding.problem in (Problem.STRAY, Problem.ADDED)
        stray.unlink()


def test_two_files_that_changed_places_are_both_found(archive):
    one, two = only(archive, "scan.pdf"), only(archive, "printed.pdf")
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert found(archive) == [
        Finding(two, Problem.CHANGED),
        Finding(one, Problem.CHANGED),
    ]


def test_a_received_file_under_another_name_is_found(archive):
    kept = only(archive, "original.pdf").parents[1]
    moved = kept.rename(kept.with_name("0" * 64))
    assert found(archive) == [Finding(moved, Problem.CHANGED)]


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/etc")])
def test_what_is_no_file_holds_nobody_up(archive, make):
    path = only(archive, "scan.pdf")
    path.unlink()
    make(path)
    (finding,) = found(archive)
    assert finding.path == path


def test_a_file_that_cannot_be_read_is_told_apart_from_a_changed_one(archive):
    for name in ("scan.pdf", "bagit.txt"):
        path = only(archive, name)
        path.rename(path.with_name(".aside"))
        path.symlink_to(".aside")
        findings = found(archive)
        assert Finding(path, Problem.UNREADABLE) in findings
        path.with_name(".aside").replace(path)


def test_a_record_that_was_disposed_of_leaves_no_finding(archive):
    folder = next(archive.glob("2025/*/*7K3Q9ZC2M4"))
    for path in folder.iterdir():
        if path.name != events.FILE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / casefiles.TOMBSTONE).write_bytes(b"{}")
    assert found(archive) == []
    (folder / events.FILE).write_bytes(b"{}\n")
    assert found(archive) == [Finding(folder / events.FILE, Problem.CHAIN)]


def test_a_record_that_two_paths_lead_to_is_not_doubled(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(fixity, "_FILING_SECONDS", 0.1)
    (tmp_path / "linked").symlink_to(archive)
    linked = list(fixity.verify(archive, tmp_path / "linked"))
    assert Problem.DUPLICATE not in {it.problem for it in linked}


def test_two_folders_of_one_record_are_both_found(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(fixity, "_FILING_SECONDS", 0.1)
    folder = next(archive.glob("2025/*/*7K3Q9ZC2M4"))
    again = shutil.copytree(folder, folder.with_name("копия"))
    waiting = shutil.copytree(folder, tmp_path / "review" / "7K3Q9ZC2M4")
    assert found(archive) == [
        Finding(folder, Problem.DUPLICATE),
        Finding(again, Problem.DUPLICATE),
    ]
    shutil.rmtree(again)
    assert [it.path for it in fixity.verify(archive, waiting.parent)] == [
        folder,
        waiting,
    ]


def test_a_record_that_is_filed_meanwhile_raises_no_alarm(archive, tmp_path):
    folder = next(archive.glob("2025/*/*7K3Q9ZC2M4"))
    waiting = shutil.copytree(folder, tmp_path / "review" / "7K3Q9ZC2M4")
    filing = threading.Timer(0.3, lambda: shutil.rmtree(waiting))
    filing.start()
    assert list(fixity.verify(archive, waiting.parent)) == []
    filing.join()


def test_what_changes_while_it_is_looked_at_is_looked_at_again(archive, tmp_path):
    folder = next(archive.glob("2025/*/*7K3Q9ZC2M4"))
    text = folder / "renditions" / "text.json"
    former = text.read_bytes()

    def check_as_it_is_replaced(path):
        found = bagcheck.check_record(path)
        text.write_bytes(former)
        return found

    text.write_bytes(b"half")
    assert fixity._check_bag(folder, check_as_it_is_replaced) == []
    gone = tmp_path / "gone"
    assert fixity._check_bag(gone, bagcheck.check_record) == []


def test_the_review_folder_is_looked_at_when_asked(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "_language", "en")
    waiting = replace(archived.RECORD, record_id="7K3Q9ZC2M6")
    folder = bags.put(tmp_path / "review", archived.draft(waiting))
    (folder / "data" / "scan.pdf").write_bytes(b"x")
    findings = list(fixity.verify(archive, tmp_path / "review"))
    assert findings == [Finding(folder / "data" / "scan.pdf", Problem.CHANGED)]
    assert findings[0].says.endswith("restore it from a backup")


def test_a_rendition_that_was_being_replaced_raises_no_alarm(archive):
    path = only(archive, "sha256sums.txt")
    old = path.read_bytes()
    path.write_bytes(old + b"0" * 64 + b"  text.json\n")
    assert found(archive) == []


def test_a_list_that_is_gone_or_not_to_be_read_is_told(archive):
    for name in ("tagmanifest-sha256.txt", "sha256sums.txt", "manifest-sha256.txt"):
        path = only(archive, name)
        whole = path.read_bytes()
        path.unlink()
        assert found(archive) == [Finding(path, Problem.MISSING)]
        path.mkdir()
        assert Finding(path, Problem.UNREADABLE) in found(archive)
        path.rmdir()
        path.write_bytes(whole)


def test_events_and_cases_that_cannot_be_read_are_told(archive):
    for name in ("events.jsonl", "case.json"):
        path = only(archive, name)
        path.unlink()
        path.mkdir()
        assert Finding(path, Problem.UNREADABLE) in found(archive)
        path.rmdir()


def test_an_archive_larger_than_what_is_read_ahead_is_looked_at_whole(tmp_path):
    for number in range(70):
        (tmp_path / f"{number:02}.txt").write_bytes(b"stray")
    assert len(found(tmp_path)) == 70
