"""Where a value of a form's data comes from, in the words of those who gave it."""

import re
from typing import Final

from pipeline.messages import N_, _

_INDEX: Final = re.compile(r"\[(\d+)\]")
_PERSON: Final = (
    r"(?:\w*name\w*|surname|patronymic|(?:short_|listed_)?cases\.\w+|listed\w*)"
)
_WORDS: Final = tuple(
    (re.compile(pattern), says)
    for pattern, says in (
        (rf"trainees\[(?P<n>\d+)\]\.{_PERSON}", N_("Name of trainee {n}")),
        (rf"trainee\.{_PERSON}", N_("Name of the trainee")),
        (
            r"units\[(?P<m>\d+)\]\.sessions\[(?P<n>\d+)\]\.topic",
            N_("Topic of lesson {n} of discipline {m}"),
        ),
        (r"unit\.sessions\[(?P<n>\d+)\]\.topic", N_("Topic of lesson {n}")),
        (r"sessions\[(?P<n>\d+)\]\.topic", N_("Topic of lesson {n}")),
        (r"units\[(?P<m>\d+)\]\.title", N_("Title of discipline {m}")),
        (r"unit\.title", N_("Title of the discipline")),
        (r"programme\.title", N_("Title of the programme")),
        (r"cover\.about", N_("What the papers are called")),
    )
)


def said(path: str) -> str:
    """The words for a field («trainees[3].name»), «–» where it is not known.

    Args:
        path: The way to it, counted from 0; what is told is counted from 1.
    """
    for pattern, says in _WORDS:
        if found := pattern.fullmatch(path):
            numbers = {name: int(n) + 1 for name, n in found.groupdict().items()}
            return _(says).format(**numbers)
    return _INDEX.sub(lambda index: f"[{int(index[1]) + 1}]", path) or "–"
