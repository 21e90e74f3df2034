"""Invented records and a small archive of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline import disk
from pipeline.archive import bags, casefiles, events, received, renditions
from pipeline.model import (
    Certainty,
    FilePlanEntry,
    PageText,
    Record,
    RecordPage,
    SignatureReading,
    SignatureState,
    Term,
    TermKind,
    Word,
)

AT = datetime(2025, 6, 20, 12, 30, tzinfo=UTC)
ENTRY = FilePlanEntry(
    index="03-07",
    title="Журналы учета посещаемости",
    kinds=("journal",),
    term=Term(TermKind.YEARS, 5, basis="Положение, п. 3.1"),
)
PAGE = RecordPage(
    number=1,
    of=1,
    scan_page=1,
    rotation=0,
    dpi=200,
    source_sha256="0" * 64,
    source_page=1,
    width_mm=210.0,
    height_mm=297.0,
)
SIGNATURE = SignatureReading(
    zone="s1",
    subject="teacher",
    item="L1",
    state=SignatureState.SIGNED,
    status=Certainty.CERTAIN,
    ink=0.4,
)
RECORD = Record(
    record_id="7K3Q9ZC2M4",
    document_id="7K3Q9ZC2M4",
    kind="journal",
    title="Журнал",
    number="ГТ-12/2025-1",
    group="ГТ-12",
    students=("T01", "T02"),
    date=date(2025, 6, 20),
    pages=(PAGE,),
    missing_pages=(),
    signatures=(SIGNATURE,),
    version=1,
    filed_at=AT,
    case="03-07",
    plan_year=2025,
)
FILES = {"scan.pdf": b"%PDF-1.7 scan", "printed.pdf": b"%PDF-1.7 print"}
TEXT = PageText(1, 210.0, 297.0, (Word("Журнал", (20.0, 20.0, 40.0, 24.0)),))


def draft(record=RECORD, files=FILES, folder="2025/03-07 Журналы/2025-06-20 Журнал"):
    info = {"Case": "03-07", "Term": "5 лет"}
    return bags.Draft(record, Path(folder), files, info)


def small_archive(root: Path) -> Path:
    """One case with one record that has events and renditions; one received file."""
    case = casefiles.ensure_case(root, ENTRY, 2025, date(2025, 6, 20))
    home = casefiles.case_folder(root, case).relative_to(root)
    folder = bags.put(root, draft(folder=home / "2025-06-20 Журнал ГТ-12 7K3Q9ZC2M4"))
    events.append(folder, "confirmed", "u1", {"zone": "s1"}, AT)
    renditions.save_texts(folder, [TEXT])
    renditions.save_document(folder, b"%PDF-1.7 document")
    second = replace(RECORD, record_id="7K3Q9ZC2M5", document_id="7K3Q9ZC2M5")
    bags.put(root, draft(second, folder=home / "2025-06-20 Журнал ГТ-13 7K3Q9ZC2M5"))
    source = root.parent / "scan.pdf"
    source.write_bytes(b"as dropped")
    sha256 = disk.sha256(source)
    received.receive(root, source, sha256, name="Скан 1.PDF", dropped_at=AT)
    return folder
