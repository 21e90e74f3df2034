"""Are the trainees of a filled-in workbook still those of the group's data?

A code that was given to somebody else since would carry one person's results to
another. A name that was corrected, and a surname that was changed and is told so, are
the same person's.
"""

from collections.abc import Iterator

from rapidfuzz import fuzz

from pipeline.errors import Fault
from pipeline.forms.workbook.filled import FilledWorkbook
from pipeline.messages import _
from pipeline.model import Group, Trainee

_ALIKE_PERCENT = 70
"""Of each part of a name: «Елена» and «Алена» are, «Анна» and «Мария» are not."""


def faults(workbook: FilledWorkbook, group: Group) -> Iterator[Fault]:
    """A fault for each row whose code has another owner by now."""
    trainees = {one.id: one for one in group.trainees}
    for row in workbook.people:
        trainee = trainees.get(row.trainee)
        if trainee and not _is_called(trainee, row.name):
            says = _(
                "{id} is “{now}” in the group's data now. If this is the same person, "
                "enter the change of surname there, else fill in a new form.xlsx."
            )
            told = says.format(id=trainee.id, now=trainee.full_name)
            yield Fault(row.place, told)


def _is_called(trainee: Trainee, shown: str) -> bool:
    """The name that is shown is the trainee's, or was."""
    surnames = [trainee.surname, *(one.former_surname for one in trainee.renamed)]
    return any(_are_alike(shown, (surname, trainee.given_name)) for surname in surnames)


def _are_alike(shown: str, name: tuple[str, str]) -> bool:
    """Surname and given name are; what stands behind them tells two apart."""
    rest = shown.casefold()
    for part in " ".join(name).casefold().split():
        word, _space, rest = rest.partition(" ")
        if fuzz.ratio(word, part) < _ALIKE_PERCENT:
            return False
    return True
