"""Are the trainees of a filled-in workbook still those of the group's data?"""

from collections.abc import Iterator

from pipeline import naming
from pipeline.errors import Fault
from pipeline.forms.workbook.filled import FilledWorkbook
from pipeline.messages import _
from pipeline.model import Group


def faults(workbook: FilledWorkbook, group: Group) -> Iterator[Fault]:
    """A fault for each row whose code has another owner by now."""
    trainees = {one.id: one for one in group.trainees}
    for row in workbook.people:
        trainee = trainees.get(row.trainee)
        if trainee and not naming.is_called(trainee, row.name):
            says = _(
                "{id} is “{now}” in the group's data now. If this is the same person, "
                "enter the change of surname there, else fill in a new form.xlsx."
            )
            told = says.format(id=trainee.id, now=trainee.full_name)
            yield Fault(row.place, told)
