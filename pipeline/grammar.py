"""Russian as the papers of an office write it: dates, names, numbers.

Pure rules over text. A name is «Фамилия Имя Отчество» in the nominative, as its
three parts where they are known: the surname of a joined name is its first word. Who
is called otherwise has his own forms in the group file (`Trainee.name_forms`), and
this module never sees them. Nothing here translates the product's own sentences:
that is `pipeline.messages`.

The parts of a date or of a short name are joined by a no-break space where a line
must not end between them. Importing both libraries costs 45 ms, measured.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from num2words import num2words
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

Parts = tuple[str, str, str]
"""Surname, given name and patronymic, which is "" where there is none."""

CASES = ("genitive", "dative", "accusative", "instrumental", "prepositional")
"""The cases that `inflect` knows, besides the nominative."""

_NBSP = "\N{NO-BREAK SPACE}"
MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
"""The months in the genitive, as dates have them; the first is January."""

_PARTS = (NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME)
_GENDERS = {
    "male": Gender.MALE,
    "m": Gender.MALE,
    "м": Gender.MALE,
    "муж": Gender.MALE,
    "female": Gender.FEMALE,
    "f": Gender.FEMALE,
    "ж": Gender.FEMALE,
    "жен": Gender.FEMALE,
}
_TIES = re.compile(
    r"(?<=[№§])[ ]+(?=\w)"
    r"|(?<!\w)(?:г|ул|д|с|п|пп|ст|ч|им)\.[ ]+(?=\w)"
    rf"|(?<=\d)[ ]+(?=(?:{'|'.join(MONTHS)}|ч|мин|руб|коп|гг|г|л|стр)(?!\w))"
    r"|(?<=\b[А-ЯЁ]\.)[ ]+(?=[А-ЯЁ])"
    r"|(?<=\w)[ ]+(?=[А-ЯЁ]\.[ ]?[А-ЯЁ]\.)"
)
"""The spaces at which a line must not end."""

_PREFIXES = re.compile(
    r"(?:(?:[аэ]ль|а[лншс]|э[лшр]|бен|ибн|ван|фон|д[аею]|де[лнр]|дель|ди|до[нс]|л[аео]"
    r"|сент?|сан|санта)-)+",
    re.IGNORECASE,
)
"""Foreign prefixes of a surname, which keep their form: «Ван-дер-Ваальса»."""

_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]*)+")
_INITIALS_FIRST = re.compile(rf"({_INITIALS.pattern})([^\W\d_]{{2}}[^\s.]*)")
"""«Н.Г. Лубяницкая»."""


def date_short(day: date) -> str:
    """«05.06.2025» (ГОСТ Р 7.0.97, 5.10)."""
    return f"{day:%d.%m.%Y}"


def date_long(day: date) -> str:
    """«5 июня 2025 г.»."""
    return f"{day.day}{_NBSP}{_month_and_year(day)}"


def date_quoted(day: date) -> str:
    """«5» июня 2025 г., the day in quotation marks as above a signature."""
    return f"«{day.day}»{_NBSP}{_month_and_year(day)}"


def short_name(name: str | Parts) -> str:
    """«Лубяницкая Н.Г.» of the full name; a joined short name stays as it is."""
    surname, initials = _shortened(name)
    return f"{surname}{_NBSP}{initials}" if initials else surname


def initials_first(name: str | Parts) -> str:
    """«Н.Г. Лубяницкая» of the full or the short name, as beside a signature."""
    surname, initials = _shortened(name)
    return f"{initials}{_NBSP}{surname}" if initials else surname


@lru_cache(maxsize=4096)
def inflect(full_name: str | Parts, case: str, gender: str = "") -> str:
    """The name in another case: «Лубяницкой Наталье Григорьевне».

    Args:
        full_name: Surname, given name and patronymic, in the nominative.
            Initials are left as they are, and so is what stands before the last
            word of a surname, and foreign prefixes («де», «ван»).
        case: One of `CASES`, or "nominative".
        gender: "male" or "female", also «муж» and «жен»; where it is absent
            the patronymic tells. When nothing tells, the name is returned in
            the nominative: a wrong ending is worse than none.

    Raises:
        ValueError: There is no such case.
    """
    if case not in (*CASES, "nominative"):
        raise ValueError(f"no such case: {case}; there are {', '.join(CASES)}")
    parts = _parts(full_name)
    known = _known_gender(parts, gender)
    if known is None:
        return full_name if isinstance(full_name, str) else _joined(parts)
    return _joined(
        _inflect_part(part, kind, known, Case[case.upper()])
        for part, kind in zip(parts, _PARTS, strict=True)
    )


def gender(full_name: str | Parts, given: str = "") -> str:
    """Whether a name is a man's or a woman's: "male", "female", or "": not known.

    The word given tells, else the patronymic.

    Args:
        full_name: Surname, given name and patronymic, in the nominative.
        given: As a group file says it: "male", «жен» and the like.
    """
    known = _known_gender(_parts(full_name), given)
    return known.name.lower() if known else ""


def by_gender(gender: str, male: str, female: str) -> str:
    """The word for him or for her; «зачислен(а)» where that is not known."""
    if gender in ("male", "female"):
        return male if gender == "male" else female
    added = female.removeprefix(male)
    return f"{male}({added})" if added != female else f"{male} ({female})"


def number_words(n: int, gender: str = "masculine", case: str = "nominative") -> str:
    """«двести пятьдесят шесть»; gender and case by their English names.

    The accusative is that of things («один час»), since forms count hours and
    grades, not people.
    """
    words: str = num2words(n, lang="ru", gender=gender, case=case, animate=False)
    return words


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form that goes with the number: 1 «час», 2 «часа», 5 «часов»."""
    tens, ones = divmod(abs(n) % 100, 10)
    if tens == 1 or ones == 0 or ones > 4:
        return many
    return one if ones == 1 else few


def tied(text: str) -> str:
    """The text with no-break spaces where a line must not end.

    Behind «№», «г.», «ст.» and the like, between a number and its unit or month,
    between initials and a surname.
    """
    return _TIES.sub(lambda found: found[0].rstrip(" ") + _NBSP, text)


def _month_and_year(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}{_NBSP}г."


def _parts(name: str | Parts) -> Parts:
    """The parts; the first two words of a joined name are surname and given name.

    Initials that come first are taken for what follows the surname.
    """
    if not isinstance(name, str):
        return name
    if ahead := _INITIALS_FIRST.fullmatch(name.strip()):
        return ahead[2], "".join(ahead[1].split()), ""
    surname, given, patronymic = [*name.split(maxsplit=2), "", "", ""][:3]
    return surname, given, patronymic


def _joined(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))


def _shortened(name: str | Parts) -> tuple[str, str]:
    """Surname and initials; no initials for a name of one word."""
    surname, *others = _parts(name)
    rest = _joined(others)
    if _INITIALS.fullmatch(rest):
        return surname, "".join(rest.split())
    # «Расим Мамед оглы» is Р.М.: the kinship word is no name of its own.
    given = [part for part in rest.split() if part[0].isupper()]
    initials = "".join(_initial(part) for part in given)
    if not initials and (ahead := _INITIALS_FIRST.fullmatch(surname)):
        return ahead[2], "".join(ahead[1].split())
    return surname, initials


def _initial(part: str) -> str:
    """«Н.» of «Наталья», «А.-М.» of «Анна-Мария», «Э.» of «Эльдар-оглы»."""
    return "-".join(f"{piece[0]}." for piece in part.split("-") if piece[:1].isupper())


def _known_gender(parts: Parts, given: str) -> Gender | None:
    return _GENDERS.get(given.lower().rstrip(".")) or _gender_told_by(parts[2])


def _gender_told_by(patronymic: str) -> Gender | None:
    if not patronymic or _INITIALS.fullmatch(patronymic):
        return None
    # The library promises types and forgot them here.
    detect: Callable[..., Gender] = PetrovichGenderDetector().detect
    found = detect(middlename=patronymic)
    return None if found is Gender.ANDROGYNOUS else found


def _inflect_part(part: str, kind: NamePart, gender: Gender, case: Case) -> str:
    if not part or _INITIALS.fullmatch(part):
        return part
    if kind is NamePart.LASTNAME:
        before, last = _divided(part)
        return before + _inflect_word(last, kind, gender, case)
    if kind is NamePart.FIRSTNAME:
        words = part.split()
        return " ".join(_inflect_word(word, kind, gender, case) for word in words)
    return _inflect_word(part, kind, gender, case)


def _divided(surname: str) -> tuple[str, str]:
    """What keeps its form, with what follows it, and the rest of the surname."""
    words, space, last = surname.rpartition(" ")
    prefix = _PREFIXES.match(last)
    kept = prefix[0] if prefix else ""
    return f"{words}{space}{kept}", last.removeprefix(kept)


def _inflect_word(word: str, kind: NamePart, gender: Gender, case: Case) -> str:
    """The word in that case; of a name in capitals the endings are capitals, too."""
    inflected: str = PetrovichDeclinationMaker().make(
        kind, gender, case, _lowered(word)
    )
    pieces = word.split("-"), inflected.split("-")
    if len(pieces[0]) != len(pieces[1]):
        return inflected
    return "-".join(
        new.upper() if _is_in_capitals(old) else new
        for old, new in zip(*pieces, strict=True)
    )


def _lowered(word: str) -> str:
    """«Иванов-Петров» of «ИВАНОВ-Петров»: the library adds small endings only."""
    return "-".join(
        it.capitalize() if _is_in_capitals(it) else it for it in word.split("-")
    )


def _is_in_capitals(piece: str) -> bool:
    return len(piece) > 1 and piece.isupper()
