"""Results card of one trainee (regulation A, 1.3 and 2.1; regulation B, 1.2, 1.3).

What was planned beside what came of it, by unit and stage; the trainee's own
assessment, and the signature that the trainee has seen it.
"""

from docx.document import Document

from scripts import parts, word
from scripts.word import HEAD_CELL, NB, SMALL_CENTRED, Cell, Look, Row, column

WIDTH_MM = word.LONG_KEPT_TEXT_MM
SMALL = Look(size_pt=9.0)
RESULT = Look(align="center", size_pt=8.0)


def results_card() -> Document:
    """One trainee's results, stage by stage."""
    form = word.new(left_mm=word.LONG_KEPT_LEFT_MM)
    parts.letterhead(form)
    parts.approval_block(form, WIDTH_MM)
    parts.title(form)
    parts.facts(
        form,
        WIDTH_MM,
        parts.Fact(
            "Слушатель",
            "{{ trainee.name }}{% if trainee.birth_date %}, "
            "{{ trainee.birth_date|date }}{% endif %}",
        ),
        parts.Fact(
            "Заказчик",
            "{{ trainee.customer or group.customer }}",
            "trainee.customer or group.customer",
        ),
        *parts.course_facts(),
        parts.Fact("Примечание", "{{ trainee.note }}", "trainee.note"),
    )
    _planned(form)
    _units(form)
    word.gap(form)
    _own_words(form)
    word.gap(form, 8.0, with_next=True)
    _signs(form)
    return form


def _planned(form: Document) -> None:
    """What the whole programme is to give."""
    word.tag(form, "if programme.planned_results")
    bold = Look(size_pt=11.0, bold=True, with_next=True)
    word.text(form, "Планируемые результаты обучения по программе", bold)
    word.tag(form, "for result in programme.planned_results")
    word.text(
        form,
        f"{{{{ loop.index }}}}.{NB}{{{{ result }}}}"
        "{% if loop.last %}.{% else %};{% endif %}",
        Look(size_pt=10.0, left_mm=5.0),
    )
    word.tag(form, "endfor")
    word.gap(form)
    word.tag(form, "endif")


def _units(form: Document) -> None:
    """By unit and stage: planned and actual result, attendance, own assessment."""
    unit = (
        "{{ u.title }} ("
        '{% if u.kind == "module" %}модуль, {% elif u.kind == "stage" %}этап, '
        f"{{% endif %}}{{{{ u.hours }}}}{NB}ч)"
    )
    lessons = (
        "{% set seen = trainee.attendance[u.id] %}{% if seen.lessons %}"
        '{% if seen.attended == "" %}___{% else %}{{ seen.attended }}{% endif %}'
        " из {{ seen.lessons }}{% else %}–{% endif %}"
    )
    form_of = "{{ u.form }}{% if u.assessed_on %}, {{ u.assessed_on|date }}{% endif %}"
    columns = (
        column(7.0, Cell("№", look=HEAD_CELL), Cell("{{ u.n }}", look=SMALL_CENTRED))
        + column(35.0, Cell("Дисциплина (модуль, этап)", look=HEAD_CELL), Cell(unit))
        + column(
            33.0,
            Cell("Планируемый результат", look=HEAD_CELL),
            Cell("{{ u.planned_result }}"),
        )
        + column(29.0, Cell("Аттестация", look=HEAD_CELL), Cell(form_of, look=RESULT))
        + column(
            16.0,
            Cell("Занятий посещено", look=HEAD_CELL),
            Cell(lessons, look=SMALL_CENTRED),
        )
        + column(
            29.5,
            Cell("Результат", look=HEAD_CELL),
            parts.result(parts.OWN_UNIT_GRADE, RESULT),
        )
        + column(
            20.5,
            Cell("Самооценка", look=HEAD_CELL),
            Cell(zone='text_zone(trainee.id, "own-" ~ u.id)'),
        )
    )
    final = Row(
        [
            Cell(),
            Cell(
                "Итоговая аттестация: {{ final.form }}",
                look=Look(size_pt=9.0, bold=True),
            ),
            Cell("{{ trainee.final.topic }}"),
            Cell("{% if final.on %}{{ final.on|date }}{% endif %}", look=SMALL_CENTRED),
            Cell(),
            parts.result(parts.OWN_FINAL_GRADE, RESULT),
            Cell(zone='text_zone(trainee.id, "own-final")'),
        ],
        8.0,
    )
    rows = word.looped(columns, "for u in units", height_mm=8.0, head_mm=9.0)
    word.table(form, columns.widths_mm, [*rows, final])


def _own_words(form: Document) -> None:
    """A box for the trainee's own words."""
    head = Row(
        [
            Cell(
                "Самооценка слушателя: что получилось, над чем продолжать работать",
                look=SMALL,
            )
        ],
        6.0,
        with_next=True,
    )
    room = Row([Cell(zone='text_zone(trainee.id, "own")')], 14.0, with_next=True)
    word.table(form, (WIDTH_MM,), [head, room])


def _signs(form: Document) -> None:
    parts.signatures(
        form,
        WIDTH_MM,
        parts.signature(
            "Куратор группы",
            'sign("curator", "")',
            "{{ group.curator|initials_first }}",
        ),
        parts.signature(
            '{{ trainee.gender|by_gender("Ознакомлен", "Ознакомлена") }}, '
            + parts.SHORT_BLANK_DATE,
            'sign(trainee.id, "seen")',
            "{{ trainee.initials_first }}",
        ),
    )
