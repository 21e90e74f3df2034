"""Registration books of issued qualification documents and of duplicates.

Regulation B, 2.2, and the columns of the instruction of 1996 that institutes follow.
Kept for decades: the left margin is that of such papers (ГОСТ Р 7.0.97). A line that
is not used stays empty, so its cells are kept as pictures and no signature is asked.
"""

from docx.document import Document

from scripts import parts, word
from scripts.word import HEAD_CELL, NB, SMALL_CENTRED, Cell, Columns, Look, column

WIDTH_MM = word.LONG_SIDE_MM - word.LONG_KEPT_LEFT_MM - word.RIGHT_MM
TITLE = (
    "КНИГА РЕГИСТРАЦИИ ВЫДАЧИ "
    '{% if book.of == "upskilling" %}УДОСТОВЕРЕНИЙ О ПОВЫШЕНИИ КВАЛИФИКАЦИИ'
    '{% elif book.of == "retraining" %}ДИПЛОМОВ О ПРОФЕССИОНАЛЬНОЙ ПЕРЕПОДГОТОВКЕ'
    "{% else %}ДУБЛИКАТОВ ДОКУМЕНТОВ О КВАЛИФИКАЦИИ{% endif %}"
)
IS_OF_DUPLICATES = 'book.of == "duplicates"'
WHO_MM, ABOUT_MM, BASIS_MM = 52.0, 56.0, 30.0


def registration_book() -> Document:
    """Lines to register issued documents in."""
    form = word.new(landscape=True, left_mm=word.LONG_KEPT_LEFT_MM)
    parts.letterhead(form)
    large = Look(align="center", size_pt=13.0, bold=True)
    word.text(form, TITLE, large)
    year = f"за {{{{ book.year }}}}{NB}год"
    word.text(form, year, Look(align="center", after_pt=6.0))
    columns = _common() + word.chosen(IS_OF_DUPLICATES, _duplicates(), _originals())
    columns += _field(27.0, "Подпись получателя (№ доверенности, отправления)", "taken")
    columns += _field(22.0, "Подпись выдавшего", "given")
    rows = word.looped(columns, "for n in book.lines", height_mm=11.0, head_mm=13.0)
    word.table(form, columns.widths_mm, rows)
    return form


def _common() -> Columns:
    return (
        column(10.0, Cell("№ п/п", look=HEAD_CELL), Cell("{{ n }}", look=SMALL_CENTRED))
        + _field(26.0, "Серия и номер бланка", "blank")
        + _field(20.0, "Рег. номер", "number")
        + _field(20.0, "Дата выдачи", "date")
    )


def _originals() -> Columns:
    return (
        _field(WHO_MM, "Фамилия, имя, отчество", "who")
        + _field(ABOUT_MM - 8.0, "Программа, часы, квалификация", "programme")
        + _field(BASIS_MM + 2.0, "Протокол (дата, №), приказ", "basis")
    )


def _duplicates() -> Columns:
    return (
        _field(WHO_MM - 8.0, "Фамилия, имя, отчество", "who")
        + _field(ABOUT_MM, "Подлинник: серия, номер, рег. №, дата", "original")
        + _field(BASIS_MM + 2.0, "Причина, заявление", "basis")
    )


def _field(width_mm: float, head: str, item: str) -> Columns:
    """A cell to be filled in by hand, in every line."""
    zone = f'text_zone("line-" ~ n, "{item}")'
    return column(width_mm, Cell(head, look=HEAD_CELL), Cell(zone=zone))
