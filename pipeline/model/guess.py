"""What a paper that we did not print seems to be, and what tells so."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found on a paper.

    Attributes:
        what: "kind", "number", "date", "programme", "unit", "group", "students",
            "blank" (series and number of a printed blank), "issuer", "paper" (of ours
            that is out) or "double" (the record that it is likely a scan of).
        value: Of a date the ISO day, of students their ids with spaces between.
        certain: It may be used without a person.
        why: Code of what tells so, or of why it is doubtful.
        text: The piece of the paper that it was read from, or "".
    """

    what: str
    value: str
    certain: bool
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a paper seems to be; empty where nothing tells.

    Attributes:
        people: Full names of the trainees, as their groups have them.
        findings: What every value rests on, doubts that belong to no value too.
        certain: It may be filed without a person.
    """

    kind: str = ""
    title: str = ""
    number: str = ""
    group: str = ""
    students: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    date: datetime.date | None = None
    findings: tuple[Finding, ...] = ()
    certain: bool = False

    @property
    def ours(self) -> str:
        """Id of the document of ours that it is, or seems to be; "" for none."""
        papers = (it.value for it in self.findings if it.what == "paper")
        return next(filter(None, papers), "")
