"""Papers without codes, by their lines, and what is known of groups, for tests."""

from dataclasses import replace
from datetime import date

from pipeline import attribution, grammar
from pipeline.attribution import Known, KnownGroup, KnownKind
from pipeline.model import PageText, Scope, Word
from tests import invented

KINDS = {
    "protocol": KnownKind(
        "protocol", "Протокол итоговой аттестации", Scope.GROUP, "final"
    ),
    "gradesheet": KnownKind(
        "gradesheet", "Ведомость промежуточной аттестации", Scope.UNIT, "unit_end"
    ),
    "certificate": KnownKind(
        "certificate", "Справка об обучении (о периоде обучения)", Scope.TRAINEE
    ),
    "qualification-copy": KnownKind(
        "qualification-copy", "Копия документа о квалификации", Scope.TRAINEE
    ),
    "duplicate-copy": KnownKind(
        "duplicate-copy", "Копия дубликата документа о квалификации", Scope.TRAINEE
    ),
    "other": KnownKind("other", "Прочий документ"),
}


GROUP = invented.group(trainees=6)


OTHERS = replace(
    invented.group(trainees=12), code="ГТ-13", trainees=invented.group(12).trainees[6:]
)


KNOWN = Known(
    KINDS,
    (KnownGroup(GROUP), KnownGroup(OTHERS)),
    ("Институт примеров",),
    date(2026, 9, 1),
)


HEAD = ["АНО ДПО «Институт примеров»"]


PEOPLE = [
    f"{place} {one.full_name}" for place, one in enumerate(GROUP.trainees, start=1)
]


PROTOCOL = [
    *HEAD,
    "ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ",
    "№ ГТ-12/2026-3 от 25 июня 2026 г.",
    "Комиссия назначена приказом № 14-К от 01.06.2026",
    "Группа ГТ-12, 02.02.2026 – 26.06.2026",
    *PEOPLE,
]
TITLE = {"С": "СПРАВКА ОБ ОБУЧЕНИИ", "В": "ВЕДОМОСТЬ ПРОМЕЖУТОЧНОЙ АТТЕСТАЦИИ № 7"}
GIVEN = f"Выдана {grammar.inflect(GROUP.trainees[0].full_name, 'dative', 'ж')}"
CERTIFICATE = [
    *HEAD,
    "УДОСТОВЕРЕНИЕ",
    "о повышении квалификации",
    "772400012345",
    "Регистрационный номер",
    "118-У",
    "Дата выдачи 30 июня 2026 г.",
    "Настоящее удостоверение выдано",
    "Белозёровой Марии Сергеевне",
    "с 2 февраля 2026 г. по 26 июня 2026 г.",
    GROUP.programme.title,
]


def page(texts, *, step=8.0, rise=0.0):
    """A page of those lines; `rise` is by how much they climb to the right."""
    words = []
    for row, text in enumerate(texts):
        x = 30.0
        for word in text.split():
            width = 2.2 * len(word)
            y = 30.0 + row * step - rise * x
            words.append(Word(word, (x, y, x + width, y + 4.0)))
            x += width + 2.0
    return PageText(1, 210.0, 297.0, recognised=tuple(words), ocr="done")


def guess(texts, known=KNOWN):
    return attribution.guess([page(texts)], known)


def why(found, what):
    return next(it.why for it in found.findings if it.what == what)


def named_in(texts):
    """The texts with the second trainee's name in the dative."""
    name = grammar.inflect(GROUP.trainees[1].full_name, "dative", "ж")
    return [name if "Марии" in text else text for text in texts]
