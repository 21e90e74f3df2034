"""The cover sheet: a coded page that is laid on top of papers that we did not print.

Whoever stands at the scanner reads it from above, so it is set large: what lies
under it in the middle, what to do below.
"""

from docx.document import Document

from scripts import word
from scripts.word import Cell, Look, Row

LABEL_MM = 46.0
STEP_MM = 14.0
ROW_MM = 9.5
FEW_NAMES = 3
"""So many trainees are named in full, more by surname and initials."""
LONG = 120
"""Symbols of a description that is set smaller."""

STEPS = (
    "Положите этот лист сверху на бумаги, которые он называет, текстом в ту же "
    "сторону. Скрепки и скобы снимите.",
    "Отсканируйте лист и бумаги одной стопкой в один файл. Сначала этот лист, за ним "
    "страницы по порядку, 200–300 точек на дюйм.",
    "Для следующего документа положите в ту же стопку следующий титульный лист или "
    "начните новый файл.",
)

_LABEL = Look(size_pt=12.0, left_mm=1.5)
_SAID = Look(size_pt=14.0, bold=True, left_mm=1.5)
_SAID_OF_MANY = Look(size_pt=10.5, bold=True, left_mm=1.5)
_NAMES = (
    "{{% for t in trainees %}}{{{{ t.{name} }}}}"
    "{{% if not loop.last %}}, {{% endif %}}{{% endfor %}}"
)
_ID = "{{ document.id[:5] }} {{ document.id[5:] }}"
_PAGES = (
    "{{ cover.pages }} "
    '{{ cover.pages|plural("сторона", "стороны", "сторон") }} с текстом'
)


def cover_sheet() -> Document:
    """What lies under the sheet, and what to do with it."""
    form = word.new()
    small = Look(align="center", size_pt=11.0, after_pt=14.0)
    word.text(form, "{{ organisation.short_name }}", small)
    large = Look(align="center", size_pt=16.0, bold=True, after_pt=18.0)
    word.text(form, "{{ form.title|upper }}", large)
    word.text(form, "Под этим листом", Look(align="center", size_pt=12.0, after_pt=4.0))
    huge = Look(align="center", size_pt=26.0, bold=True, after_pt=6.0)
    word.text(form, "{{ cover.kind }}", huge)
    word.tag(form, f"if cover.about|length > {LONG}")
    word.text(form, "{{ cover.about }}", Look("center", 13.0, after_pt=4.0))
    word.tag(form, "elif cover.about")
    word.text(form, "{{ cover.about }}", Look("center", 16.0, after_pt=4.0))
    word.tag(form, "endif")
    word.gap(form, 12.0)
    _facts(form)
    word.gap(form, 20.0)
    _steps(form)
    word.gap(form, 12.0)
    _ending(form)
    return form


def _facts(form: Document) -> None:
    rows = [
        *_fact("Номер", f"№{word.NB}{{{{ document.number }}}}", "document.number"),
        *_fact("Дата", "{{ document.date|long_date }}", "document.date"),
        *_fact("Группа", "{{ group.code }}", "group.code"),
        *_fact(
            "{% if trainees|length == 1 %}Слушатель{% else %}Слушатели{% endif %}",
            _NAMES.format(name="name"),
            f"0 < trainees|length <= {FEW_NAMES}",
        ),
        *_fact(
            "Слушатели",
            _NAMES.format(name="short_name"),
            f"trainees|length > {FEW_NAMES}",
            _SAID_OF_MANY,
        ),
        *_fact("Должно быть", _PAGES, "cover.pages"),
        *_fact("Дело", "{{ cover.case }}", "cover.case"),
        Row([Cell("Код листа", look=_LABEL), Cell(_ID, look=_SAID)], ROW_MM),
    ]
    word.table(form, (LABEL_MM, word.TEXT_MM - LABEL_MM), rows)


def _fact(label: str, said: str, only_if: str, look: Look = _SAID) -> list[Row]:
    """A row that is left out where there is nothing to say."""
    row = Row([Cell(label, look=_LABEL), Cell(said, look=look)], ROW_MM)
    return word.rows_if(only_if, [row])


def _steps(form: Document) -> None:
    head = Look(size_pt=16.0, bold=True, after_pt=4.0, with_next=True)
    word.text(form, "Как сканировать", head)
    figure = Look(align="center", size_pt=22.0, bold=True)
    rows = [
        Row(
            [
                Cell(str(number), look=figure, ruled=False),
                Cell(step, look=Look(size_pt=14.0), ruled=False),
            ],
            16.0,
        )
        for number, step in enumerate(STEPS, start=1)
    ]
    word.table(form, (STEP_MM, word.TEXT_MM - STEP_MM), rows)


def _ending(form: Document) -> None:
    word.text(
        form,
        "Всё, что лежит под листом до следующей страницы с кодами в углах, подшивается "
        "как один документ. Пустые обороты пропускаются. После сканирования оставьте "
        "лист с бумагами: по нему их найдут.",
        Look("both", 11.0, italic=True),
    )
