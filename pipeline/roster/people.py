"""Rules for the people of a group: who they are, and when they came and went."""

import unicodedata
from collections.abc import Iterator
from datetime import date

from pipeline import messages
from pipeline.messages import _
from pipeline.roster.document import Found
from pipeline.roster.view import View

_YOUNGEST_YEARS = 14
_OLDEST_YEARS = 100
_NAME_KEYS = ("surname", "given_name", "patronymic")
_NAME_MARKS = "-'’.() "


def faults(group: View) -> Iterator[Found]:
    """All that is wrong with the trainees."""
    seen: dict[tuple[str, ...], View] = {}
    for trainee in group["trainees"].rows():
        yield from _names(trainee)
        yield from _snils(trainee["snils"])
        yield from _birth_date(trainee["birth_date"], group["starts"].day)
        yield from _movements(trainee, group)
        yield from _repeated(trainee, seen)


def is_snils(text: str) -> bool:
    """The check digits of a СНИЛС «NNN-NNN-NNN NN» agree with its number.

    Σ digit × (10 - place), modulo 101, modulo 100.
    """
    digits = [int(symbol) for symbol in text if symbol.isdecimal()]
    weighed = sum(digit * (9 - place) for place, digit in enumerate(digits[:9]))
    return len(digits) == 11 and weighed % 101 % 100 == digits[9] * 10 + digits[10]


def _snils(snils: View) -> Iterator[Found]:
    digits = sum(symbol.isdecimal() for symbol in snils.text)
    if digits == 11 and not is_snils(snils.text):
        yield snils.fault(
            _(
                "The check digits of “{snils}” are wrong: look for a mistyped digit."
            ).format(snils=snils.text)
        )


def _birth_date(birth: View, starts: date | None) -> Iterator[Found]:
    if birth.day is None or starts is None:
        return
    years = starts.year - birth.day.year
    if not _YOUNGEST_YEARS <= years <= _OLDEST_YEARS:
        yield birth.fault(
            _("Born {day}, the trainee would be {years} when the group starts.").format(
                day=messages.day(birth.day), years=years
            )
        )


def _names(trainee: View) -> Iterator[Found]:
    for key in _NAME_KEYS:
        name = trainee[key]
        strange = [
            symbol
            for symbol in name.text
            if not symbol.isalpha() and symbol not in _NAME_MARKS
        ]
        if strange:
            yield name.fault(
                _("“{symbol}” has no place in a name.").format(symbol=strange[0])
            )
        yield from _mixed(name)


def _mixed(name: View) -> Iterator[Found]:
    """Latin letters inside a Cyrillic word look right and are never found."""
    for word in name.text.replace("-", " ").split():
        latin = [symbol for symbol in word if _is(symbol, "LATIN")]
        if latin and any(_is(symbol, "CYRILLIC") for symbol in word):
            yield name.fault(
                _("“{word}” mixes alphabets: the letter {letter} is Latin.").format(
                    word=word, letter=latin[0]
                )
            )


def _is(symbol: str, alphabet: str) -> bool:
    return unicodedata.name(symbol, "").startswith(alphabet)


def _movements(trainee: View, group: View) -> Iterator[Found]:
    joined, left = trainee["joined"]["date"], trainee["left"]["date"]
    for moved in (joined, left):
        yield from outside(moved, group)
    if joined.day and left.day and left.day < joined.day:
        yield left.fault(_("The trainee would have left before joining."))
    for renamed in trainee["renamed"].rows():
        if not renamed["former_surname"].text:
            yield renamed["former_surname"].fault(
                _("A renaming needs the former surname.")
            )


def outside(day: View, group: View) -> Iterator[Found]:
    """A fault where the day lies outside the group's dates."""
    first, last = group["starts"].day, group["ends"].day
    if day.day and first and last and not first <= day.day <= last:
        yield day.fault(
            _("{day} lies outside the group's dates, {first} to {last}.").format(
                day=messages.day(day.day),
                first=messages.day(first),
                last=messages.day(last),
            )
        )


def _repeated(trainee: View, seen: dict[tuple[str, ...], View]) -> Iterator[Found]:
    snils = trainee["snils"].text
    name = tuple(trainee[key].text for key in _NAME_KEYS)
    person = (*name, trainee["birth_date"].text)
    if snils and (other := seen.setdefault((snils,), trainee)) is not trainee:
        says = _("The same СНИЛС stands above: {place}.")
        yield trainee["snils"].fault(says.format(place=other.place))
    if all(person[:2]) and (other := seen.setdefault(person, trainee)) is not trainee:
        says = _("The same name and birth date stand above: {place}.")
        yield trainee["surname"].fault(says.format(place=other.place))
