"""Use case: cover sheets for papers that we did not print.

A sheet is entered in the register as the document that it covers, with the kind,
number, date and people of the papers that will lie under it; so they are filed,
kept and found as if we had printed them (`assembly`, `filing`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline import filing, forms, issue, pagecode, roster, shelving
from pipeline.errors import NotFoundError, UsageError
from pipeline.issue import Office
from pipeline.messages import _
from pipeline.model import (
    Cover,
    FilePlan,
    FilePlanEntry,
    Group,
    IssuedDocument,
    Places,
    Trainee,
)

_NAME_BYTES = 110
"""Of a copy's name, less the extension."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What will lie under one sheet.

    Attributes:
        kind: Any that the institute has a title, a case or a template for.
        day: The papers' date: it decides the case.
        about: Which papers of the kind they are, in words, or "".
        group: Whose they are; None where they are of no group.
        students: Ids of the trainees of the group whom they name.
        pages: How many written sides there are; None where nobody counted.
    """

    kind: str
    day: date
    about: str = ""
    number: str = ""
    group: Group | None = None
    students: tuple[str, ...] = ()
    pages: int | None = None


def warning(papers: Papers, places: Places) -> str:
    """Why they would wait in review, with the remedy, or ""."""
    year = papers.day.year
    entry = filing.entry_for(shelving.plan_of(year, places), papers.kind)
    if entry is None:
        told = _(
            "No case of {year} takes “{kind}”: the papers would wait in review. Add "
            "the kind to file-plan/{year}.yaml; podshivka cases plan {year} makes one."
        )
        return told.format(year=year, kind=papers.kind)
    if shelving.closed(entry, year, places):
        told = _(
            "Case {index} of {year} is closed: the papers would wait in review. Reopen "
            "it: podshivka cases reopen {index} --year {year}"
        )
        return told.format(index=entry.index, year=year)
    return ""


def make(
    wanted: Sequence[Papers],
    office: Office,
    places: Places,
    *,
    warn: Callable[[forms.Unprinted], None] = lambda _told: None,
) -> Iterator[IssuedDocument]:
    """Make a sheet for each of the papers and enter it in the register.

    Args:
        wanted: The papers.
        office: Where.
        places: The workspace's, for its file plans.
        warn: Told of each character that a sheet could not show.

    Raises:
        NotFoundError: An unknown kind or trainee.
        UsageError: Trainees without their group.
        TemplateError: The template of the sheet has faults; all of them.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed.
    """
    form = issue.form_of(forms.COVER_SHEET, office)
    plans = {
        year: shelving.plan_of(year, places) for year in {it.day.year for it in wanted}
    }
    drafts = [_draft(it, form, plans[it.day.year], office) for it in wanted]
    return issue.make(drafts, office, warn=warn)


def readable_name(document: IssuedDocument) -> str:
    """A name for a copy that people will look for, without an extension."""
    kind = document.title.partition(":")[0]
    head = " ".join(filter(None, (_("Cover sheet"), document.group, kind)))
    ends = (document.student, document.document_id)
    return filing.ended_name(head, *ends, limit_bytes=_NAME_BYTES)


def _draft(
    papers: Papers, form: forms.FormKind, plan: FilePlan | None, office: Office
) -> issue.Draft:
    """The document that a sheet stands for, and the data that the sheet prints."""
    kind = _title(papers.kind, plan, office)
    trainees = _named(papers)
    papers = replace(papers, students=tuple(it.id for it in trainees))
    document = _document(papers, kind, form, office)
    titles = office.organisation.form_titles
    facts = forms.DocumentFacts(
        document_id=document.document_id,
        kind=form.name,
        title=titles.get(form.name, form.title),
        number=papers.number,
        date=papers.day,
        approved="",
        draft=False,
    )
    entry = filing.entry_for(plan, papers.kind)
    covered = forms.Covered(
        kind=kind,
        about=papers.about,
        case=f"{entry.index} {entry.title}" if entry else "",
        pages=papers.pages,
    )
    data = forms.cover_data(office.organisation, papers.group, trainees, facts, covered)
    return issue.Draft(form, document, data)


def _document(
    papers: Papers, kind: str, form: forms.FormKind, office: Office
) -> IssuedDocument:
    """The title begins with that of the kind: folders are named by its first word."""
    return IssuedDocument(
        document_id=pagecode.new_document_id(),
        kind=papers.kind,
        title=f"{kind}: {papers.about}" if papers.about else kind,
        number=papers.number,
        date=papers.day,
        dated=True,
        group=papers.group.code if papers.group else "",
        unit="",
        student=papers.students[0] if len(papers.students) == 1 else "",
        students=papers.students,
        filled=True,
        pages=0,
        issued_at=office.now,
        template_sha256=form.template_sha256,
        cover=Cover(papers.pages),
    )


def _title(kind: str, plan: FilePlan | None, office: Office) -> str:
    """What papers of that kind are called here.

    Raises:
        NotFoundError: Nothing here knows the kind.
    """
    titles = {it: entry.title for entry in _entries(plan) for it in entry.kinds}
    titles |= {form.name: form.title for form in office.kinds.values()}
    titles |= office.organisation.form_titles
    titles.pop(forms.COVER_SHEET, None)
    if kind not in titles:
        raise NotFoundError(_("Kind of form"), kind, roster.near_kind(kind, titles))
    return titles[kind]


def _entries(plan: FilePlan | None) -> tuple[FilePlanEntry, ...]:
    return plan.entries if plan else ()


def _named(papers: Papers) -> list[Trainee]:
    """The trainees whom the papers name.

    Raises:
        NotFoundError: Their group has no such trainee.
        UsageError: The group was not said.
    """
    if not papers.students:
        return []
    if papers.group is None:
        raise UsageError(_("Say the trainees' group too: --group CODE."))
    return issue.chosen(papers.group, papers.students)
