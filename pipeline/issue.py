"""Use case: group data → printed pages, entered in the register.

Order of the steps: plan which documents a request means, draw their numbers and
ids, build the data they are rendered from, make them (many in one LibreOffice),
enter each in the register, tell the catalogue. The first three are done as `make`
asks for more, so what is under way does not grow with the request.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from pipeline import (
    agreement,
    disk,
    filing,
    forms,
    grammar,
    pagecode,
    recognition,
    register,
    roster,
    spelling,
)
from pipeline.catalogue import Catalogue
from pipeline.errors import NotFoundError, TemplateError, UsageError
from pipeline.messages import _
from pipeline.model import (
    Group,
    IssuedDocument,
    Organisation,
    PaperState,
    Scope,
    Trainee,
    Unit,
)

_COMMANDS = {
    forms.COVER_SHEET: "podshivka forms cover",
    forms.REGISTRATION_BOOK: "podshivka forms book",
}
"""What makes the kinds that no group's data make."""


SUPPLEMENTS = "supplement"
"""Key of the supplements' number pattern in `organisation.yaml`; of no kind's."""


@dataclass(frozen=True, slots=True)
class Office:
    """What issuing needs beside the request.

    Attributes:
        kinds: The kinds of form this workspace has.
        scratch: For the files of one run.
        workers: LibreOffice processes at once.
        broken: Kinds that cannot be read → their faults.
    """

    organisation: Organisation
    kinds: dict[str, forms.FormKind]
    issued: Path
    scratch: Path
    catalogue: Catalogue
    now: datetime
    workers: int = 2
    broken: Mapping[str, TemplateError] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day here: a paper printed at night has the date of its place."""
        return self.now.astimezone().date()


@dataclass(frozen=True, slots=True)
class Base:
    """The document that a supplement belongs to.

    Attributes:
        number: Of the supplement itself.
        adds: "people" or "sessions".
        group: The whole group; the request's holds what is to be supplied.
    """

    document: IssuedDocument
    number: str
    adds: str
    group: Group


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be issued.

    Attributes:
        kinds: Kinds of form.
        students: Ids of trainees; papers per trainee are made for these only,
            for all when empty.
        dated: The date to print; None leaves it to the form's own rule. What is
            blank, or planned for a day to come, is dated in ink.
        base: The papers are supplements to this one; None for all others.
    """

    group: Group
    kinds: tuple[str, ...]
    filled: bool
    students: tuple[str, ...] = ()
    dated: date | None = None
    base: Base | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One document of a request: a form, and whom or what it is about."""

    form: forms.FormKind
    unit: Unit | None = None
    trainee: Trainee | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document with its id and number, not yet on paper.

    Attributes:
        data: What it is rendered from.
    """

    form: forms.FormKind
    document: IssuedDocument
    data: dict[str, object]


def plan(request: Request, office: Office) -> list[Planned]:
    """The documents that the request means, in the order of its kinds.

    Raises:
        NotFoundError: An unknown kind of form or trainee.
        UsageError: No group's data make a kind, trainees are named and no kind is made
            for each of them, or a paper about a trainee would be dated before his or
            her studies.
    """
    wanted = [form_of(kind, office) for kind in request.kinds]
    planned = [it for form in wanted for it in _of_kind(form, request)]
    if request.students and not any(form.scope is Scope.TRAINEE for form in wanted):
        raise _for_nobody(request, office)
    return planned


def in_force(request: Request, office: Office) -> list[IssuedDocument]:
    """Documents in force of the forms that the request would print, by number.

    A blank and a filled one are the same form; supplements are papers of their own,
    and cover sheets are none of these.

    Raises:
        NotFoundError: An unknown kind of form or trainee.
    """
    meant = {_about(it) for it in plan(request, office)}
    return [
        one
        for one in office.catalogue.issued(
            group=request.group.code, state=PaperState.ISSUED.value
        )
        if (one.kind, one.unit, one.student) in meant
        and not one.supplements
        and one.cover is None
    ]


def generate(
    request: Request,
    office: Office,
    planned: Sequence[Planned],
    *,
    warn: Callable[[forms.Unprinted], None] = lambda _told: None,
) -> Iterator[IssuedDocument]:
    """Make the documents and enter each in the register as it is ready.

    Args:
        request: What is to be issued.
        office: Where.
        planned: The documents that it means.
        warn: Told of each character that a document could not show.

    Raises:
        TemplateError: A template has faults; all of them.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed.
    """
    drafts = (_draft(it, request, office) for it in planned)
    return make(drafts, office, warn=warn)


def make(
    drafts: Iterable[Draft],
    office: Office,
    *,
    warn: Callable[[forms.Unprinted], None] = lambda _told: None,
) -> Iterator[IssuedDocument]:
    """Make documents of any sort and enter each in the register as it is ready.

    Args:
        drafts: Taken as they are needed.
        office: Where.
        warn: Told of each character that a document could not show.

    Raises:
        TemplateError: A template has faults; all of them.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed.
    """
    drawn: dict[str, Draft] = {}

    def jobs() -> Iterator[forms.Job]:
        for draft in drafts:
            document_id = draft.document.document_id
            drawn[document_id] = draft
            yield forms.Job(draft.form, draft.data, document_id)

    with (
        disk.workbench(office.scratch),
        tempfile.TemporaryDirectory(dir=office.scratch) as scratch,
    ):
        for made in forms.make(jobs(), scratch=Path(scratch), workers=office.workers):
            yield _entered(drawn.pop(made.document_id), made, office)
            for told in made.warnings:
                warn(told)


def _entered(draft: Draft, made: forms.Made, office: Office) -> IssuedDocument:
    document = replace(
        draft.document, pages=len(made.layout.pages), versions=made.versions
    )
    words = recognition.printed_words(made.pdf)
    entry = register.Entry(
        document, draft.data, made.layout, made.docx, made.pdf, made.xlsx, words
    )
    register.enter(office.issued, entry)
    office.catalogue.put_issued(document, made.layout)
    return document


def readable_name(document: IssuedDocument) -> str:
    """A name for a copy that people will look for, without an extension."""
    head = " ".join(filter(None, (document.group, document.title.split(":")[0])))
    ends = (document.unit or document.student, document.document_id)
    return filing.ended_name(head, *ends, limit_bytes=110)


def form_of(kind: str, office: Office) -> forms.FormKind:
    """The kind of form of that name.

    Raises:
        NotFoundError: This workspace has none.
        TemplateError: Its description has faults; all of them.
    """
    if kind in office.broken:
        raise office.broken[kind]
    form = office.kinds.get(kind)
    if form is None:
        named = office.organisation.form_titles
        titles = {it: named.get(it, of.title) for it, of in office.kinds.items()}
        raise NotFoundError(_("Kind of form"), kind, roster.near_kind(kind, titles))
    return form


def _refuse_before_study(request: Request, trainees: Sequence[Trainee] = ()) -> None:
    starts, dated = request.group.starts, request.dated
    if dated is None:
        return
    if dated < starts:
        told = _("The studies begin on {day}; give a date from then on, or none.")
        raise UsageError(told.format(day=grammar.date_short(starts)))
    later = [it for it in trainees if it.joined and it.joined.date > dated]
    if later:
        told = _(
            "Joined later than {day}: {names}. Give a later date, or name the others "
            "with --student."
        )
        names = ", ".join(f"{it.id} {it.full_name}" for it in later)
        raise UsageError(told.format(day=grammar.date_short(dated), names=names))


def chosen(group: Group, students: Sequence[str]) -> list[Trainee]:
    """The trainees of those ids, in whichever case, in that order, once; all for none.

    Raises:
        NotFoundError: The group has no such trainee.
    """
    by_id = {trainee.id: trainee for trainee in group.trainees}
    named = spelling.each_as_written(students, by_id)
    unknown = [student for student in named if student not in by_id]
    if unknown:
        raise NotFoundError(
            _("Trainee"),
            ", ".join(unknown),
            _("See: podshivka groups show {code}").format(
                code=spelling.quoted(group.code)
            ),
        )
    return [by_id[student] for student in named or by_id]


def without_workbook(planned: Sequence[Planned]) -> list[str]:
    """The kinds among the planned documents of which no XLSX is made."""
    return sorted({it.form.name for it in planned if it.form.workbook is None})


def approval_of(form: forms.FormKind) -> str:
    """The order that approved the form, as it is printed; "" for a draft."""
    approval = form.approved
    if approval is None:
        return ""
    return f"приказ от {grammar.date_short(approval.date)} № {approval.order}"


def _about(planned: Planned) -> tuple[str, str, str]:
    """The kind, and the ids of unit and trainee, or ""."""
    unit, trainee = planned.unit, planned.trainee
    return planned.form.name, unit.id if unit else "", trainee.id if trainee else ""


def _of_kind(form: forms.FormKind, request: Request) -> list[Planned]:
    group = request.group
    if form.scope is None:
        told = _("“{kind}” is not made from a group's data. See: {command}")
        raise UsageError(told.format(kind=form.name, command=_COMMANDS[form.name]))
    if form.date != "today":  # it tells how studies, or a part of them, ended
        _refuse_before_study(request)
    if form.scope is Scope.UNIT:
        return [Planned(form, unit=unit) for unit in group.units]
    if form.scope is Scope.TRAINEE:
        trainees = chosen(group, request.students)
        _refuse_before_study(request, trainees)
        return [Planned(form, trainee=it) for it in trainees]
    return [Planned(form)]


def _for_nobody(request: Request, office: Office) -> UsageError:
    """Trainees are named, but none of the kinds is made for each of them."""
    each = [it.name for it in office.kinds.values() if it.scope is Scope.TRAINEE]
    told = _(
        "No paper for a single trainee is made of {kinds}. Leave --student out, or ask "
        "for one of these: {each}."
    )
    kinds = ", ".join(request.kinds)
    return UsageError(told.format(kinds=kinds, each=", ".join(sorted(each)) or "–"))


def _draft(planned: Planned, request: Request, office: Office) -> Draft:
    """Draw number and id, and build the data the document is rendered from."""
    form, group, today = planned.form, request.group, office.today
    day = _day(planned, request, today)
    is_known = form.date == "today" or (request.filled and day <= today)
    printed_day = request.dated or (day if is_known else None)
    title = office.organisation.form_titles.get(form.name, form.title)
    year = (printed_day or today).year
    number, counter = _numbered(planned, request, office, year)
    facts = forms.DocumentFacts(
        document_id=pagecode.new_document_id(),
        kind=form.name,
        title=title,
        number=number,
        date=printed_day,
        approved=approval_of(form),
        draft=form.is_draft_on(printed_day or day),
        supplement_to=request.base.document.number if request.base else "",
        supplement_of=request.base.adds if request.base else "",
    )
    data = forms.build(
        office.organisation,
        group,
        unit=planned.unit,
        trainee=planned.trainee,
        document=facts,
        filled=request.filled,
    )
    trainees = [planned.trainee] if planned.trainee else group.trainees
    document = IssuedDocument(
        document_id=facts.document_id,
        kind=form.name,
        title=f"{title}: {planned.unit.title}" if planned.unit else title,
        number=number,
        date=printed_day or day,
        dated=printed_day is not None,
        group=group.code,
        unit=planned.unit.id if planned.unit else "",
        student=planned.trainee.id if planned.trainee else "",
        students=tuple(trainee.id for trainee in trainees),
        filled=request.filled,
        pages=0,
        issued_at=office.now,
        counter=counter,
        template_sha256=form.template_sha256,
        supplements=request.base.document.document_id if request.base else "",
        group_sha256=agreement.fingerprint(
            request.base.group if request.base else group
        ),
    )
    return Draft(form, document, data)


def _numbered(
    planned: Planned, request: Request, office: Office, year: int
) -> tuple[str, int]:
    """The registration number and its counter; a supplement has its base's."""
    if request.base:
        return request.base.number, 0
    counter = register.next_number(office.issued, planned.form.name, year)
    number = number_of(
        office.organisation,
        planned.form.name,
        year,
        counter,
        group=request.group.code,
        unit=planned.unit.id if planned.unit else "",
    )
    return number, counter


def number_of(
    organisation: Organisation,
    kind: str,
    year: int,
    counter: int,
    *,
    group: str = "",
    unit: str = "",
) -> str:
    """The registration number, by the institute's pattern for that kind."""
    patterns = organisation.numbers
    own = patterns.get(kind) if kind != SUPPLEMENTS else None
    pattern = own or patterns.get("default", "{counter}")
    return pattern.format(year=year, counter=counter, group=group, unit=unit)


def _day(planned: Planned, request: Request, today: date) -> date:
    """The day that the document has, or by plan will have.

    A supplement is never of an earlier day than the one printed on its base.
    """
    if request.dated:
        return request.dated
    day = _day_by_rule(planned, request.group, today)
    base = request.base.document if request.base else None
    return max(day, base.date) if base and base.dated else day


def _day_by_rule(planned: Planned, group: Group, today: date) -> date:
    unit = planned.unit
    match planned.form.date:
        case "today":
            return today
        case "final":
            return group.final_on or group.ends
        case "unit_end" if unit is not None:
            held = [it.date for it in group.sessions if it.unit == unit.id]
            return unit.assessed_on or max(held, default=group.ends)
        case _:
            return group.ends
