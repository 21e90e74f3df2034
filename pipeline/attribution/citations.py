"""Lines that speak of somebody else's day: of an order, a letter, a law, a birth.

Such a line may break off before the number and the date that it cites; then the next
one goes on with them, and looks like the number and the date of the paper.
"""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from pipeline.attribution import spots
from pipeline.attribution.lines import Line
from pipeline.attribution.spots import Spot

_ACT: Final = re.compile(
    r"приказ|распоряжен|закон|постановлен|положен|утвержд|основан|рожд|родил|зачислен"
    r"|отчислен|договор|заявлен|лиценз|аккредит|доверен|паспорт|введен|входящ"
    r"|\bвх\b|\bпр\b|письм|запрос|\bна\s*(?:(?:ваш\w*|исх)\W*)*"
    r"(?:№|n|(?:мо|ме)\s*\d|\d[\w/-]*\s+от\b|$)"
)
"""What goes on in the next line with a date and a number of its own."""

_NOT_OURS: Final = re.compile(
    rf"{_ACT.pattern}|протокол|№\s*\S+-фз|начат|начал[оа]\b|период|обучал|обучен|срок|группа"
    r"|сдать|действ|\bгр\."
)
_ACT_ALONE: Final = re.compile(rf"(?:{_ACT.pattern})(?!.*\d)")
_OTHER_DAY: Final = re.compile(
    r"\bдата\s+(?!проведен|выдачи|заседан|составлен|документ|заполнен)[а-я]\D*"
    r"(?:\([^)]*\)\W*)?$"
)
"""It ends in the label of a day that is not known to be the paper's."""

_LABEL_ENDS: Final = re.compile(
    rf"^(?!\W*об?\s).*(?:{_NOT_OURS.pattern}|оконч|заверш)\D*$"
)
"""It ends in the label of another's date; what begins with «(о» belongs to a title."""

_HAS_NUMBER: Final = re.compile(r"№\s*\S*\d")
_NUMBERED: Final = re.compile(r"^\W*(?:№|n)")


def is_of_act(text: str) -> bool:
    """Folded text speaks of an order, a law, a letter or the like."""
    return bool(_ACT.search(text))


def is_of_others(text: str) -> bool:
    """Folded text speaks of an act, a period, a group or a term: of no day of ours."""
    return bool(_NOT_OURS.search(text))


def is_anothers(block: Sequence[Line], place: int, spot: Spot) -> bool:
    """The date is of a birth, an order or the like, perhaps told in the line above."""
    if spots.is_birth(spot):
        return True
    if not place:
        return is_of_act(spot.before)
    return is_of_others(spot.before) or _goes_on(block, place)


def is_cited(page: Sequence[Line], place: int, title: int) -> bool:
    """A line speaks of an order, a letter, a law, a group, a period or a birth.

    Args:
        page: Its lines.
        place: Of the line, from 0.
        title: Place of the title, from 0, of whose own words none counts.
    """
    folded = page[place].folded
    if place == title:
        return False
    if place < title:
        above = page[place - 1].folded if place else ""
        goes_on = spots.is_bare(folded) and _ACT_ALONE.search(above)
        return bool(goes_on) or is_of_act(folded)
    block = page[title : place + 1]
    return is_of_others(folded) or _goes_on(block, place - title)


def _goes_on(block: Sequence[Line], place: int) -> bool:
    """A line goes on from one below the title that cites an act, but not its date.

    Or from the label of a day or the beginning of a period, when it has no number.

    Args:
        block: The lines from that of the title on.
        place: Of the line in the block, from 0, which is that of the title.
    """
    line = block[place].folded
    cites = _ACT_ALONE if _NUMBERED.match(line) else _ACT
    undated = [*takewhile(lambda it: not spots.in_line(it), reversed(block[1:place]))]
    if any(cites.search(it.folded) for it in undated):
        return True
    if _HAS_NUMBER.search(line):
        return False
    labels = [" ".join(it.folded for it in undated[n::-1]) for n in (0, 1)]
    above = block[place - 1].folded
    ends = spots.ends_in_period(block[place - 1]) or _OTHER_DAY.search(above)
    return any(map(_LABEL_ENDS.match, labels)) or bool(ends)
