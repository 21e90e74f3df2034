"""An invented group at the edge of what forms must hold, to try templates on.

Many people with long names, one without a patronymic, titles and topics of several
lines, as many lessons as a discipline may have. What breaks a form breaks here.
"""

from datetime import date, timedelta
from typing import Final

from pipeline import pagecode
from pipeline.forms import sample
from pipeline.forms.context import DocumentFacts, build
from pipeline.forms.kinds import FormKind
from pipeline.model import (
    Commission,
    FinalResult,
    Group,
    Order,
    Organisation,
    Programme,
    Results,
    Scope,
    Session,
    Task,
    Trainee,
    Unit,
)

TRAINEES: Final = 40
SESSIONS_EACH: Final = 20

_STARTS: Final = date(2026, 2, 2)
_ENDS: Final = _STARTS + timedelta(days=300)
_LONG: Final = (
    "Психологическое консультирование и психотерапевтическая помощь взрослым, "
    "подросткам и семьям в ситуациях жизненных кризисов: методология, исследования, "
    "практика и профессиональная этика специалиста помогающих профессий в "
    "образовательной организации"
)
_PERSON: Final = "Преображенская-Вознесенская Александра Вячеславовна"


def samples(
    form: FormKind, organisation: Organisation
) -> tuple[dict[str, object], ...]:
    """The data that a kind is checked with: a small group, and this one twice.

    Papers that no group's data makes have the small sample only.
    """
    if form.scope is None:
        return (sample.data(form, organisation),)
    return (
        sample.data(form, organisation),
        data(form, organisation, filled=True),
        data(form, organisation, filled=False),
    )


def data(
    form: FormKind, organisation: Organisation, *, filled: bool
) -> dict[str, object]:
    """The data of one document of that kind, of the strained group."""
    group = _group(organisation)
    facts = DocumentFacts(
        document_id=pagecode.SAMPLE_ID,
        kind=form.name,
        title=organisation.form_titles.get(form.name, form.title),
        number="ОБ-1/2026-1000",
        date=_ENDS if filled else None,
        approved="приказ от 02.02.2026 № 1000-О",
        draft=form.draft,
    )
    return build(
        organisation,
        group,
        unit=group.units[-1] if form.scope is Scope.UNIT else None,
        trainee=group.trainees[0] if form.scope is Scope.TRAINEE else None,
        document=facts,
        filled=filled,
    )


def _group(organisation: Organisation) -> Group:
    units = tuple(
        Unit(
            id=f"D{n}",
            kind="discipline",
            title=f"{n}. {_LONG}",
            hours=144,
            form="дифференцированный зачёт",
            scale=scale.id,
            teacher=_PERSON,
            tasks=tuple(Task(f"W{k}", f"Эссе {k}") for k in range(1, 7)),
            assessed_on=_STARTS + timedelta(days=30 * n),
        )
        for n, scale in enumerate(organisation.grade_scales, start=1)
    )
    sessions = tuple(map(_session, units * SESSIONS_EACH, range(10**6)))
    return Group(
        code="ОБРАЗЕЦ-2026-ПП-1",
        starts=_STARTS,
        ends=_ENDS,
        programme=Programme(_LONG, "ПП", 1000, "Психолог-консультант", (_LONG,) * 4),
        trainees=tuple(map(_trainee, range(1, TRAINEES + 1))),
        units=units,
        sessions=sessions,
        commission=Commission(
            chair=_PERSON,
            members=(_PERSON,) * 4,
            secretary=_PERSON,
            order=Order("1000-К", _STARTS),
        ),
        final_form="защита итоговой аттестационной работы",
        final_scale=organisation.grade_scales[-1].id,
        final_on=_ENDS,
        results=_results(organisation, units, sessions),
        form_of_study="очно-заочная",
        curator=_PERSON,
        enrolment_order=Order("1000-З", _STARTS),
    )


def _trainee(n: int) -> Trainee:
    surname, given, patronymic = _PERSON.split()
    if n == 2:
        return Trainee("T2", "Ли", "Ян", "", birth_date=_STARTS)
    return Trainee(f"T{n}", surname, given, patronymic, birth_date=_STARTS)


def _session(unit: Unit, n: int) -> Session:
    return Session(
        id=f"S{n}",
        date=_STARTS + timedelta(days=n),
        unit=unit.id,
        hours=4,
        topic=f"Тема {n}. {_LONG[:120]}",
        kind="практическое занятие",
        teacher=unit.teacher,
    )


def _results(
    organisation: Organisation, units: tuple[Unit, ...], sessions: tuple[Session, ...]
) -> Results:
    people = [f"T{n}" for n in range(1, TRAINEES + 1)]
    marks = organisation.attendance_marks
    scales = {scale.id: scale for scale in organisation.grade_scales}
    longest = {
        unit.id: max((one.value for one in scales[unit.scale].values), key=len)
        for unit in units
    }
    attended = {one.id: marks[0].mark for one in sessions[::3]} if marks else {}
    return Results(
        attendance=dict.fromkeys(people, attended),
        tasks={it: {unit.id: (unit.tasks[0].id,) for unit in units} for it in people},
        grades=dict.fromkeys(people, longest),
        final=dict.fromkeys(people, FinalResult(longest[units[-1].id], _LONG)),
    )
