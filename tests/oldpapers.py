"""Papers of others' making about the people of a group; nobody here printed them.

Copies of documents of qualification and of duplicates, protocols of former years, and
papers that only speak of protocols and certificates: those are `other`. A namesake's
certificate and another institute's protocol are of no group.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from pipeline import grammar
from pipeline.model import Group, Organisation, Trainee
from tests.paper import Sheet
from tests.paper.foreign import typed

GIVEN_ON = date(2026, 6, 22)


@dataclass(frozen=True)
class OldPaper:
    """One paper, and what a clerk would say that it is.

    Attributes:
        kind: "other" for what no kind fits.
        day: None where no date is the paper's own.
        strange: Another institute made it.
    """

    name: str
    kind: str
    group: str
    day: date | None
    students: tuple[str, ...]
    sheet: Sheet
    strange: bool = False


def old_papers(
    organisation: Organisation, group: Group, seed: int
) -> Iterator[OldPaper]:
    """All of them about that group."""
    rng = np.random.default_rng(seed)
    person = group.trainees[1]
    day = grammar.date_long(GIVEN_ON)
    for name, kind, pages, told in (
        (
            "certificate",
            "qualification-copy",
            _certificate(organisation, group, person),
            GIVEN_ON,
        ),
        (
            "diploma",
            "qualification-copy",
            _diploma(organisation, group, person),
            GIVEN_ON,
        ),
        (
            "duplicate",
            "duplicate-copy",
            _duplicate(organisation, group, person),
            GIVEN_ON,
        ),
        ("protocol", "protocol", _protocol(organisation, group), GIVEN_ON),
        ("extract", "other", _extract(organisation, group), None),
        ("letter", "other", _letter(organisation, group, day), GIVEN_ON),
        ("order", "other", _order(organisation, group), GIVEN_ON),
        ("request", "other", _request(organisation, group, person), None),
    ):
        everybody = name in ("protocol", "extract", "letter", "order")
        students = group.trainees if everybody else (person,)
        ids = tuple(it.id for it in students)
        yield OldPaper(name, kind, group.code, told, ids, typed(pages, rng))
    namesake = _certificate(organisation, group, _namesake(person))
    yield OldPaper(
        "namesake", "qualification-copy", "", GIVEN_ON, (), typed(namesake, rng)
    )
    strange = _strange(group)
    yield OldPaper(
        "strange",
        "protocol",
        "",
        date(2014, 5, 12),
        (),
        typed(strange, rng),
        strange=True,
    )


def _namesake(person: Trainee) -> Trainee:
    """Somebody else of that surname and given name, in no group."""
    is_woman = grammar.gender(person.full_name, person.gender) == "female"
    ending = "вна" if is_woman else "вич"
    names = (f"Андрее{ending}", f"Сергее{ending}")
    return replace(person, patronymic=names[person.patronymic == names[0]])


def _certificate(
    organisation: Organisation, group: Group, person: Trainee
) -> list[list[str]]:
    """An opened certificate of two pages."""
    left = [
        "^РОССИЙСКАЯ ФЕДЕРАЦИЯ",
        "",
        f"^{organisation.short_name}",
        "",
        "^УДОСТОВЕРЕНИЕ",
        "^о повышении квалификации",
        "",
        "^772400012345",
        "",
        "^Документ о квалификации",
        "Регистрационный номер",
        "№ 118-У",
        "Город Москва",
        f"Дата выдачи {grammar.date_long(GIVEN_ON)}",
    ]
    return [left, _text(organisation, group, person)]


def _text(organisation: Organisation, group: Group, person: Trainee) -> list[str]:
    surname, *names = person.full_name.split(maxsplit=1)
    starts, ends = grammar.date_long(group.starts), grammar.date_long(group.ends)
    return [
        "^Настоящее удостоверение свидетельствует о том, что",
        "",
        f"^{surname}",
        f"^{' '.join(names)}",
        "",
        f"¶с {starts} по {ends} прошел(а) обучение в {organisation.short_name}",
        "по дополнительной профессиональной программе",
        f"«{group.programme.title}»",
        f"в объеме {group.programme.hours} часов",
        "",
        f"{organisation.head.position.split()[0]}   {organisation.head.name}",
    ]


def _diploma(
    organisation: Organisation, group: Group, person: Trainee
) -> list[list[str]]:
    to_whom = grammar.inflect(person.full_name, "dative", person.gender)
    starts, ends = grammar.date_short(group.starts), grammar.date_short(group.ends)
    return [
        [
            f"^{organisation.short_name}",
            "",
            "^ДИПЛОМ",
            "^О ПРОФЕССИОНАЛЬНОЙ ПЕРЕПОДГОТОВКЕ",
            "^ПП № 0012345",
            "",
            f"^Настоящий диплом выдан {to_whom}",
            "",
            f"¶в том, что он(а) с {starts} по {ends} прошел(а) профессиональную "
            f"переподготовку по программе «{group.programme.title}».",
            "¶Решением аттестационной комиссии от "
            f"{grammar.date_short(group.final_on or group.ends)} (протокол № 4) "
            "удостоверено право на ведение деятельности.",
            "",
            "Регистрационный номер 45-Д",
            f"Дата выдачи: {grammar.date_short(GIVEN_ON)}",
            "",
            "Председатель комиссии",
        ]
    ]


def _duplicate(
    organisation: Organisation, group: Group, person: Trainee
) -> list[list[str]]:
    left, right = _certificate(organisation, group, person)
    return [["^ДУБЛИКАТ", *left], right]


def _protocol(organisation: Organisation, group: Group) -> list[list[str]]:
    """As it was written before there were forms."""
    return [
        [
            f"^{organisation.short_name}",
            "",
            "^ПРОТОКОЛ № 5",
            "^заседания аттестационной комиссии",
            f"{grammar.date_short(GIVEN_ON)}                    г. Москва",
            "",
            f"¶Комиссия, утвержденная приказом от 01.06.2026 № 31-У, рассмотрела "
            f"результаты слушателей группы {group.code} по программе "
            f"«{group.programme.title}».",
            "СЛУШАЛИ:",
            *(f"{place}. {it.full_name}" for place, it in enumerate(group.trainees, 1)),
            "¶РЕШИЛИ: признать слушателей прошедшими итоговую аттестацию. Основание: "
            "Федеральный закон от 29.12.2012 № 273-ФЗ.",
        ]
    ]


def _extract(organisation: Organisation, group: Group) -> list[list[str]]:
    return [
        [
            f"^{organisation.short_name}",
            "",
            "^ВЫПИСКА ИЗ",
            "^ПРОТОКОЛА ИТОГОВОЙ АТТЕСТАЦИИ",
            f"^№ 5 от {grammar.date_long(GIVEN_ON)}",
            "",
            f"¶По группе {group.code} решено выдать документы о квалификации:",
            *(it.full_name for it in group.trainees),
        ]
    ]


def _letter(organisation: Organisation, group: Group, day: str) -> list[list[str]]:
    return [
        [
            f"^{organisation.short_name}",
            f"{day} № 77",
            "",
            "Руководителю организации",
            "О направлении документов",
            "",
            "^Протокол итоговой аттестации",
            "¶Направляем Вам протокол итоговой аттестации слушателей группы "
            f"{group.code} по программе «{group.programme.title}» и справки об "
            "обучении.",
            *(it.full_name for it in group.trainees),
        ]
    ]


def _order(organisation: Organisation, group: Group) -> list[list[str]]:
    return [
        [
            f"^{organisation.short_name}",
            "^ПРИКАЗ",
            f"^{grammar.date_short(GIVEN_ON)} № 44",
            "",
            "^Об итоговой аттестации",
            f"¶На основании протокола итоговой аттестации отчислить слушателей группы "
            f"{group.code} как завершивших обучение:",
            *(it.full_name for it in group.trainees),
        ]
    ]


def _request(
    organisation: Organisation, group: Group, person: Trainee
) -> list[list[str]]:
    return [
        [
            f"{organisation.head.position}",
            f"от {grammar.inflect(person.full_name, 'genitive', person.gender)}",
            "",
            "^ЗАЯВЛЕНИЕ",
            "^Справка об обучении",
            f"¶Прошу выдать справку об обучении в группе {group.code} по программе "
            f"«{group.programme.title}».",
        ]
    ]


def _strange(group: Group) -> list[list[str]]:
    """Another institute's protocol, with a group that bears the same code."""
    return [
        [
            "^Общество с ограниченной ответственностью",
            "^«Учебный центр «Горизонт»",
            "",
            "^ПРОТОКОЛ ИТОГОВОЙ АТТЕСТАЦИИ",
            "^№ 12 от 12 мая 2014 г.",
            "",
            f"Группа {group.code}",
            "1. Воронцова Ирина Павловна    отлично",
            "2. Кузьмин Артём Олегович    хорошо",
            "3. Шаповалова Нина Юрьевна    отлично",
        ]
    ]
