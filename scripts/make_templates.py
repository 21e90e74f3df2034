"""Writes the Word templates of the forms: `python -m scripts.make_templates`.

The templates in `templates/` are made here and committed; a test compares them, so
that neither drifts from the other. `--to DIR` writes them elsewhere.

Wording and columns follow the minimum fields of each form: regulation A (2.3–2.5),
regulation B (2.2.1–2.2.4) and ГОСТ Р 7.0.97 for the page.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document

from scripts import word
from scripts.word import (
    HEAD_CELL,
    SMALL_CENTRED,
    Cell,
    Columns,
    Look,
    Row,
    column,
)

SESSIONS_IN_A_GRID = 14
UNITS_IN_A_TABLE = 6
REMARK_LINES = 12
GRID_MM = word.WIDE_TEXT_MM - 9.0 - 64.0
"""Room right of number and name on a landscape page."""

SIGNATURE_MM = (65.0, 50.0, 65.0)
"""Role, signature, name."""

BOX_HEAD = Look(align="center", size_pt=8.0)
MARK = Look(align="center", size_pt=11.0)
CROSS = Look(align="center", size_pt=12.0, bold=True)

BLANK_DATE = "«____» ______________ 20____ г."
DOCUMENT_DATE = (
    "{% if document.date %}{{ document.date|long_date }}{% else %}"
    + BLANK_DATE
    + "{% endif %}"
)
IS_CHOICE = '{scale}.written_as == "choice"'
PROGRAMME_KIND = (
    '{% if programme.kind == "ПК" %}повышения квалификации '
    '{% elif programme.kind == "ПП" %}профессиональной переподготовки {% endif %}'
)
"""Of which sort the programme is, with a space after it; for others nothing."""
PAPER_AWARDED = (
    '{% if programme.kind == "ПК" %}удостоверения о повышении квалификации'
    '{% elif programme.kind == "ПП" %}диплома о профессиональной переподготовке'
    "{% else %}документа об обучении{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says; it is left out where the condition fails."""

    label: str
    said: str
    only_if: str = ""


def journal() -> Document:
    """Attendance and results of one group, landscape."""
    form = word.new(landscape=True)
    _journal_title(form)
    _journal_contents(form)
    _journal_trainees(form)
    word.tag(form, "for u in units if u.sessions or u.tasks")
    _journal_grid(form)
    _journal_log(form)
    word.tag(form, "endfor")
    _journal_results(form)
    _journal_remarks(form)
    return form


def gradesheet() -> Document:
    """Results of one unit of assessment."""
    form = word.new()
    _organisation(form)
    _title(form)
    _facts(
        form,
        word.TEXT_MM,
        Fact("Дисциплина (модуль)", "{{ unit.title }}"),
        Fact("Количество часов", "{{ unit.hours }}"),
        Fact("Форма аттестации", "{{ unit.form }}"),
        Fact("Преподаватель", "{{ unit.teacher }}"),
        *_course_facts(),
    )
    grades = _grades(
        "unit.scale", "unit.id", "t.grades[unit.id]", "t.grade_words[unit.id]"
    )
    people = _numbered(64.0) + grades + _signed("t.id", "unit.id")
    _people(form, people)
    _totals(form)
    name = "{{ unit.teacher|initials_first }}"
    teacher = _signature("Преподаватель", 'sign("teacher", unit.id)', name)
    word.table(form, SIGNATURE_MM, [teacher])
    return form


def final_gradesheet() -> Document:
    """Results of the final assessment, signed by the commission."""
    form = word.new()
    _organisation(form)
    _title(form)
    _facts(
        form,
        word.TEXT_MM,
        Fact("Форма итоговой аттестации", "{{ final.form }}"),
        Fact("Дата проведения", _date_or_ink("final.on")),
        Fact(
            "Комиссия назначена приказом",
            _order("commission.order"),
            "commission.order.number",
        ),
        *_course_facts(),
    )
    grades = _grades("final.scale", '"final"', "t.final.grade", "t.final.word")
    topic = column(
        42.0,
        Cell("Тема, вопросы, билет", look=HEAD_CELL),
        Cell(
            "{% if t.here %}{{ t.final.topic }}{% else %}{{ t.note }}{% endif %}",
            'text_zone(t.id, "topic")',
            only_if="t.here",
        ),
    )
    _people(form, _numbered(60.0, note=False) + topic + grades)
    _totals(form)
    _commission_signs(form)
    return form


def protocol() -> Document:
    """Minutes of the final assessment."""
    form = word.new()
    _organisation(form)
    _title(form)
    _place_and_date(form)
    _facts(
        form,
        word.TEXT_MM,
        *_course_facts(),
        Fact("Форма итоговой аттестации", "{{ final.form }}"),
        Fact(
            "Комиссия назначена приказом",
            _order("commission.order"),
            "commission.order.number",
        ),
        Fact("Председатель комиссии", "{{ commission.chair.name }}"),
        Fact(
            "Члены комиссии",
            "{% for m in commission.members %}{{ m.name }}"
            "{% if not loop.last %}, {% endif %}{% endfor %}",
        ),
        Fact("Секретарь комиссии", "{{ commission.secretary.name }}"),
    )
    _section(form, "ПОВЕСТКА ДНЯ")
    _clause(
        form,
        "Проведение итоговой аттестации ({{ final.form }}) слушателей группы "
        "{{ group.code }}, освоивших дополнительную профессиональную программу "
        + PROGRAMME_KIND
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
        _numbered(44.0, note=False)
        + column(40.0, Cell("Тема, вопросы, билет", look=HEAD_CELL), topic)
        + _grades(
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
    _organisation(form)
    _title(form)
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
        + PROGRAMME_KIND
        + "«{{ programme.title }}» ({{ programme.hours }} ч).",
    )
    _clause(
        form,
        "{% if group.enrolment_order.number %}Приказ о зачислении "
        + _order("group.enrolment_order")
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
    "journal": journal,
    "gradesheet": gradesheet,
    "final-gradesheet": final_gradesheet,
    "protocol": protocol,
    "certificate": certificate,
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


def _organisation(form: Document) -> None:
    word.tag(form, "if form.draft")
    word.text(form, "ПРОЕКТ", Look(align="right", bold=True))
    word.tag(form, "elif form.approved")
    approved = Look(align="right", size_pt=9.0)
    word.text(form, "Форма утверждена: {{ form.approved }}", approved)
    word.tag(form, "endif")
    word.text(form, "{{ organisation.full_name }}", Look(align="center", after_pt=2.0))
    word.text(
        form, "{{ organisation.short_name }}", Look(align="center", after_pt=10.0)
    )


def _title(form: Document) -> None:
    title = Look(align="center", size_pt=14.0, bold=True)
    word.text(form, "{{ form.title|upper }}", title)
    numbered = Look(align="center", after_pt=8.0)
    word.text(form, "№ {{ document.number }} от " + DOCUMENT_DATE, numbered)


def _place_and_date(form: Document) -> None:
    word.text(form, "{{ organisation.place }}", Look(align="center", after_pt=8.0))


def _course_facts() -> tuple[Fact, ...]:
    return (
        Fact(
            "Программа " + PROGRAMME_KIND,
            "«{{ programme.title }}», {{ programme.hours }} ч",
        ),
        Fact(
            "Группа",
            "{{ group.code }}, {{ group.starts|date }} – {{ group.ends|date }}"
            "{% if group.form_of_study %}, форма обучения: "
            "{{ group.form_of_study }}{% endif %}",
        ),
    )


def _facts(form: Document, width_mm: float, *facts: Fact) -> None:
    """Labels and what they say, without lines."""
    label_mm = 58.0
    rows = [row for fact in facts for row in _fact_rows(fact)]
    word.table(form, (label_mm, width_mm - label_mm), rows)
    word.gap(form)


def _fact_rows(fact: Fact) -> list[Row]:
    label = Cell(fact.label, look=Look(size_pt=11.0), ruled=False)
    said = Cell(fact.said, look=Look(size_pt=11.0, bold=True), ruled=False)
    row = Row([label, said], 5.0)
    if not fact.only_if:
        return [row]
    empty = Cell(ruled=False)
    opening = Row([Cell(f"{{%tr if {fact.only_if} %}}", ruled=False), empty])
    closing = Row([Cell("{%tr endif %}", ruled=False), empty])
    return [opening, row, closing]


def _section(form: Document, words: str) -> None:
    look = Look(align="center", bold=True, before_pt=6.0, after_pt=3.0, with_next=True)
    word.text(form, words, look)


def _clause(form: Document, words: str, *, with_next: bool = False) -> None:
    look = Look("both", indent_mm=12.5, after_pt=3.0, with_next=with_next)
    word.text(form, words, look)


def _order(place: str) -> str:
    """«№ 12-К от 02.02.2026», or nothing."""
    return (
        f"{{% if {place}.number %}}№ {{{{ {place}.number }}}} от "
        f"{{{{ {place}.date|date }}}}{{% endif %}}"
    )


def _date_or_ink(place: str) -> str:
    return (
        f"{{% if {place} %}}{{{{ {place}|long_date }}}}{{% else %}}"
        f"{BLANK_DATE}{{% endif %}}"
    )


def _numbered(
    name_mm: float, *, note: bool = True, head: str = "Фамилия, имя, отчество"
) -> Columns:
    """Number and name of a trainee; a note says who was not in the group."""
    name = "{{ t.name }}"
    if note:
        name += "{% if t.note %} ({{ t.note }}){% endif %}"
    return column(
        9.0, Cell("№", look=HEAD_CELL), Cell("{{ t.n }}", look=SMALL_CENTRED)
    ) + column(name_mm, Cell(head, look=HEAD_CELL), Cell(name))


def _grades(
    scale: str,
    item: str,
    given: str,
    spoken: str,
    *,
    figure_mm: float = 18.0,
    word_mm: float = 51.0,
) -> Columns:
    """Boxes of a short scale, or a figure with its word beside it."""
    box = Cell(
        f"{{% if {given} == g.value %}}×{{% endif %}}",
        f"choice(t.id, {item}, g.value)",
        only_if="t.here",
        look=CROSS,
    )
    boxes = column(10.0, Cell("{{ g.value }}", look=BOX_HEAD), box)
    figure = Cell(
        f"{{{{ {given} }}}}",
        f"grade(t.id, {item})",
        only_if="t.here",
        look=MARK,
    )
    in_words = Cell(f"{{{{ {spoken} }}}}", f"text_zone(t.id, {item})", only_if="t.here")
    figures = column(figure_mm, Cell("Оценка цифрой", look=HEAD_CELL), figure) + column(
        word_mm, Cell("Оценка прописью", look=HEAD_CELL), in_words
    )
    return word.chosen(
        IS_CHOICE.format(scale=scale),
        word.repeated(boxes, f"for g in {scale}.grades", figure_mm + word_mm),
        figures,
    )


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
        Cell("{{ g.value }}", look=BOX_HEAD),
        Cell("{{ g.count }}", 'text_zone("total", g.value)', look=MARK),
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


def _journal_title(form: Document) -> None:
    _organisation(form)
    word.gap(form, 60.0)
    word.text(
        form, "{{ form.title|upper }}", Look("center", 18.0, bold=True, after_pt=6.0)
    )
    word.text(form, "№ {{ document.number }}", Look(align="center", after_pt=20.0))
    _facts(
        form,
        word.WIDE_TEXT_MM,
        *_course_facts(),
        Fact("Куратор", "{{ group.curator }}", "group.curator"),
        Fact("Заказчик", "{{ group.customer }}", "group.customer"),
        Fact("Журнал начат", "{{ group.starts|long_date }}"),
        Fact("Журнал окончен", DOCUMENT_DATE),
    )


def _journal_contents(form: Document) -> None:
    word.heading(form, "Содержание", new_page=True)
    columns = (
        column(
            12.0,
            Cell("№", look=HEAD_CELL),
            Cell("{{ u.n }}", look=SMALL_CENTRED),
        )
        + column(
            125.0, Cell("Дисциплина (модуль)", look=HEAD_CELL), Cell("{{ u.title }}")
        )
        + column(
            20.0,
            Cell("Часов", look=HEAD_CELL),
            Cell("{{ u.hours }}", look=SMALL_CENTRED),
        )
        + column(45.0, Cell("Форма аттестации", look=HEAD_CELL), Cell("{{ u.form }}"))
        + column(65.0, Cell("Преподаватель", look=HEAD_CELL), Cell("{{ u.teacher }}"))
    )
    rows = word.looped(columns, "for u in units", height_mm=7.0, head_mm=7.0)
    word.table(form, columns.widths_mm, rows)
    _legend(form)


def _legend(form: Document) -> None:
    word.text(
        form,
        "Условные обозначения: {% for l in legend %}«{{ l.mark }}» – {{ l.meaning }}"
        "{% if not loop.last %}; {% endif %}{% endfor %}; пустая клетка – "
        "присутствовал(а); «–» – не числился(лась) в группе.",
        Look(size_pt=10.0, before_pt=8.0),
    )


def _journal_trainees(form: Document) -> None:
    word.heading(form, "Список слушателей", new_page=True)
    columns = (
        column(12.0, Cell("№", look=HEAD_CELL), Cell("{{ t.n }}", look=SMALL_CENTRED))
        + column(
            100.0, Cell("Фамилия, имя, отчество", look=HEAD_CELL), Cell("{{ t.name }}")
        )
        + column(80.0, Cell("Заказчик", look=HEAD_CELL), Cell("{{ t.customer }}"))
        + column(75.0, Cell("Примечание", look=HEAD_CELL), Cell("{{ t.note }}"))
    )
    rows = word.looped(columns, "for t in trainees", height_mm=5.6, head_mm=6.0)
    word.table(form, columns.widths_mm, rows)


def _journal_grid(form: Document) -> None:
    """Who was there: trainee × session, in parts as wide as the page.

    The last part also has a column for each task of the curriculum (regulation B,
    2.2.3), named by its number.
    """
    word.tag(form, f"for chunk in u.sessions|chunk({SESSIONS_IN_A_GRID})")
    word.tag(form, "set tasks = u.tasks if loop.last else []")
    word.heading(
        form,
        "{{ u.n }}. {{ u.title }}. Посещаемость"
        "{% if not loop.first %} (продолжение){% endif %}",
        new_page=True,
    )
    word.tag(form, "if tasks")
    word.text(
        form,
        "Задания: {% for k in tasks %}{{ k.n }} – {{ k.title }}"
        "{% if not loop.last %}; {% endif %}{% endfor %}.",
        Look(size_pt=10.0, after_pt=4.0, with_next=True),
    )
    word.tag(form, "endif")
    mark = column(
        12.0,
        Cell("{{ c.date|date }}", look=BOX_HEAD, upward=True),
        Cell(
            "{% if t.expected[c.id] %}{{ t.marks[c.id] }}{% else %}–{% endif %}",
            "mark(t.id, c.id)",
            only_if="t.expected[c.id]",
            look=MARK,
        ),
    )
    task = column(
        12.0,
        Cell("Задание {{ c.n }}", look=BOX_HEAD, upward=True),
        Cell(
            "{% if t.tasks[u.id][c.id] %}×{% endif %}",
            'choice(t.id, c.id, "выполнено")',
            look=CROSS,
        ),
    )
    # The head is repeated on every page, the heading above is not.
    head = "Дисциплина {{ u.n }}: фамилия, имя, отчество"
    columns = _numbered(64.0, note=False, head=head) + word.repeated(
        word.chosen("c.date is defined", mark, task), "for c in chunk + tasks", GRID_MM
    )
    rows = word.looped(columns, "for t in trainees", height_mm=6.6, head_mm=17.0)
    word.table(form, columns.widths_mm, rows)
    word.tag(form, "endfor")


def _journal_log(form: Document) -> None:
    """What was taught, each lesson signed by its teacher."""
    word.tag(form, "if u.sessions")
    word.heading(form, "{{ u.n }}. {{ u.title }}. Учёт проведённых занятий")
    columns = (
        column(
            22.0,
            Cell("Дата", look=HEAD_CELL),
            Cell("{{ s.date|date }}", look=SMALL_CENTRED),
        )
        + column(
            15.0,
            Cell("Часов", look=HEAD_CELL),
            Cell("{{ s.hours }}", look=SMALL_CENTRED),
        )
        + column(115.0, Cell("Тема занятия", look=HEAD_CELL), Cell("{{ s.topic }}"))
        + column(30.0, Cell("Вид занятия", look=HEAD_CELL), Cell("{{ s.kind }}"))
        + column(
            45.0,
            Cell("Преподаватель", look=HEAD_CELL),
            Cell("{{ (s.teacher or u.teacher)|short_name }}"),
        )
        + column(
            40.0, Cell("Подпись", look=HEAD_CELL), Cell(zone='sign("teacher", s.id)')
        )
    )
    rows = word.looped(columns, "for s in u.sessions", height_mm=7.3, head_mm=6.0)
    word.table(form, columns.widths_mm, rows)
    word.tag(form, "endif")


def _journal_results(form: Document) -> None:
    """Grades by discipline; the disciplines are named by their numbers."""
    word.tag(form, f"for chunk in units|chunk({UNITS_IN_A_TABLE})")
    word.heading(form, "Результаты промежуточной аттестации", new_page=True)
    word.text(
        form,
        "{% for u in chunk %}{{ u.n }} – {{ u.title }} ({{ u.form }})"
        "{% if not loop.last %}; {% endif %}{% endfor %}.",
        Look(size_pt=10.0, after_pt=4.0, with_next=True),
    )
    box = column(
        9.0,
        Cell("{{ u.n }}. {{ g.value }}", look=HEAD_CELL, upward=True),
        Cell(
            "{% if t.grades[u.id] == g.value %}×{% endif %}",
            "choice(t.id, u.id, g.value)",
            look=CROSS,
        ),
    )
    figure = column(
        16.0,
        Cell("{{ u.n }}. оценка", look=HEAD_CELL, upward=True),
        Cell(
            "{{ t.grades[u.id] }}",
            "grade(t.id, u.id)",
            look=MARK,
        ),
    )
    by_unit = word.repeated(
        word.chosen(
            IS_CHOICE.format(scale="u.scale"),
            word.repeated(box, "for g in u.scale.grades", 25.0),
            figure,
        ),
        "for u in chunk",
        GRID_MM,
    )
    columns = _numbered(64.0, note=False) + by_unit
    rows = word.looped(columns, "for t in trainees", height_mm=7.2, head_mm=30.0)
    word.table(form, columns.widths_mm, rows)
    word.tag(form, "endfor")


def _journal_remarks(form: Document) -> None:
    word.heading(form, "Замечания по ведению журнала", new_page=True)
    heads = (
        "Дата",
        "Замечание",
        "Проверяющий",
        "Срок устранения",
        "Отметка об устранении",
    )
    widths_mm = (25.0, 110.0, 50.0, 32.0, 50.0)
    parts = ("date", "remark", "inspector", "deadline", "done")
    empty = [Cell()] * 4
    rows = [
        Row([Cell(head, look=HEAD_CELL) for head in heads], 8.0, head=True),
        Row([Cell(f"{{%tr for n in range({REMARK_LINES}) %}}"), *empty]),
        Row(
            [
                Cell(zone=f'text_zone("inspector", "{part}-" ~ (n + 1))')
                for part in parts
            ],
            10.0,
        ),
        Row([Cell("{%tr endfor %}"), *empty]),
    ]
    word.table(form, widths_mm, rows)


if __name__ == "__main__":
    main()
