"""Use case: what has come since a paper was printed, issued as a supplement to it.

The paper stays as it is. The supplement is a document of the same kind about the
same unit or trainee, with a number made from the number of the paper. It holds the
trainees who joined since, with the sessions since the first of them joined; or, where
the form shows sessions, the sessions that were added, for the trainees who are on
paper already. When both happened there are two supplements, since no grid has both in
one rectangle.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from pipeline import collation, disk, issue, register
from pipeline.agreement import Change, Difference
from pipeline.errors import NothingNewError
from pipeline.model import Group, IssuedDocument, Results

Value = TypeVar("Value")

_NUMBER = "{base}/доп-{counter}"


@dataclass(frozen=True, slots=True)
class Part:
    """What one supplement holds.

    Attributes:
        adds: "people" or "sessions".
        group: The group less all that is on paper.
    """

    adds: str
    group: Group


def supplement(
    office: issue.Office, document_id: str, group: Group
) -> list[IssuedDocument]:
    """Issue supplements to the document, or to the one that it is a supplement to.

    Two clerks at once do not issue the same one twice: the second waits, and is
    then told that nothing is new.

    Args:
        office: Where.
        document_id: Which document.
        group: Its group as it is now.

    Raises:
        NotFoundError: The register has no such document, or its kind is gone.
        UsageError: It is void.
        NothingNewError: Nobody joined and no session was added since.
        TemplateError: The template has faults; all of them.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed.
    """
    base = base_of(office, document_id)
    register.refuse_void(base)
    folder = register.folder_of(office.issued, base.document_id)
    with disk.locked(folder / ".supplement.lock"):
        parts = _parts(office, base, group)
        if not parts:
            raise NothingNewError(base.document_id)
        return [_issued(office, base, group, part) for part in parts]


def base_of(office: issue.Office, document_id: str) -> IssuedDocument:
    """The document itself, or the one that it is a supplement to.

    Raises:
        NotFoundError: The register has no such document.
    """
    document = register.find(office.issued, document_id)
    if not document.supplements:
        return document
    return register.find(office.issued, document.supplements)


def _parts(office: issue.Office, base: IssuedDocument, group: Group) -> list[Part]:
    """One for each supplement."""
    papers = collation.Papers(office.organisation, office.issued, office.catalogue)
    found = collation.differences(base, group, papers)
    joined = _subjects(found, Change.JOINED)
    added = _subjects(found, Change.SESSION_ADDED)
    parts = []
    if joined:
        parts.append(Part("people", _since_joining(_of_people(group, joined))))
    if added:
        printed = register.form_data(office.issued, base.document_id)["units"]
        known = _of_people(group, {one.id for one in group.trainees} - joined)
        part = _of_sessions(known, added, {one["id"] for one in printed})
        parts.append(Part("sessions", part))
    return parts


def _subjects(found: tuple[Difference, ...], what: Change) -> set[str]:
    return {one.subject for one in found if one.what is what}


def _of_people(group: Group, wanted: set[str]) -> Group:
    """The group as if it were these trainees only."""
    everything = group.results
    results = Results(
        attendance=_of(everything.attendance, wanted),
        tasks=_of(everything.tasks, wanted),
        grades=_of(everything.grades, wanted),
        final=_of(everything.final, wanted),
    )
    trainees = tuple(one for one in group.trainees if one.id in wanted)
    return replace(group, trainees=trainees, results=results)


def _since_joining(group: Group) -> Group:
    """The group as if it had no session before the first of its trainees joined."""
    days = [one.joined.date if one.joined else date.min for one in group.trainees]
    sessions = tuple(one for one in group.sessions if one.date >= min(days))
    return replace(group, sessions=sessions)


def _of(branch: dict[str, Value], wanted: set[str]) -> dict[str, Value]:
    return {key: value for key, value in branch.items() if key in wanted}


def _of_sessions(group: Group, wanted: set[str], known: set[str]) -> Group:
    """The group as if it had these sessions only.

    Tasks of the units that are `known` to the paper have their cells there.
    """
    sessions = tuple(one for one in group.sessions if one.id in wanted)
    taught = {one.unit for one in sessions}
    units = tuple(
        replace(one, tasks=() if one.id in known else one.tasks)
        for one in group.units
        if one.id in taught
    )
    return replace(group, sessions=sessions, units=units)


def _issued(
    office: issue.Office, base: IssuedDocument, group: Group, part: Part
) -> IssuedDocument:
    form = issue.form_of(base.kind, office)
    request = issue.Request(
        group=part.group,
        kinds=(base.kind,),
        filled=base.filled,
        base=issue.Base(base, _number(office, base), part.adds, group),
    )
    planned = issue.Planned(
        form,
        unit=next((one for one in part.group.units if one.id == base.unit), None),
        trainee=next(
            (one for one in part.group.trainees if one.id == base.student), None
        ),
    )
    (document,) = issue.generate(request, office, [planned])
    return document


def _number(office: issue.Office, base: IssuedDocument) -> str:
    """One more than there are, void ones counted: a number stays used."""
    counter = len(collation.supplements(office.catalogue, base)) + 1
    pattern = office.organisation.numbers.get(issue.SUPPLEMENTS, _NUMBER)
    return pattern.format(base=base.number, counter=counter)
