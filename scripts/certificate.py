"""Certificate of study or of a period of study (regulation B, 2.2.4)."""

from docx.document import Document

from scripts import parts, word
from scripts.word import HEAD_CELL, NB, SMALL_CENTRED, Cell, Look, Row, column

WIDTH_MM = word.LONG_KEPT_TEXT_MM
ASSESSED = "not document.date or u.assessed_on <= document.date"
"""A grade that was given later is none on the day of the certificate."""
CENTRED = Look(align="center", size_pt=10.0)
BOLD = Look(size_pt=10.0, bold=True)
BOLD_CENTRED = Look(align="center", size_pt=10.0, bold=True)


def certificate() -> Document:
    """What one trainee studied, for whom and how long."""
    form = word.new(left_mm=word.LONG_KEPT_LEFT_MM)
    parts.letterhead(form)
    parts.approval_block(form, WIDTH_MM)
    parts.title(
        form,
        "{% if study.complete %}СПРАВКА ОБ ОБУЧЕНИИ"
        "{% else %}СПРАВКА О ПЕРИОДЕ ОБУЧЕНИЯ{% endif %}",
    )
    word.text(form, "{{ organisation.place }}", Look(align="center", after_pt=8.0))
    _studied(form)
    _orders(form)
    parts.clause(form, "Изучены дисциплины (модули):", with_next=True)
    _table(form)
    word.gap(form)
    _ending(form)
    word.gap(form, 10.0, with_next=True)
    parts.signatures(
        form,
        WIDTH_MM,
        parts.signature(
            "{{ organisation.head.position }}",
            'sign("head", "")',
            "{{ organisation.head.initials_first }}",
            height_mm=16.0,
        ),
    )
    word.text(form, "М.П.", Look(before_pt=8.0, left_mm=66.0))
    return form


def _studied(form: Document) -> None:
    parts.clause(
        form,
        "Выдана {{ trainee.cases.dative }}"
        "{% if trainee.birth_date %} (дата рождения: "
        "{{ trainee.birth_date|long_date }}){% endif %} в том, что "
        '{{ trainee.gender|by_gender("он", "она") }} '
        '{% if study.ends %}{{ trainee.gender|by_gender("обучался", "обучалась") }}'
        "{% else %}обучается{% endif %} в {{ organisation.short_name }} "
        f"с{NB}{{{{ study.starts|long_date }}}} {{% if study.ends %}}по{NB}"
        "{{ study.ends|long_date }}{% else %}по настоящее время{% endif %} "
        "по дополнительной профессиональной программе "
        + parts.PROGRAMME_KIND
        + f"«{{{{ programme.title }}}}» объемом {{{{ programme.hours }}}}{NB}ч"
        "{% if group.form_of_study %}, форма обучения: {{ group.form_of_study }}"
        "{% endif %}.",
    )


def _orders(form: Document) -> None:
    enrolled = (
        '{{ trainee.gender|by_gender("Зачислен", "Зачислена") }}: приказ '
        "{% if trainee.joined.order %}{{ trainee.joined.order }}{% else %}"
        + parts.order("group.enrolment_order")
        + "{% endif %}."
    )
    left = (
        '{{ trainee.gender|by_gender("Отчислен", "Отчислена") }} '
        "{{ trainee.left.date|date }}"
        "{% if trainee.left.order %}: приказ {{ trainee.left.order }}{% endif %}"
        "{% if trainee.left.reason %}, причина: {{ trainee.left.reason }}{% endif %}."
    )
    word.tag(form, "if trainee.joined.order or group.enrolment_order.number")
    parts.clause(form, enrolled)
    word.tag(form, "endif")
    word.tag(form, "if trainee.left.date and study.ends")
    parts.clause(form, left)
    word.tag(form, "endif")


def _table(form: Document) -> None:
    hours_mm = 22.0
    columns = (
        column(9.0, Cell("№", look=HEAD_CELL), Cell("{{ loop.index }}", look=CENTRED))
        + column(
            77.0,
            Cell("Дисциплина (модуль)", look=HEAD_CELL),
            Cell("{{ u.title }}", look=Look(size_pt=10.0)),
        )
        + column(
            hours_mm,
            Cell("Часов по плану", look=HEAD_CELL),
            Cell("{{ u.hours }}", look=CENTRED),
        )
        + column(
            hours_mm,
            Cell("Часов затрачено", look=HEAD_CELL),
            Cell("{{ u.hours_studied }}", look=CENTRED),
        )
        + column(
            40.0,
            Cell("Оценка", look=HEAD_CELL),
            parts.result(parts.OWN_UNIT_GRADE, SMALL_CENTRED, known=ASSESSED),
        )
    )
    final = Row(
        [
            Cell(),
            Cell("Итоговая аттестация: {{ final.form }}", look=Look(size_pt=10.0)),
            Cell(),
            Cell(),
            parts.result(parts.OWN_FINAL_GRADE, SMALL_CENTRED),
        ],
        7.5,
    )
    total = Row(
        [
            Cell(),
            Cell("Всего часов", look=BOLD),
            Cell("{{ study.planned_hours }}", look=BOLD_CENTRED),
            Cell("{{ study.hours }}", look=BOLD_CENTRED),
            Cell(),
        ],
        7.5,
    )
    rows = word.looped(columns, "for u in study.units", height_mm=7.5, head_mm=9.0)
    rows += word.rows_if("study.complete", [final])
    word.table(form, columns.widths_mm, [*rows, total])


def _ending(form: Document) -> None:
    hours = '{{ study.hours|plural("час", "часа", "часов") }}'
    word.tag(form, "if study.hours")
    parts.clause(
        form,
        f"Всего затрачено на обучение: {{{{ study.hours }}}}{NB}"
        "({{ study.hours|words }}) академических " + hours + ".",
        with_next=True,
    )
    word.tag(form, "endif")
    word.tag(
        form, 'if study.complete and trainee.final.outcome in ("failed", "no_grade")'
    )
    parts.clause(
        form,
        "Итоговую аттестацию не "
        '{{ trainee.gender|by_gender("прошел", "прошла") }}: '
        "{{ trainee.final.grade }}"
        "{% if trainee.final.word %} ({{ trainee.final.word }}){% endif %}.",
        with_next=True,
    )
    word.tag(form, "endif")
    word.tag(form, "if organisation.legal_basis")
    parts.clause(
        form,
        "Основание: {% for act in organisation.legal_basis %}{{ act }}"
        "{% if not loop.last %}; {% endif %}{% endfor %}.",
        with_next=True,
    )
    word.tag(form, "endif")
