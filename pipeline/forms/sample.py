"""A small invented group, to try templates on without anybody's data."""

from datetime import date, timedelta

from pipeline import pagecode
from pipeline.forms import book, cover
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

_OWN_BRANCHES = {
    cover.KIND: {"cover": cover.sample_branch()},
    book.KIND: {"book": book.sample_branch()},
}
_STARTS, _ENDS = date(2026, 2, 2), date(2026, 5, 3)
_UNIT_KINDS = ("stage", "discipline", "module")
_PEOPLE = (
    ("Образцова", "Вера", "Павловна"),
    ("Пробный", "Иван", "Ильич"),
    ("Черняк", "Анна", ""),
)


def data(
    form: FormKind, organisation: Organisation, *, filled: bool = True
) -> dict[str, object]:
    """The data of one document of that kind, of an invented group.

    Papers that no group's data makes have their own branch beside it.
    """
    group = _group(organisation)
    facts = DocumentFacts(
        document_id=pagecode.SAMPLE_ID,
        kind=form.name,
        title=organisation.form_titles.get(form.name, form.title),
        number="ОБ-1/2026-1",
        date=_ENDS,
        approved="",
        draft=form.draft,
    )
    tree = build(
        organisation,
        group,
        unit=group.units[0] if form.scope is Scope.UNIT else None,
        trainee=group.trainees[0] if form.scope is Scope.TRAINEE else None,
        document=facts,
        filled=filled,
    )
    return tree | _OWN_BRANCHES.get(form.name, {})


def _group(organisation: Organisation) -> Group:
    scales = organisation.grade_scales
    trainees = tuple(
        Trainee(f"T{n}", *names, birth_date=date(1990, n, 1))
        for n, names in enumerate(_PEOPLE, start=1)
    )
    units = tuple(
        Unit(
            id=f"D{n}",
            kind=_UNIT_KINDS[n % len(_UNIT_KINDS)],
            title=f"Название {n}",
            hours=16,
            form="зачёт",
            scale=scale.id,
            teacher="Учителева Ольга Олеговна",
            tasks=(Task(f"D{n}-1", "Эссе"),),
            planned_result=f"Умеет показать образец {n}",
            assessed_on=_STARTS + timedelta(days=30 * n),
        )
        for n, scale in enumerate(scales, start=1)
    )
    return Group(
        code="ОБ-1",
        starts=_STARTS,
        ends=_ENDS,
        programme=Programme(
            "Образец программы", "ПК", 16 * len(units), "", ("Умеет показать образец",)
        ),
        trainees=trainees,
        units=units,
        sessions=_sessions(units),
        commission=Commission(
            chair="Главная Мария Ивановна",
            members=("Первый Пётр Петрович", "Вторая Анна Андреевна"),
            secretary="Писарева Нина Юрьевна",
            order=Order("1-К", _STARTS),
        ),
        final_form="итоговый экзамен",
        final_scale=scales[0].id,
        final_on=_ENDS,
        results=_results(organisation, trainees, units),
        form_of_study="очная",
        department="Кафедра образцов",
        customer="ООО «Образец»",
        curator="Кураторова Дарья Денисовна",
        enrolment_order=Order("2-З", _STARTS),
    )


def _sessions(units: tuple[Unit, ...]) -> tuple[Session, ...]:
    return tuple(
        Session(
            id=f"S{place}{turn}",
            date=_STARTS + timedelta(days=30 * place + turn),
            unit=unit.id,
            hours=4,
            topic=f"Тема {turn}",
            kind="лекция",
            teacher=unit.teacher,
        )
        for place, unit in enumerate(units)
        for turn in (1, 2)
    )


def _results(
    organisation: Organisation, trainees: tuple[Trainee, ...], units: tuple[Unit, ...]
) -> Results:
    mark = organisation.attendance_marks[0].mark
    scales = {scale.id: scale for scale in organisation.grade_scales}
    best = {unit.id: scales[unit.scale].values[0].value for unit in units}
    final = organisation.grade_scales[0].values[0].value
    return Results(
        attendance={it.id: {"S01": mark} for it in trainees},
        tasks={
            it.id: {unit.id: (unit.tasks[0].id,) for unit in units} for it in trainees
        },
        grades={it.id: dict(best) for it in trainees},
        final={it.id: FinalResult(final, "Тема работы") for it in trainees},
    )
