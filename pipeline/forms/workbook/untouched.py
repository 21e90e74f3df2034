"""What stood in the cells of a workbook when it was made, by address.

A cell that still says so is nobody's word: it was printed. Empty cells are not told.
"""

from collections.abc import Iterator

from pipeline.forms.workbook import frame, lists
from pipeline.forms.workbook.facts import Tree

Address = tuple[str, ...]
"""As of `pipeline.forms.workbook.filled.Entry`."""


def printed(data: Tree) -> dict[Address, str]:
    """Address → value, as `pipeline.forms.workbook.meaning` reads it.

    Args:
        data: What the workbook was made from.
    """
    return {
        (*frame.trainee(trainee), *what): text
        for trainee in data.get("trainees", ())
        for what, text in _results(trainee)
        if text
    }


def _results(trainee: Tree) -> Iterator[tuple[Address, str]]:
    for kind, branch in (("mark", "marks"), ("grade", "grades"), ("final", "final")):
        for item, value in trainee[branch].items():
            yield (kind, item), str(value).strip()
    for unit, tasks in trainee["tasks"].items():
        for task, done in tasks.items():
            yield ("task", unit, task), lists.DONE if done else ""
