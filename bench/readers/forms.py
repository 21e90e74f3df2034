"""The forms of both profiles, issued once by the product into a temporary folder."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import forms, issue, register, resources, roster, workspace
from pipeline.catalogue import Catalogue
from pipeline.model import Group, LayoutPage

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 6, 26, 9, tzinfo=UTC)
GROUPS = {"migip": "gt-12.yaml", "mni-kaes": "ps-03.yaml"}
"""Each profile with its group of examples."""

GROUP_KINDS = ("journal", "gradesheet", "final-gradesheet", "protocol")
TRAINEE_KINDS = ("results-card", "certificate")
TRAINEES, QUICK_UNITS = 3, 2


@dataclass(frozen=True, slots=True)
class Form:
    """One printed page of an issued document.

    Attributes:
        issued: The folder of issued documents, for the product to look into.
    """

    profile: str
    kind: str
    document_id: str
    pdf: Path
    page: LayoutPage
    issued: Path

    @property
    def name(self) -> str:
        """Unique in a run, fit for a file name."""
        return f"{self.profile}-{self.kind}-{self.document_id}-{self.page.number}"


def kept(folder: Path, *, quick: bool) -> list[Form]:
    """The forms of an earlier run in that folder; else they are issued into it."""
    known = folder / f"forms{'-quick' if quick else ''}.pickle"
    if not known.exists():
        made = make(folder / known.stem, quick=quick)
        known.write_bytes(pickle.dumps(made))
    issued: list[Form] = pickle.loads(known.read_bytes())  # noqa: S301 - our own
    return issued


def make(folder: Path, *, quick: bool) -> list[Form]:
    """Issue all kinds, blank, in both profiles; quick: fewer of each, in one."""
    profiles = list(GROUPS)[:1] if quick else list(GROUPS)
    return [
        form
        for profile in profiles
        for form in _of_profile(folder / profile, profile, quick=quick)
    ]


def _of_profile(root: Path, profile: str, *, quick: bool) -> Iterator[Form]:
    workspace.make(root, profile, NOW.year)
    organisation = roster.load_organisation(root / "organisation.yaml")
    example = ROOT / "examples" / GROUPS[profile]
    group = roster.load_group(example, organisation)
    chosen = _part(group) if quick else group
    with Catalogue.open(root / "catalogue.db") as catalogue:
        office = issue.Office(
            organisation=organisation,
            kinds=forms.load([resources.folder("templates")]),
            issued=root / "issued",
            scratch=root / "scratch",
            catalogue=catalogue,
            now=NOW,
        )
        for document in _documents(office, chosen):
            folder = next(root.glob(f"issued/*/{document}"))
            layout = register.layout(root / "issued", document)
            for page in layout.pages:
                pdf = folder / "printed.pdf"
                yield Form(profile, layout.kind, document, pdf, page, office.issued)


def _part(group: Group) -> Group:
    """Two units, one with a figure and one with boxes, and their sessions."""
    scales = {unit.scale: unit for unit in reversed(group.units)}
    units = tuple(scales.values())[:QUICK_UNITS]
    names = {unit.id for unit in units}
    sessions = tuple(it for it in group.sessions if it.unit in names)
    return replace(group, units=units, sessions=sessions)


def _documents(office: issue.Office, group: Group) -> Iterator[str]:
    students = tuple(it.id for it in group.trainees[:TRAINEES])
    kinds = (*GROUP_KINDS, *TRAINEE_KINDS)
    request = issue.Request(group, kinds, filled=False, students=students)
    for made in issue.generate(request, office, issue.plan(request, office)):
        yield made.document_id
