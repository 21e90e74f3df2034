"""The journal of a group: attendance, lessons and results.

Regulation A, 2.4; regulation B, 2.2.3. Upright, so that a group of thirty has its
names on one page, and a discipline of few lessons has grid and log on one page.
"""

from collections.abc import Callable

from docx.document import Document

from scripts import parts, word
from scripts.word import HEAD_CELL, NB, SMALL_CENTRED, Cell, Columns, Look, Row, column

SESSIONS_IN_A_GRID = 15
UNITS_IN_A_TABLE = 4
REMARK_LINES = 12
NAME_MM, LONG_NAME_MM = 42.0, 84.0
FEW_SESSIONS = 7
"""So many leave room for whole names, and would be too wide without them."""
GRID_MM = word.TEXT_MM - parts.NUMBER_MM - NAME_MM
"""Room right of number and name."""
SHORT_TITLE = "{{ u.n }}. {{ u.title[:80] }}{% if u.title|length > 80 %}…{% endif %}"
OF_PEOPLE = 'document.supplement_of == "people"'
OF_SESSIONS = 'document.supplement_of == "sessions"'
LEGEND = (
    "{% for l in legend %}«{{ l.mark }}» – {{ l.meaning }}; {% endfor %}"
    "пустая клетка – присутствовал(а); «нч» – не в группе."
)


def journal() -> Document:
    """Attendance and results of one group."""
    form = word.new()
    _title(form)
    _contents(form)
    _unless(form, OF_SESSIONS, _trainees)
    word.tag(form, "for u in units if u.sessions or u.tasks")
    _grid(form)
    _unless(form, OF_PEOPLE, _log)
    word.tag(form, "endfor")
    _unless(form, OF_SESSIONS, _results)
    _unless(form, "document.supplement_to", _remarks)
    _end(form)
    return form


def _end(form: Document) -> None:
    """A supplement would end with a table, and LibreOffice lose the last zone."""
    word.tag(form, "if document.supplement_to")
    word.gap(form, 1.0)
    word.tag(form, "endif")


def _unless(form: Document, condition: str, part: Callable[[Document], None]) -> None:
    """The part of the form, where a supplement does not leave it to its journal."""
    word.tag(form, f"if not ({condition})")
    part(form)
    word.tag(form, "endif")


def _section(form: Document, words: str, anchor: str) -> None:
    """The heading of the first or the next table of a loop, on a page of its own.

    Some who joined later take a few lines each time: theirs share pages.
    """
    opening = f"if {OF_PEOPLE}"
    for statement, new_page in ((opening, False), ("else", True)):
        word.tag(form, statement)
        word.heading(
            form,
            words + "{% if not loop.first %} (продолжение){% endif %}",
            new_page=new_page,
            anchor=anchor,
            anchor_if="loop.first",
        )
    word.tag(form, "endif")


def _title(form: Document) -> None:
    parts.letterhead(form)
    parts.approval_block(form, word.TEXT_MM)
    word.gap(form, 130.0)
    word.text(
        form, "{{ form.title|upper }}", Look("center", 20.0, bold=True, after_pt=6.0)
    )
    parts.supplement(form)
    word.text(
        form, f"№{NB}{{{{ document.number }}}}", Look(align="center", after_pt=40.0)
    )
    parts.facts(
        form,
        word.TEXT_MM,
        *parts.course_facts(),
        parts.Fact("Подразделение", "{{ group.department }}", "group.department"),
        parts.Fact("Куратор", "{{ group.curator }}", "group.curator"),
        parts.Fact("Заказчик", "{{ group.customer }}", "group.customer"),
        parts.Fact("Журнал начат", "{{ group.starts|long_date }}"),
        parts.Fact("Журнал окончен", parts.DOCUMENT_DATE),
    )


def _contents(form: Document) -> None:
    word.heading(form, "Содержание", new_page=True)
    centred = Cell("{{ u.n }}", look=SMALL_CENTRED)
    page = Cell(
        zone='page_of("unit" ~ u.n, 9)',
        only_if="u.sessions or u.tasks",
        look=SMALL_CENTRED,
    )
    columns = (
        column(9.0, Cell("№", look=HEAD_CELL), centred)
        + column(
            74.0, Cell("Дисциплина (модуль)", look=HEAD_CELL), Cell("{{ u.title }}")
        )
        + column(
            14.0,
            Cell("Часов", look=HEAD_CELL),
            Cell("{{ u.hours }}", look=SMALL_CENTRED),
        )
        + column(34.0, Cell("Форма аттестации", look=HEAD_CELL), Cell("{{ u.form }}"))
        + column(
            35.0,
            Cell("Преподаватель", look=HEAD_CELL),
            Cell("{{ u.teacher|short_name }}"),
        )
        + column(14.0, Cell("Стр.", look=HEAD_CELL), page)
    )
    rows = word.looped(columns, "for u in units", height_mm=5.6, head_mm=6.0)
    for words, anchor, left_out in (
        ("Результаты промежуточной аттестации", "results", OF_SESSIONS),
        ("Замечания по ведению журнала", "remarks", "document.supplement_to"),
    ):
        rows += word.rows_if(f"not ({left_out})", [_content(words, anchor)])
    word.table(form, columns.widths_mm, rows)
    legend = Look(size_pt=9.0, before_pt=4.0, after_pt=6.0)
    word.text(form, "Условные обозначения: " + LEGEND, legend)


def _content(words: str, anchor: str) -> Row:
    page = Cell(zone=f'page_of("{anchor}", 9)', look=SMALL_CENTRED)
    return Row([Cell(), Cell(words, span=4), page], 6.0)


def _trainees(form: Document) -> None:
    word.heading(form, "Список слушателей")
    columns = (
        column(9.0, Cell("№", look=HEAD_CELL), Cell("{{ t.n }}", look=SMALL_CENTRED))
        + column(74.0, Cell("Фамилия, имя, отчество", look=HEAD_CELL), Cell(parts.NAME))
        + column(
            45.0,
            Cell("Заказчик", look=HEAD_CELL),
            Cell("{{ t.customer or group.customer }}"),
        )
        + column(52.0, Cell("Примечание", look=HEAD_CELL), Cell("{{ t.note }}"))
    )
    rows = word.looped(columns, "for t in trainees", height_mm=5.2, head_mm=6.0)
    word.table(form, columns.widths_mm, rows)


def _grid(form: Document) -> None:
    """Who was there: trainee × session, in parts as wide as the page.

    The last part also has a column for each task of the curriculum (regulation B,
    2.2.3), named by its number.
    """
    word.tag(form, f"for chunk in u.sessions|chunk({SESSIONS_IN_A_GRID})")
    word.tag(form, "set tasks = u.tasks if loop.last else []")
    _section(form, "{{ u.n }}. {{ u.title }}. Посещаемость", '"unit" ~ u.n')
    word.tag(form, "if tasks")
    word.text(
        form,
        "Задания: {% for k in tasks %}{{ k.n }} – {{ k.title }}"
        "{% if not loop.last %}; {% endif %}{% endfor %}.",
        Look(size_pt=9.0, after_pt=3.0, with_next=True),
    )
    word.tag(form, "endif")
    columns = word.chosen(
        f"(chunk + tasks)|length > {FEW_SESSIONS}",
        _attendance(NAME_MM, parts.SHORT_NAME),
        _attendance(LONG_NAME_MM, parts.NAME),
    )
    rows = word.looped(columns, "for t in trainees", height_mm=6.2, head_mm=17.0)
    word.table(form, columns.widths_mm, rows)
    word.text(form, LEGEND, Look(size_pt=8.0, before_pt=1.0, after_pt=2.0))
    word.tag(form, "endfor")


def _attendance(name_mm: float, name: str) -> Columns:
    """Names and a column for each session and task, over the width of the page.

    The head of the names tells on every page what the table is of.
    """
    names = parts.numbered(
        name_mm, note=False, head=f"Слушатель. {SHORT_TITLE}", name=name
    )
    return names + word.repeated(
        word.chosen("c.date is defined", _mark(), _task()),
        "for c in chunk + tasks",
        word.TEXT_MM - parts.NUMBER_MM - name_mm,
    )


def _mark() -> Columns:
    return column(
        12.0,
        Cell("{{ c.date|date }}", look=parts.BOX_HEAD, upward=True),
        Cell(
            "{% if t.expected[c.id] %}{{ t.marks[c.id] }}{% else %}нч{% endif %}",
            "mark(t.id, c.id)",
            only_if="t.expected[c.id]",
            look=parts.MARK,
        ),
    )


def _task() -> Columns:
    return column(
        12.0,
        Cell("Задание {{ c.n }}", look=parts.BOX_HEAD, upward=True),
        Cell(
            "{% if t.tasks[u.id][c.id] %}×{% endif %}",
            'choice(t.id, u.id ~ "/" ~ c.id, "выполнено")',
            look=parts.CROSS,
        ),
    )


def _log(form: Document) -> None:
    """What was taught, each lesson signed by its teacher."""
    word.tag(form, "if u.sessions")
    word.heading(form, "{{ u.n }}. {{ u.title }}. Учет проведенных занятий")
    columns = (
        column(
            19.0,
            Cell("Дата", look=HEAD_CELL),
            Cell("{{ s.date|date }}", look=SMALL_CENTRED),
        )
        + column(
            12.0,
            Cell("Часов", look=HEAD_CELL),
            Cell("{{ s.hours }}", look=SMALL_CENTRED),
        )
        + column(68.0, Cell("Тема занятия", look=HEAD_CELL), Cell("{{ s.topic }}"))
        + column(21.0, Cell("Вид занятия", look=HEAD_CELL), Cell("{{ s.kind }}"))
        + column(
            30.0,
            Cell("Преподаватель", look=HEAD_CELL),
            Cell("{{ (s.teacher or u.teacher)|short_name }}"),
        )
        + column(
            30.0, Cell("Подпись", look=HEAD_CELL), Cell(zone='sign("teacher", s.id)')
        )
    )
    rows = word.looped(columns, "for s in u.sessions", height_mm=7.0, head_mm=6.0)
    word.table(form, columns.widths_mm, rows)
    word.tag(form, "endif")


def _results(form: Document) -> None:
    """Grades by discipline; the disciplines are named by their numbers."""
    word.tag(form, f"for chunk in units|chunk({UNITS_IN_A_TABLE})")
    _section(form, "Результаты промежуточной аттестации", '"results"')
    word.text(
        form,
        "{% for u in chunk %}{{ u.n }} – {{ u.title }} ({{ u.form }})"
        "{% if not loop.last %}; {% endif %}{% endfor %}.",
        Look(size_pt=9.0, after_pt=3.0, with_next=True),
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
    names = parts.numbered(NAME_MM, note=False, name=parts.SHORT_NAME)
    columns = names + by_unit
    rows = word.looped(columns, "for t in trainees", height_mm=7.0, head_mm=28.0)
    word.table(form, columns.widths_mm, rows)
    word.tag(form, "endfor")


def _remarks(form: Document) -> None:
    """Who checks the journal through the term writes here (regulation A, 2.4)."""
    word.heading(
        form, "Замечания по ведению журнала", new_page=True, anchor='"remarks"'
    )
    heads = (
        "Дата",
        "Замечание",
        "Проверяющий",
        "Срок устранения",
        "Отметка об устранении",
    )
    widths_mm = (22.0, 72.0, 34.0, 24.0, 28.0)
    items = ("date", "remark", "inspector", "deadline", "done")
    line = Row(
        [Cell(zone=f'text_zone("inspector", "{it}-" ~ (n + 1))') for it in items], 14.0
    )
    rows = [
        Row([Cell(head, look=HEAD_CELL) for head in heads], 9.0, head=True),
        *word.rows_for(f"n in range({REMARK_LINES})", [line]),
    ]
    word.table(form, widths_mm, rows)
    word.gap(form, 14.0)
    said = "В журнале пронумеровано и прошнуровано ________ листов."
    word.text(form, said, Look(size_pt=11.0, after_pt=8.0))
    caption = Look(align="center", size_pt=8.0)
    lines = [Cell("_" * 26, look=word.CENTRED, ruled=False)] * 3
    captions = [
        Cell(words, look=caption, ruled=False)
        for words in ("(должность)", "(подпись)", "(фамилия, инициалы)")
    ]
    word.table(form, [word.TEXT_MM / 3] * 3, [Row(lines, 6.0), Row(captions, 4.0)])
