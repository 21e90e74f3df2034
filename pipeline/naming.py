"""Do a name or a title on a paper or in a workbook still fit their code? Pure.

A code that was given to somebody else since would carry one person's results to
another. A name that was corrected, and a surname that was changed and is told so, are
the same person's. Likewise a lesson, a unit or a task that goes by the code of a
former one.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.model import Trainee

_ALIKE_PERCENT = 70
"""Of a title, or of a part of a name: «Елена» and «Алена», not «Анна» and «Мария»."""


_ENDING = re.compile("(?:ович|евич|овна|евна|ична|ич)$")
"""Of a patronymic: «Романовна» and «Ивановна» are alike by little else."""


def is_called(trainee: Trainee, shown: str) -> bool:
    """The name that is shown is the trainee's, or was.

    Args:
        trainee: As the group's data have them now.
        shown: Surname and given name, perhaps a patronymic, and what may stand behind
            them after a comma.
    """
    name, *_behind = shown.casefold().split(",")
    words = name.split()
    surnames = [trainee.surname, *(one.former_surname for one in trainee.renamed)]
    return any(
        _fits(words, f"{surname} {trainee.given_name}", trainee.patronymic)
        for surname in surnames
    )


def is_titled(title: str, shown: str) -> bool:
    """The title that is shown is that one, or it was corrected."""
    return _are_alike(shown.casefold(), title.casefold())


def _fits(words: Sequence[str], name: str, patronymic: str) -> bool:
    """Surname and given name are alike, and the patronymics where both have one."""
    parts, fathers = name.casefold().split(), patronymic.casefold().split()
    if len(words) < len(parts) or not all(map(_are_alike, words, parts)):
        return False
    behind = words[len(parts) :]
    return not (behind and fathers) or any(
        _are_alike(_ENDING.sub("", word), _ENDING.sub("", fathers[0]))
        for word in behind
    )


def _are_alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= _ALIKE_PERCENT
