"""Forms of ours printed without codes, as if from before there were codes.

Every kind that is made for a group, of groups whose codes differ in one figure; filled,
or blank with ink. What each paper is, is known from how it was made. Workspaces to drop
them in are made here too.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml

from pipeline import (
    archive,
    attributing,
    disk,
    fiducials,
    forms,
    inbox,
    ingest,
    issue,
    pagecode,
    reindex,
    resources,
    roster,
    workspace,
)
from pipeline.forms import context, kinds
from pipeline.forms.make import Job, make
from pipeline.model import Group, Guess, Organisation, Record, Scope, Trainee, Unit
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import paper

ROOT = Path(__file__).parent.parent
CONDITIONS = ("base", "lowdpi", "skew", "dirty")
PROFILES = {"migip": ("gt-12.yaml", "ГТ-13"), "mni-kaes": ("ps-03.yaml", "ПС-08")}
"""Profile → its example, and the code of another group made out of it."""

TRAINEES, UNITS = 8, 1
"""How many people a group has, and of how many units lessons were held."""

ID_MM, FOOTER_MM = 32.0, 26.0
PRINTED_ON = date(2026, 7, 3)
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
YEAR = 2026


@dataclass(frozen=True)
class Uncoded:
    """One paper.

    Attributes:
        day: Its date, printed or, by plan, left to ink.
        dated: The date is printed.
    """

    kind: str
    group: str
    day: date
    dated: bool
    number: str
    students: tuple[str, ...]
    sheets: tuple[paper.Sheet, ...]

    def scans(self, seed: int, condition: str) -> list[paper.Scanned]:
        """Its pages from the scanner."""
        rng = np.random.default_rng(seed)
        return [scan(sheet, condition, rng) for sheet in self.sheets]


@dataclass(frozen=True)
class Told:
    """What became of a paper.

    Attributes:
        filed: Without a person.
    """

    record: Record
    guess: Guess
    filed: bool


def scan(sheet: paper.Sheet, condition: str, rng: np.random.Generator) -> paper.Scanned:
    """One side, at 200 dpi unless the condition has its own."""
    return paper.scan(sheet, condition, rng, dpi=None if condition == "lowdpi" else 200)


@contextmanager
def office(root: Path, profile: str) -> Iterator[Desk]:
    """A workspace of that profile that knows both groups."""
    workspace.make(root, profile, YEAR)
    for text in _group_texts(profile):
        code = yaml.safe_load(text)["code"]
        disk.write(root / "groups" / f"{code}.yaml", text.encode())
    places = file.load(root).places
    catalogue = reindex.open_catalogue(places)
    try:
        yield Desk(places, catalogue, "rus+eng", Limits(seconds=600.0))
    finally:
        catalogue.close()


def take(desk: Desk, scans: Sequence[paper.Scanned], scratch: Path) -> list[Told]:
    """Drop a file of those pages, and wait until it is read: the papers it held."""
    path = paper.save_pdf(scans, scratch / "scan.pdf")
    claim = inbox.adopt(desk.places.claimed, path, NOW)
    sha256 = disk.sha256(claim.path)
    taken = ingest.take_in(claim, sha256, desk, ingest.plainly)
    ingest.enrich(taken.folders, desk, ingest.plainly)
    return [it for it in told(desk) if it.record.pages[0].source_sha256 == sha256]


def told(desk: Desk) -> list[Told]:
    """Every record that has not given way to others."""
    knowing = attributing.known(desk, NOW.date())
    found = []
    for root in (desk.places.archive, desk.places.review):
        in_review = root == desk.places.review
        for folder in archive.records(root):
            stored = archive.load(folder, in_review=in_review)
            if stored.state != "superseded":
                guess = attributing.guess(stored, knowing)
                found.append(Told(stored.record, guess, not in_review))
    return found


def organisation(profile: str) -> Organisation:
    """The institute of that profile."""
    folder = resources.folder("profiles") / profile
    return roster.load_organisation(folder / "organisation.yaml")


@lru_cache
def groups(profile: str) -> tuple[Group, ...]:
    """Two groups of one programme and of the same days, of other people."""
    institute = organisation(profile)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "group.yaml"
        loaded = []
        for text in _group_texts(profile):
            path.write_text(text, encoding="utf-8")
            loaded.append(roster.load_group(path, institute))
    return tuple(loaded)


def papers(
    profile: str,
    scratch: Path,
    wanted: Sequence[str] = (),
    which: Sequence[int] = (0, 1),
) -> Iterator[Uncoded]:
    """The papers of a profile: every kind, both groups, blank and filled.

    Args:
        profile: One of `PROFILES`.
        scratch: For LibreOffice.
        wanted: Kinds; none: all that are made for a group.
        which: Of the two groups.
    """
    known = kinds.load([resources.folder("templates")])
    drafts = [
        _draft(profile, groups(profile)[number], form, filled=filled)
        for form in known.values()
        if form.scope is not None and (not wanted or form.name in wanted)
        for number in which
        for filled in (False, True)
    ]
    made = make([job for job, _told in drafts], scratch=scratch)
    for seed, ((_job, draft), one) in enumerate(zip(drafts, made, strict=True)):
        sheets = paper.print_document(one.pdf)
        paper.fill(sheets, np.random.default_rng(seed))
        for sheet in sheets:
            _without_codes(sheet)
        yield replace(draft, sheets=tuple(sheets))


def _group_texts(profile: str) -> list[str]:
    """The files of both groups: halves of the example's people."""
    example, code = PROFILES[profile]
    text = (ROOT / "examples" / example).read_text(encoding="utf-8")
    whole: dict[str, Any] = yaml.safe_load(text)
    people = whole["trainees"]
    half = min(TRAINEES, len(people) // 2)
    taught = {unit["id"] for unit in whole["units"][:UNITS]}
    sessions = [it for it in whole["sessions"] if it["unit"] in taught]
    both = ((whole["code"], people[:half]), (code, people[half : 2 * half]))
    kept = {key: value for key, value in whole.items() if key != "results"}
    return [
        yaml.safe_dump(
            kept | {"code": own, "trainees": ours, "sessions": sessions},
            allow_unicode=True,
        )
        for own, ours in both
    ]


def _draft(
    profile: str, group: Group, form: forms.FormKind, *, filled: bool
) -> tuple[Job, Uncoded]:
    institute = organisation(profile)
    unit = group.units[1] if form.scope is Scope.UNIT else None
    trainee = group.trainees[4] if form.scope is Scope.TRAINEE else None
    day = _day(form, group, unit)
    dated = filled or form.scope is Scope.TRAINEE
    counter = 2 * len(form.name) + filled  # a number each: one number is one paper
    number = issue.number_of(institute, form.name, day.year, counter, group=group.code)
    facts = context.DocumentFacts(
        document_id=pagecode.new_document_id(),
        kind=form.name,
        title=institute.form_titles[form.name],
        number=number,
        date=day if dated else None,
        approved="приказ от 12.01.2024 № 12-О" if filled else "",
        draft=not filled,
    )
    data = context.build(
        institute,
        group,
        unit=unit,
        trainee=trainee,
        document=facts,
        filled=filled,
    )
    named = _ids((trainee,) if trainee else group.trainees)
    draft = Uncoded(form.name, group.code, day, dated, number, named, ())
    return Job(form, data, facts.document_id), draft


def _day(form: forms.FormKind, group: Group, unit: Unit | None) -> date:
    if form.scope is Scope.TRAINEE:
        return PRINTED_ON
    if unit is not None and unit.assessed_on:
        return unit.assessed_on
    return group.final_on if form.date == "final" and group.final_on else group.ends


def _ids(trainees: Sequence[Trainee]) -> tuple[str, ...]:
    return tuple(one.id for one in trainees)


def _without_codes(sheet: paper.Sheet) -> None:
    """Paint codes, marks, the id beside them and the footer that names it white."""
    marks = fiducials.of_page(sheet.width_mm, sheet.height_mm)
    x, y = marks.id_text
    for x0, y0, x1, y1 in (
        marks.qr_a,
        marks.qr_b,
        marks.aruco_top_right,
        marks.aruco_bottom_left,
        (x, y - 3.0, x + ID_MM, y + 1.5),
        (0.0, sheet.height_mm - FOOTER_MM, sheet.width_mm, sheet.height_mm),
    ):
        left, top, right, bottom = (
            max(0, round(edge * sheet.px_per_mm))
            for edge in (x0 - 1, y0 - 1, x1 + 1, y1 + 1)
        )
        sheet.picture[top:bottom, left:right] = 255
