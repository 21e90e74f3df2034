"""The journal of a group: attendance, lessons and results (regulation A, 2.4)."""

from docx.document import Document

from scripts import parts, word
from scripts.word import HEAD_CELL, SMALL_CENTRED, Cell, Look, Row, column

SESSIONS_IN_A_GRID = 14
UNITS_IN_A_TABLE = 6
REMARK_LINES = 12
GRID_MM = word.WIDE_TEXT_MM - 9.0 - 64.0
"""Room right of number and name on a landscape page."""


def journal() -> Document:
    """Attendance and results of one group, landscape."""
    form = word.new(landscape=True)
    _title(form)
    _contents(form)
    _trainees(form)
    word.tag(form, "for u in units if u.sessions or u.tasks")
    _grid(form)
    _log(form)
    word.tag(form, "endfor")
    _results(form)
    _remarks(form)
    return form


def _title(form: Document) -> None:
    parts.organisation(form)
    word.gap(form, 60.0)
    word.text(
        form, "{{ form.title|upper }}", Look("center", 18.0, bold=True, after_pt=6.0)
    )
    word.text(form, "№ {{ document.number }}", Look(align="center", after_pt=20.0))
    parts.facts(
        form,
        word.WIDE_TEXT_MM,
        *parts.course_facts(),
        parts.Fact("Куратор", "{{ group.curator }}", "group.curator"),
        parts.Fact("Заказчик", "{{ group.customer }}", "group.customer"),
        parts.Fact("Журнал начат", "{{ group.starts|long_date }}"),
        parts.Fact("Журнал окончен", parts.DOCUMENT_DATE),
    )


def _contents(form: Document) -> None:
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


def _trainees(form: Document) -> None:
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


def _grid(form: Document) -> None:
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
        Cell("{{ c.date|date }}", look=parts.BOX_HEAD, upward=True),
        Cell(
            "{% if t.expected[c.id] %}{{ t.marks[c.id] }}{% else %}–{% endif %}",
            "mark(t.id, c.id)",
            only_if="t.expected[c.id]",
            look=parts.MARK,
        ),
    )
    task = column(
        12.0,
        Cell("Задание {{ c.n }}", look=parts.BOX_HEAD, upward=True),
        Cell(
            "{% if t.tasks[u.id][c.id] %}×{% endif %}",
            'choice(t.id, c.id, "выполнено")',
            look=parts.CROSS,
        ),
    )
    # The head is repeated on every page, the heading above is not.
    head = "Дисциплина {{ u.n }}: фамилия, имя, отчество"
    columns = parts.numbered(64.0, note=False, head=head) + word.repeated(
        word.chosen("c.date is defined", mark, task), "for c in chunk + tasks", GRID_MM
    )
    rows = word.looped(columns, "for t in trainees", height_mm=6.6, head_mm=17.0)
    word.table(form, columns.widths_mm, rows)
    word.tag(form, "endfor")


def _log(form: Document) -> None:
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


def _results(form: Document) -> None:
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
            look=parts.CROSS,
        ),
    )
    figure = column(
        16.0,
        Cell("{{ u.n }}. оценка", look=HEAD_CELL, upward=True),
        Cell(
            "{{ t.grades[u.id] }}",
            "grade(t.id, u.id)",
            look=parts.MARK,
        ),
    )
    by_unit = word.repeated(
        word.chosen(
            parts.IS_CHOICE.format(scale="u.scale"),
            word.repeated(box, "for g in u.scale.grades", 25.0),
            figure,
        ),
        "for u in chunk",
        GRID_MM,
    )
    columns = parts.numbered(64.0, note=False) + by_unit
    rows = word.looped(columns, "for t in trainees", height_mm=7.2, head_mm=30.0)
    word.table(form, columns.widths_mm, rows)
    word.tag(form, "endfor")


def _remarks(form: Document) -> None:
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
