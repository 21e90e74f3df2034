"""Do a name or a title on a paper or in a workbook still fit their code? Pure.

A code that was given to somebody else since would carry one person's results to
another. A name that was corrected, and a surname that was changed and is told so, are
the same person's. Likewise a lesson, a unit or a task that goes by the code of a
former one.
"""

from rapidfuzz import fuzz

from pipeline.model import Trainee

_ALIKE_PERCENT = 70
"""Of a title, or of a part of a name: «Елена» and «Алена», not «Анна» and «Мария»."""


def is_called(trainee: Trainee, shown: str) -> bool:
    """The name that is shown is the trainee's, or was.

    Args:
        trainee: As the group's data have them now.
        shown: Surname and given name, and what may stand behind them.
    """
    surnames = [trainee.surname, *(one.former_surname for one in trainee.renamed)]
    return any(_are_alike(shown, (surname, trainee.given_name)) for surname in surnames)


def is_titled(title: str, shown: str) -> bool:
    """The title that is shown is that one, or it was corrected."""
    return fuzz.ratio(shown.casefold(), title.casefold()) >= _ALIKE_PERCENT


def _are_alike(shown: str, name: tuple[str, str]) -> bool:
    """Surname and given name are; what stands behind them tells two apart."""
    rest = shown.casefold()
    for part in " ".join(name).casefold().split():
        word, _space, rest = rest.partition(" ")
        if fuzz.ratio(word, part) < _ALIKE_PERCENT:
            return False
    return True
