"""Minutes of the final assessment (regulation A, 2.3 and 2.5; regulation B, 2.2.2)."""

from docx.document import Document

from scripts import parts, word
from scripts.word import HEAD_CELL, NB, Cell, Look, column

WIDTH_MM = word.TEXT_MM
PAPER_AWARDED = (
    '{% if programme.kind == "ПК" %}удостоверения о повышении квалификации'
    '{% elif programme.kind == "ПП" %}дипломы о профессиональной переподготовке'
    "{% else %}документы об обучении{% endif %}"
)


def protocol() -> Document:
    """Who was assessed, with which result, and what was decided."""
    form = word.new()
    parts.letterhead(form)
    parts.approval_block(form, WIDTH_MM)
    parts.title(form)
    word.text(form, "{{ organisation.place }}", Look(align="center", after_pt=6.0))
    _present(form)
    parts.section(form, "ПОВЕСТКА ДНЯ")
    parts.clause(
        form,
        "Итоговая аттестация (форма: {{ final.form }}) слушателей группы "
        "{{ group.code }} (обучение {{ group.starts|date }} – {{ group.ends|date }}"
        "{% if group.form_of_study %}, форма: {{ group.form_of_study }}{% endif %}), "
        "освоивших дополнительную профессиональную программу "
        + parts.PROGRAMME_KIND
        + f"«{{{{ programme.title }}}}», {{{{ programme.hours }}}}{NB}ч.",
    )
    parts.section(form, "РЕЗУЛЬТАТЫ АТТЕСТАЦИИ")
    opinion = Cell(
        "{{ t.final.opinion }}", 'text_zone(t.id, "opinion")', only_if="t.here"
    )
    people = (
        parts.numbered(36.0, note=False)
        + parts.topic(42.0)
        + parts.grades(parts.FINAL_GRADE, 70.0)
        + column(23.0, Cell("Особое мнение", look=HEAD_CELL), opinion)
    )
    parts.people(form, people, height_mm=8.4)
    parts.totals(form, WIDTH_MM, with_next=False)
    _decisions(form)
    word.gap(form, 10.0, with_next=True)
    parts.commission_signs(form, WIDTH_MM)
    return form


def _present(form: Document) -> None:
    """Who sits, by which order, and on which day."""
    parts.facts(
        form,
        WIDTH_MM,
        *parts.commission_facts()[1:],
        parts.Fact("Председатель комиссии", "{{ commission.chair.name }}"),
        parts.Fact(
            "Члены комиссии",
            "{% for m in commission.members %}{{ m.name }}"
            "{% if not loop.last %}, {% endif %}{% endfor %}",
        ),
        parts.Fact("Секретарь комиссии", "{{ commission.secretary.name }}"),
    )


def _decisions(form: Document) -> None:
    """What was decided; the last of it stays on the page of the signatures.

    With all results, everybody is named; else the grades in ink decide: of whom no
    grade is known, nothing may be said.
    """
    parts.section(form, "КОМИССИЯ РЕШИЛА")
    outcome = '"final.outcome", "equalto", "passed"'
    here = 'trainees|selectattr("here")'
    word.tag(form, f"set passed = {here}|selectattr({outcome})|list")
    word.tag(form, f"set failed = {here}|rejectattr({outcome})|list")
    word.tag(form, 'set open = failed|selectattr("final.outcome", "equalto", "")|list')
    word.tag(form, "if passed and not open")
    parts.clause(
        form, "1. Признать прошедшими итоговую аттестацию: " + _names("passed")
    )
    word.tag(form, "if failed")
    parts.clause(
        form, "Признать не прошедшими итоговую аттестацию: " + _names("failed")
    )
    word.tag(form, "endif")
    word.tag(form, "else")
    parts.clause(
        form,
        "1. Признать прошедшими итоговую аттестацию слушателей, получивших "
        "положительную оценку; слушателей, получивших неудовлетворительную оценку, не "
        "явившихся или не допущенных, признать не прошедшими ее.",
        with_next=True,
    )
    word.tag(form, "endif")
    parts.clause(
        form,
        "2. {% if programme.qualification %}Присвоить прошедшим итоговую аттестацию "
        "квалификацию «{{ programme.qualification }}» и выдать им "
        "{% else %}Выдать прошедшим итоговую аттестацию {% endif %}"
        + PAPER_AWARDED
        + ".",
        with_next=True,
    )


def _names(people: str) -> str:
    """Names in the accusative; namesakes in full, as the table lists them.

    Papers of old have no `short_cases` and no `listed_cases` in their data, and may be
    copied.
    """
    return (
        f"{{% for t in {people} %}}{{% if t.listed_short == t.short_name %}}"
        "{{ t.short_cases.accusative if t.short_cases is defined else "
        "t.cases.accusative|short_name }}{% else %}"
        "{{ t.listed_cases.accusative if t.listed_cases is defined else "
        "t.listed_short }}{% endif %}"
        "{% if not loop.last %}, {% endif %}{% endfor %}"
    )
