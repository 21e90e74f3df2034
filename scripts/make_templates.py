"""Writes the Word templates of the forms: `python -m scripts.make_templates`.

The templates in `templates/` are made here and committed; a test compares them, so
that neither drifts from the other. `--to DIR` writes them elsewhere.

Wording and columns follow the minimum fields of each form: regulation A (2.3–2.5),
regulation B (2.2.1–2.2.4) and ГОСТ Р 7.0.97 for the page.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from docx.document import Document

from scripts import cover, journal, parts, word
from scripts.word import (
    HEAD_CELL,
    SMALL_CENTRED,
    Cell,
    Columns,
    Look,
    Row,
    column,
)

SIGNATURE_MM = (65.0, 50.0, 65.0)
"""Role, signature, name."""
PAPER_AWARDED = (
    '{% if programme.kind == "ПК" %}удостоверения о повышении квалификации'
    '{% elif programme.kind == "ПП" %}диплома о профессиональной переподготовке'
    "{% else %}документа об обучении{% endif %}"
)


def gradesheet() -> Document:
    """Results of one unit of assessment."""
    form = word.new()
    parts.organisation(form)
    parts.title(form)
    parts.facts(
        form,
        word.TEXT_MM,
        parts.Fact("Дисциплина (модуль)", "{{ unit.title }}"),
        parts.Fact("Количество часов", "{{ unit.hours }}"),
        parts.Fact("Форма аттестации", "{{ unit.form }}"),
        parts.Fact("Преподаватель", "{{ unit.teacher }}"),
        *parts.course_facts(),
    )
    grades = parts.grades(
        "unit.scale", "unit.id", "t.grades[unit.id]", "t.grade_words[unit.id]"
    )
    people = parts.numbered(64.0) + grades + _signed("t.id", "unit.id")
    _people(form, people)
    _totals(form)
    name = "{{ unit.teacher|initials_first }}"
    teacher = _signature("Преподаватель", 'sign("teacher", unit.id)', name)
    word.table(form, SIGNATURE_MM, [teacher])
    return form


def final_gradesheet() -> Document:
    """Results of the final assessment, signed by the commission."""
    form = word.new()
    parts.organisation(form)
    parts.title(form)
    parts.facts(
        form,
        word.TEXT_MM,
        parts.Fact("Форма итоговой аттестации", "{{ final.form }}"),
        parts.Fact("Дата проведения", parts.date_or_ink("final.on")),
        parts.Fact(
            "Комиссия назначена приказом",
            parts.order("commission.order"),
            "commission.order.number",
        ),
        *parts.course_facts(),
    )
    grades = parts.grades("final.scale", '"final"', "t.final.grade", "t.final.word")
    topic = column(
        42.0,
        Cell("Тема, вопросы, билет", look=HEAD_CELL),
        Cell(
            "{% if t.here %}{{ t.final.topic }}{% else %}{{ t.note }}{% endif %}",
            'text_zone(t.id, "topic")',
            only_if="t.here",
        ),
    )
    _people(form, parts.numbered(60.0, note=False) + topic + grades)
    _totals(form)
    _commission_signs(form)
    return form


def protocol() -> Document:
    """Minutes of the final assessment."""
    form = word.new()
    parts.organisation(form)
    parts.title(form)
    _place_and_date(form)
    parts.facts(
        form,
        word.TEXT_MM,
        *parts.course_facts(),
        parts.Fact("Форма итоговой аттестации", "{{ final.form }}"),
        parts.Fact(
            "Комиссия назначена приказом",
            parts.order("commission.order"),
            "commission.order.number",
        ),
        parts.Fact("Председатель комиссии", "{{ commission.chair.name }}"),
        parts.Fact(
            "Члены комиссии",
            "{% for m in commission.members %}{{ m.name }}"
            "{% if not loop.last %}, {% endif %}{% endfor %}",
        ),
        parts.Fact("Секретарь комиссии", "{{ commission.secretary.name }}"),
    )
    _section(form, "ПОВЕСТКА ДНЯ")
    _clause(
        form,
        "Проведение итоговой аттестации ({{ final.form }}) слушателей группы "
        "{{ group.code }}, освоивших дополнительную профессиональную программу "
        + parts.PROGRAMME_KIND
        + "«{{ programme.title }}».",
    )
    _section(form, "РЕЗУЛЬТАТЫ")
    topic = Cell(
        "{% if t.here %}{{ t.final.topic }}{% else %}{{ t.note }}{% endif %}",
        'text_zone(t.id, "topic")',
        only_if="t.here",
    )
    opinion = Cell(
        "{{ t.final.opinion }}", 'text_zone(t.id, "opinion")', only_if="t.here"
    )
    people = (
        parts.numbered(44.0, note=False)
        + column(40.0, Cell("Тема, вопросы, билет", look=HEAD_CELL), topic)
        + parts.grades(
            "final.scale",
            '"final"',
            "t.final.grade",
            "t.final.word",
            figure_mm=15.0,
            word_mm=38.0,
        )
        + column(34.0, Cell("Особое мнение", look=HEAD_CELL), opinion)
    )
    _people(form, people, height_mm=8.4)
    _totals(form, with_next=False)
    _protocol_decisions(form)
    _commission_signs(form)
    return form


def certificate() -> Document:
    """What one trainee studied, for whom and how long."""
    form = word.new()
    parts.organisation(form)
    parts.title(form)
    _place_and_date(form)
    _clause(
        form,
        "Выдана {{ trainee.cases.dative }}"
        "{% if trainee.birth_date %}, дата рождения "
        "{{ trainee.birth_date|long_date }}{% endif %}, в подтверждение обучения в "
        "{{ organisation.short_name }} в период с "
        "{{ (trainee.joined.date or group.starts)|long_date }} по "
        "{{ (trainee.left.date or group.ends)|long_date }} по дополнительной "
        "профессиональной программе "
        + parts.PROGRAMME_KIND
        + "«{{ programme.title }}» ({{ programme.hours }} ч).",
    )
    _clause(
        form,
        "{% if group.enrolment_order.number %}Приказ о зачислении "
        + parts.order("group.enrolment_order")
        + ". {% endif %}{% if trainee.left.order %}Приказ об отчислении "
        "{{ trainee.left.order }}.{% endif %}",
    )
    _clause(form, "Изучены следующие дисциплины (модули):", with_next=True)
    _certificate_table(form)
    word.gap(form, 10.0)
    head = _signature(
        "{{ organisation.head.position }}",
        'sign("head", "")',
        "{{ organisation.head.initials_first }}",
        height_mm=16.0,
    )
    word.table(form, SIGNATURE_MM, [head])
    word.text(form, "М.П.", Look(before_pt=10.0, left_mm=70.0))
    return form


KINDS: dict[str, Callable[[], Document]] = {
    "journal": journal.journal,
    "gradesheet": gradesheet,
    "final-gradesheet": final_gradesheet,
    "protocol": protocol,
    "certificate": certificate,
    "cover-sheet": cover.cover_sheet,
}


def write_all(folder: Path) -> None:
    """Every kind's template into `<folder>/<kind>/template.docx`."""
    for kind, make in KINDS.items():
        word.save(make(), folder / kind / "template.docx")


def main() -> None:
    """Write the templates where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("templates"))
    write_all(parser.parse_args().to)


def _place_and_date(form: Document) -> None:
    word.text(form, "{{ organisation.place }}", Look(align="center", after_pt=8.0))


def _section(form: Document, words: str) -> None:
    look = Look(align="center", bold=True, before_pt=6.0, after_pt=3.0, with_next=True)
    word.text(form, words, look)


def _clause(form: Document, words: str, *, with_next: bool = False) -> None:
    look = Look("both", indent_mm=12.5, after_pt=3.0, with_next=with_next)
    word.text(form, words, look)


def _signed(subject: str, item: str) -> Columns:
    return column(
        38.0,
        Cell("Подпись", look=HEAD_CELL),
        Cell(zone=f"sign({subject}, {item})", only_if="t.here"),
    )


def _people(form: Document, columns: Columns, *, height_mm: float = 8.0) -> None:
    rows = word.looped(columns, "for t in trainees", height_mm=height_mm, head_mm=9.0)
    word.table(form, columns.widths_mm, rows)
    word.gap(form)


def _totals(form: Document, *, with_next: bool = True) -> None:
    """How many received each grade; blank: to be counted in ink."""
    counted = column(
        20.0,
        Cell("{{ g.value }}", look=parts.BOX_HEAD),
        Cell("{{ g.count }}", 'text_zone("total", g.value)', look=parts.MARK),
    )
    columns = column(
        26.0, Cell("Итого", look=HEAD_CELL), Cell("человек", look=SMALL_CENTRED)
    ) + word.repeated(counted, "for g in totals", word.TEXT_MM - 26.0)
    rows = [
        Row(columns.head, 6.0, with_next=True),
        Row(columns.body, 7.0, with_next=with_next),
    ]
    word.table(form, columns.widths_mm, rows)
    word.gap(form, 12.0, with_next=with_next)


def _signature(words: str, call: str, name: str, *, height_mm: float = 10.0) -> Row:
    """Role, cell to sign in, name; it stays on the page of what follows."""
    look = Look(size_pt=11.0)
    cells = [
        Cell(words, look=look, ruled=False),
        Cell(zone=call),
        Cell(f"  {name}", look=look, ruled=False),
    ]
    return Row(cells, height_mm, with_next=True)


def _commission_signs(form: Document) -> None:
    """Signatures of all of the commission, on one page."""
    empty = [Cell(ruled=False)] * 2
    rows = [
        _signature(
            "Председатель комиссии",
            'sign("chair", "final")',
            "{{ commission.chair.initials_first }}",
        ),
        Row([Cell("{%tr for m in commission.members %}", ruled=False), *empty]),
        _signature("Член комиссии", 'sign(m.role, "final")', "{{ m.initials_first }}"),
        Row([Cell("{%tr endfor %}", ruled=False), *empty]),
        _signature(
            "Секретарь комиссии",
            'sign("secretary", "final")',
            "{{ commission.secretary.initials_first }}",
        ),
    ]
    word.table(form, SIGNATURE_MM, rows)


def _protocol_decisions(form: Document) -> None:
    """What was decided; it stays on the page of the signatures."""
    _section(form, "РЕШИЛИ")
    _clause(
        form,
        "1. Признать слушателей, получивших положительную оценку, прошедшими "
        "итоговую аттестацию; слушателей, получивших неудовлетворительную оценку или "
        "не явившихся, — не прошедшими её.",
        with_next=True,
    )
    _clause(
        form,
        "2. {% if programme.qualification %}Присвоить слушателям, прошедшим итоговую "
        "аттестацию, квалификацию «{{ programme.qualification }}» и оформить им выдачу "
        "{% else %}Оформить слушателям, прошедшим итоговую аттестацию, выдачу "
        "{% endif %}" + PAPER_AWARDED + ".",
        with_next=True,
    )
    word.gap(form, 12.0, with_next=True)


def _certificate_table(form: Document) -> None:
    graded = Cell(
        "{{ trainee.grades[u.id] }}"
        '{% if u.scale.written_as == "figure" and trainee.grades[u.id] %}'
        " ({{ trainee.grade_words[u.id] }}){% endif %}",
        "text_zone(trainee.id, u.id)",
        only_if="not form.filled",
        look=SMALL_CENTRED,
    )
    centred = Look(align="center", size_pt=10.0)
    columns = (
        column(10.0, Cell("№", look=HEAD_CELL), Cell("{{ loop.index }}", look=centred))
        + column(
            95.0,
            Cell("Дисциплина (модуль)", look=HEAD_CELL),
            Cell("{{ u.title }}", look=Look(size_pt=10.0)),
        )
        + column(
            25.0,
            Cell("Количество часов", look=HEAD_CELL),
            Cell("{{ u.hours_studied }}", look=centred),
        )
        + column(50.0, Cell("Оценка", look=HEAD_CELL), graded)
    )
    rows = word.looped(columns, "for u in studied", height_mm=7.5, head_mm=8.0)
    bold = Look(size_pt=10.0, bold=True)
    total = "{% if studied_hours %}{{ studied_hours|words }}{% endif %}"
    rows.append(
        Row(
            [
                Cell(),
                Cell("Всего часов", look=bold),
                Cell("{{ studied_hours }}", look=Look("center", 10.0, bold=True)),
                Cell(total, look=SMALL_CENTRED),
            ],
            7.5,
        )
    )
    word.table(form, columns.widths_mm, rows)


if __name__ == "__main__":
    main()
