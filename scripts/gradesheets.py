"""Gradesheets of a unit of assessment and of the final assessment."""

from docx.document import Document

from scripts import parts, word
from scripts.word import NB


def gradesheet() -> Document:
    """Results of one unit of assessment (regulation A, 2.3; regulation B, 2.2.1)."""
    form = word.new()
    parts.letterhead(form)
    parts.approval_block(form, word.TEXT_MM)
    parts.title(form)
    parts.facts(
        form,
        word.TEXT_MM,
        parts.Fact(parts.UNIT_KIND.format(unit="unit"), "{{ unit.title }}"),
        parts.Fact(
            "Часы, форма аттестации",
            f"{{{{ unit.hours }}}}{NB}ч, {{{{ unit.form }}}}",
        ),
        parts.Fact("Преподаватель", "{{ unit.teacher }}"),
        *parts.course_facts(),
    )
    people = (
        parts.numbered(60.0)
        + parts.grades(parts.UNIT_GRADE, 73.0)
        + parts.signed("t.id", "unit.id")
    )
    parts.people(form, people)
    parts.totals(form, word.TEXT_MM)
    name = "{{ unit.teacher|initials_first }}"
    teacher = parts.signature("Преподаватель", 'sign("teacher", unit.id)', name)
    parts.signatures(form, word.TEXT_MM, teacher)
    return form


def final_gradesheet() -> Document:
    """Results of the final assessment, signed by the commission (B, 2.2.2)."""
    form = word.new()
    parts.letterhead(form)
    parts.approval_block(form, word.TEXT_MM)
    parts.title(form)
    parts.facts(form, word.TEXT_MM, *parts.commission_facts(), *parts.course_facts())
    people = (
        parts.numbered(52.0, note=False)
        + parts.topic(46.0)
        + parts.grades(parts.FINAL_GRADE, 73.0)
    )
    parts.people(form, people)
    parts.totals(form, word.TEXT_MM)
    parts.commission_signs(form, word.TEXT_MM)
    return form
