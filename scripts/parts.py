"""What several forms have in common: the head, facts, names, grades, signatures."""

from dataclasses import dataclass

from docx.document import Document

from scripts import word
from scripts.word import HEAD_CELL, NB, SMALL_CENTRED, Cell, Columns, Look, Row, column

BOX_HEAD = Look(align="center", size_pt=8.0)
MARK = Look(align="center", size_pt=11.0)
CROSS = Look(align="center", size_pt=12.0, bold=True)
FACT = Look(size_pt=11.0)
NOTE = Look(size_pt=9.0)
NUMBER_MM = 9.0
BLANK_DATE = f"«____»{NB}______________{NB}20____{NB}г."
SHORT_BLANK_DATE = f"«___»{NB}________{NB}20___{NB}г."
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

UNIT_KIND = (
    '{{% if {unit}.kind == "module" %}}Модуль{{% elif {unit}.kind == "stage" %}}Этап'
    "{{% else %}}Дисциплина{{% endif %}}"
)
NAME = "{{ t.listed }}"
SHORT_NAME = "{{ t.listed_short }}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says; it is left out where the condition fails."""

    label: str
    said: str
    only_if: str = ""


def letterhead(form: Document) -> None:
    """«ПРОЕКТ» or the approval of the form, and the institute."""
    word.tag(form, "if form.draft")
    word.text(form, "ПРОЕКТ", Look(align="right", bold=True))
    word.tag(form, "elif form.approved")
    approved = Look(align="right", size_pt=9.0, after_pt=2.0)
    word.text(form, "Форма утверждена: {{ form.approved }}", approved)
    word.tag(form, "endif")
    word.tag(form, "for line in organisation.letterhead")
    word.text(form, "{{ line }}", Look(align="center", size_pt=11.0))
    word.tag(form, "endfor")
    word.rule(form)


def approval_block(form: Document, width_mm: float) -> None:
    """«УТВЕРЖДАЮ» of the head, top right, on the forms that the head approves."""
    left_mm = width_mm - 90.0
    widths = (left_mm, 45.0, 45.0)
    said = Look(size_pt=11.0)
    empty = Cell(ruled=False)

    def words(text: str, look: Look = said) -> Row:
        return Row([empty, Cell(text, look=look, ruled=False, span=2)], 5.0)

    word.tag(form, "if form.approval_block")
    word.table(
        form,
        widths,
        [
            words("УТВЕРЖДАЮ", Look(size_pt=11.0, bold=True)),
            words("{{ organisation.head.position }}"),
            Row(
                [
                    empty,
                    Cell(zone='sign("head", "approval")'),
                    Cell(
                        f"{NB}{{{{ organisation.head.initials_first }}}}",
                        look=said,
                        ruled=False,
                    ),
                ],
                10.0,
            ),
            words(BLANK_DATE),
        ],
    )
    word.gap(form)
    word.tag(form, "endif")


def title(form: Document, words: str = "{{ form.title|upper }}") -> None:
    """Title, number and date of the document."""
    large = Look(align="center", size_pt=14.0, bold=True)
    word.text(form, words, large)
    supplement(form)
    numbered = Look(align="center", after_pt=6.0)
    word.text(form, f"№{NB}{{{{ document.number }}}} от " + DOCUMENT_DATE, numbered)


def supplement(form: Document) -> None:
    """To what the document is a supplement."""
    word.tag(form, "if document.supplement_to")
    words = f"Дополнение к документу №{NB}{{{{ document.supplement_to }}}}"
    word.text(form, words, Look(align="center", italic=True))
    word.tag(form, "endif")


def course_facts() -> tuple[Fact, ...]:
    """The programme and the group."""
    return (
        Fact(
            "Программа " + PROGRAMME_KIND,
            f"«{{{{ programme.title }}}}», {{{{ programme.hours }}}}{NB}ч",
        ),
        Fact(
            "Группа",
            "{{ group.code }}, {{ group.starts|date }} – {{ group.ends|date }}"
            "{% if group.form_of_study %}, форма обучения: "
            "{{ group.form_of_study }}{% endif %}",
        ),
    )


def commission_facts() -> tuple[Fact, ...]:
    """The final assessment and by which order its commission sits."""
    return (
        Fact("Форма итоговой аттестации", "{{ final.form }}"),
        Fact("Дата проведения", date_or_ink("final.on")),
        Fact(
            "Комиссия назначена приказом",
            order("commission.order"),
            "commission.order.number",
        ),
    )


def facts(form: Document, width_mm: float, *facts: Fact) -> None:
    """Labels and what they say, without lines."""
    label_mm = 68.0
    rows = [row for fact in facts for row in _fact_rows(fact)]
    word.table(form, (label_mm, width_mm - label_mm), rows)
    word.gap(form)


def _fact_rows(fact: Fact) -> list[Row]:
    label = Cell(fact.label, look=FACT, ruled=False, top=True)
    said = Cell(fact.said, look=Look(size_pt=11.0, bold=True), ruled=False, top=True)
    row = Row([label, said], 5.0)
    if not fact.only_if:
        return [row]
    return word.rows_if(fact.only_if, [row], ruled=False)


def order(place: str) -> str:
    """«№ 12-К от 02.02.2026», or nothing."""
    return (
        f"{{% if {place}.number %}}№{NB}{{{{ {place}.number }}}} от "
        f"{{{{ {place}.date|date }}}}{{% endif %}}"
    )


def date_or_ink(place: str) -> str:
    """The date that stands there in the data, or room to write one."""
    return (
        f"{{% if {place} %}}{{{{ {place}|long_date }}}}{{% else %}}"
        f"{BLANK_DATE}{{% endif %}}"
    )


def numbered(
    name_mm: float,
    *,
    note: bool = True,
    head: str = "Фамилия, имя, отчество",
    name: str = NAME,
) -> Columns:
    """Number and name of a trainee; a note says who was not in the group."""
    if note:
        name += "{% if t.note %} ({{ t.note }}){% endif %}"
    return column(
        NUMBER_MM, Cell("№", look=HEAD_CELL), Cell("{{ t.n }}", look=SMALL_CENTRED)
    ) + column(name_mm, Cell(head, look=HEAD_CELL), Cell(name))


@dataclass(frozen=True, slots=True)
class Graded:
    """Where a grade stands in the data.

    Attributes:
        item: What the grade is of, as an expression.
        given: The grade, whatever it is; figure and word only of a real one.
    """

    scale: str
    item: str
    given: str
    figure: str
    word: str


UNIT_GRADE = Graded(
    "unit.scale",
    "unit.id",
    "t.grades[unit.id]",
    "t.figures[unit.id]",
    "t.grade_words[unit.id]",
)
FINAL_GRADE = Graded(
    "final.scale", '"final"', "t.final.grade", "t.final.figure", "t.final.word"
)


OWN_UNIT_GRADE = Graded(
    "u.scale",
    "u.id",
    "trainee.grades[u.id]",
    "trainee.figures[u.id]",
    "trainee.grade_words[u.id]",
)
OWN_FINAL_GRADE = Graded(
    "final.scale",
    '"final"',
    "trainee.final.grade",
    "trainee.final.figure",
    "trainee.final.word",
)


def result(graded: Graded, look: Look, *, known: str = "true") -> Cell:
    """One trainee's grade, a figure with its word; blank: to be written in ink.

    Args:
        graded: Where it stands.
        look: Of the cell.
        known: The condition under which the grade was given on the paper's day.
    """
    return Cell(
        f"{{% if {known} %}}{{{{ {graded.given} }}}}"
        f"{{% if {graded.figure} != {graded.word} %}} "
        f"({{{{ {graded.word} }}}}){{% endif %}}{{% endif %}}",
        f"text_zone(trainee.id, {graded.item})",
        only_if="not form.filled",
        look=look,
    )


def grades(graded: Graded, room_mm: float) -> Columns:
    """Boxes of a short scale; else figure, word, and boxes of what is no grade."""
    scale, box = graded.scale, _box(graded)
    boxes = word.repeated(
        _boxed("{{ g.value }}", box), f"for g in {scale}.grades", room_mm
    )
    others = f'{scale}.grades|rejectattr("is_grade")|list'
    other_boxes = word.repeated(
        _boxed("{{ g.value }}", box, 9.0), f"for g in {others}", _OTHERS_MM
    )
    figures = word.chosen(
        others,
        _figure(graded, room_mm - _OTHERS_MM) + other_boxes,
        _figure(graded, room_mm),
    )
    return word.chosen(IS_CHOICE.format(scale=scale), boxes, figures)


_OTHERS_MM = 26.0
"""Room of «не явился» and «не допущен» beside a figure."""
_FIGURE_MM = 14.0


def _box(graded: Graded) -> Cell:
    return Cell(
        f"{{% if {graded.given} == g.value %}}×{{% endif %}}",
        f"choice(t.id, {graded.item}, g.value)",
        only_if="t.here",
        look=CROSS,
    )


def _boxed(head: str, box: Cell, width_mm: float = 10.0) -> Columns:
    return column(width_mm, Cell(head, look=BOX_HEAD), box)


def _figure(graded: Graded, room_mm: float) -> Columns:
    figure = Cell(
        f"{{{{ {graded.figure} }}}}",
        f"grade(t.id, {graded.item})",
        only_if="t.here",
        look=MARK,
    )
    in_words = Cell(
        f"{{{{ {graded.word} }}}}",
        f"text_zone(t.id, {graded.item})",
        only_if="t.here",
        look=Look(size_pt=8.5),
    )
    return column(_FIGURE_MM, Cell("Оценка цифрой", look=HEAD_CELL), figure) + column(
        room_mm - _FIGURE_MM, Cell("Оценка прописью", look=HEAD_CELL), in_words
    )


def people(form: Document, columns: Columns, *, height_mm: float = 8.0) -> None:
    """A table with a row for each trainee."""
    rows = word.looped(columns, "for t in trainees", height_mm=height_mm, head_mm=9.0)
    word.table(form, columns.widths_mm, rows)
    word.gap(form)


def signed(subject: str, item: str) -> Columns:
    """The column of the trainees' signatures."""
    return column(
        38.0,
        Cell("Подпись", look=HEAD_CELL),
        Cell(zone=f"sign({subject}, {item})", only_if="t.here"),
    )


def topic(width_mm: float) -> Columns:
    """Topic, questions or ticket; of one who is not in the group, the note."""
    body = Cell(
        "{% if t.here %}{{ t.final.topic }}{% else %}{{ t.note }}{% endif %}",
        'text_zone(t.id, "topic")',
        only_if="t.here",
    )
    return column(width_mm, Cell("Тема, вопросы, билет", look=HEAD_CELL), body)


def totals(form: Document, width_mm: float, *, with_next: bool = True) -> None:
    """How many received each grade; blank: to be counted in ink."""
    counted = column(
        20.0,
        Cell("{{ g.value }}", look=BOX_HEAD),
        Cell("{{ g.count }}", 'text_zone("total", g.value)', look=MARK),
    )
    columns = column(
        26.0, Cell("Итого", look=HEAD_CELL), Cell("человек", look=SMALL_CENTRED)
    ) + word.repeated(counted, "for g in totals", width_mm - 26.0)
    rows = [
        Row(columns.head, 6.0, with_next=True),
        Row(columns.body, 7.0, with_next=with_next),
    ]
    word.table(form, columns.widths_mm, rows)
    word.gap(form, 10.0, with_next=with_next)


def signature(words: str, call: str, name: str, *, height_mm: float = 10.0) -> Row:
    """Role, cell to sign in, name; it stays on the page of what follows."""
    cells = [
        Cell(words, look=FACT, ruled=False),
        Cell(zone=call),
        Cell(f"{NB}{NB}{name}", look=FACT, ruled=False),
    ]
    return Row(cells, height_mm, with_next=True)


def signatures(form: Document, width_mm: float, *rows: Row) -> None:
    """Lines of signatures under a paper."""
    side_mm = (width_mm - 50.0) / 2
    word.table(form, (side_mm, 50.0, side_mm), rows)


def commission_signs(form: Document, width_mm: float) -> None:
    """Signatures of all of the commission, on one page."""
    member = signature(
        "Член комиссии", 'sign(m.role, "final")', "{{ m.initials_first }}"
    )
    signatures(
        form,
        width_mm,
        signature(
            "Председатель комиссии",
            'sign("chair", "final")',
            "{{ commission.chair.initials_first }}",
        ),
        *word.rows_for("m in commission.members", [member], ruled=False),
        signature(
            "Секретарь комиссии",
            'sign("secretary", "final")',
            "{{ commission.secretary.initials_first }}",
        ),
    )


def section(form: Document, words: str) -> None:
    """A heading within a paper of running text."""
    look = Look(align="center", bold=True, before_pt=6.0, after_pt=3.0, with_next=True)
    word.text(form, words, look)


def clause(form: Document, words: str, *, with_next: bool = False) -> None:
    """A paragraph of running text."""
    look = Look("both", indent_mm=12.5, after_pt=3.0, with_next=with_next)
    word.text(form, words, look)
