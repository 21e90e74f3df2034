"""Forms of ours printed without codes, as if from before there were codes.

Both profiles, every kind, groups that differ in one figure of their code; filled, or
blank with ink. What each paper is, is known from how it was made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from pipeline import fiducials, forms, issue, pagecode, resources, roster
from pipeline.forms import context, kinds
from pipeline.forms.make import Job, make
from pipeline.model import Group, Organisation, Scope, Trainee, Unit
from tests import paper

ROOT = Path(__file__).parent.parent
CONDITIONS = ("base", "lowdpi", "skew", "dirty")
PROFILES = {"migip": ("gt-12.yaml", "ГТ-13"), "mni-kaes": ("ps-03.yaml", "ПС-08")}
"""Profile → its example, and the code of another group made out of it."""

TRAINEES, UNITS = 8, 3
ID_MM, FOOTER_MM = 32.0, 26.0
PRINTED_ON = date(2026, 7, 3)


@dataclass(frozen=True)
class Uncoded:
    """One paper.

    Attributes:
        day: Its date, printed or, by plan, left to ink.
        dated: The date is printed.
    """

    profile: str
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
        dpi = None if condition == "lowdpi" else 200
        return [paper.scan(it, condition, rng, dpi=dpi) for it in self.sheets]


def organisation(profile: str) -> Organisation:
    """The institute of that profile."""
    folder = resources.folder("profiles") / profile
    return roster.load_organisation(folder / "organisation.yaml")


def groups(profile: str) -> tuple[Group, Group]:
    """Two groups of one programme, of other people and in other months."""
    example, code = PROFILES[profile]
    whole = roster.load_group(ROOT / "examples" / example, organisation(profile))
    units = whole.units[:UNITS]
    taught = {unit.id for unit in units}
    size = min(TRAINEES, len(whole.trainees) // 2)
    small = replace(
        whole,
        trainees=whole.trainees[:size],
        units=units,
        sessions=tuple(it for it in whole.sessions if it.unit in taught),
    )
    rest = whole.trainees[size : 2 * size]
    return small, replace(small, code=code, trainees=rest)


def papers(
    profile: str,
    scratch: Path,
    wanted: Sequence[str] = (),
    which: Sequence[int] = (0, 1),
) -> Iterator[Uncoded]:
    """The papers of a profile: every kind, both groups, blank and filled.

    Args:
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
    for seed, ((_job, told), one) in enumerate(zip(drafts, made, strict=True)):
        sheets = paper.print_document(one.pdf)
        paper.fill(sheets, np.random.default_rng(seed))
        for sheet in sheets:
            _without_codes(sheet)
        yield replace(told, sheets=tuple(sheets))


def _draft(
    profile: str, group: Group, form: forms.FormKind, *, filled: bool
) -> tuple[Job, Uncoded]:
    institute = organisation(profile)
    unit = group.units[1] if form.scope is Scope.UNIT else None
    trainee = group.trainees[4] if form.scope is Scope.TRAINEE else None
    day = _day(form, group, unit)
    dated = filled or form.scope is Scope.TRAINEE
    number = issue.number_of(
        institute, form.name, day.year, len(form.name), group=group.code
    )
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
    named = (trainee,) if trainee else group.trainees
    told = Uncoded(profile, form.name, group.code, day, dated, number, _ids(named), ())
    return Job(form, data, facts.document_id), told


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
        marks.reference_cross,
        marks.reference_empty,
        (x, y - 3.0, x + ID_MM, y + 1.5),
        (0.0, sheet.height_mm - FOOTER_MM, sheet.width_mm, sheet.height_mm - 2),
    ):
        left, top, right, bottom = (
            round(edge * sheet.px_per_mm) for edge in (x0 - 1, y0 - 1, x1 + 1, y1 + 1)
        )
        sheet.picture[top:bottom, left:right] = 255
