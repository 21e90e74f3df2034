"""What several forms have in common: the head, facts, names, grades."""

from dataclasses import dataclass

from docx.document import Document

from scripts import word
from scripts.word import HEAD_CELL, SMALL_CENTRED, Cell, Columns, Look, Row, column

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


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says; it is left out where the condition fails."""

    label: str
    said: str
    only_if: str = ""


def organisation(form: Document) -> None:
    """«ПРОЕКТ» or the approval, and the names of the institute."""
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


def title(form: Document) -> None:
    """Title, number and date of the document."""
    large = Look(align="center", size_pt=14.0, bold=True)
    word.text(form, "{{ form.title|upper }}", large)
    numbered = Look(align="center", after_pt=8.0)
    word.text(form, "№ {{ document.number }} от " + DOCUMENT_DATE, numbered)


def course_facts() -> tuple[Fact, ...]:
    """The programme and the group."""
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


def facts(form: Document, width_mm: float, *facts: Fact) -> None:
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


def order(place: str) -> str:
    """«№ 12-К от 02.02.2026», or nothing."""
    return (
        f"{{% if {place}.number %}}№ {{{{ {place}.number }}}} от "
        f"{{{{ {place}.date|date }}}}{{% endif %}}"
    )


def date_or_ink(place: str) -> str:
    """The date that stands there in the data, or room to write one."""
    return (
        f"{{% if {place} %}}{{{{ {place}|long_date }}}}{{% else %}}"
        f"{BLANK_DATE}{{% endif %}}"
    )


def numbered(
    name_mm: float, *, note: bool = True, head: str = "Фамилия, имя, отчество"
) -> Columns:
    """Number and name of a trainee; a note says who was not in the group."""
    name = "{{ t.name }}"
    if note:
        name += "{% if t.note %} ({{ t.note }}){% endif %}"
    return column(
        9.0, Cell("№", look=HEAD_CELL), Cell("{{ t.n }}", look=SMALL_CENTRED)
    ) + column(name_mm, Cell(head, look=HEAD_CELL), Cell(name))


def grades(
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
