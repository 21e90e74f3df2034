"""What may differ between a paper and its group, and what is to be done about it."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What happened to the data since the paper was printed."""

    JOINED = "joined"
    LEFT = "left"
    RENAMED = "renamed"
    REMOVED = "removed"
    TRAINEE = "trainee"
    SESSION_ADDED = "session-added"
    SESSION_MOVED = "session-moved"
    SESSION_DROPPED = "session-dropped"
    SESSION = "session"
    UNIT_ADDED = "unit-added"
    UNIT_DROPPED = "unit-dropped"
    UNIT = "unit"
    PROGRAMME = "programme"
    COMMISSION = "commission"
    FINAL = "final"
    GROUP = "group"


class Remedy(StrEnum):
    """What brings paper and data together again."""

    SUPPLEMENT = "supplement"
    REISSUE = "reissue"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a paper says otherwise than the group's data.

    Attributes:
        subject: Id of a trainee, a session or a unit; a role in the commission
            («chair», «member-1»); or "".
        field: Key of the value in the data («name», «hours»), or "" where the
            subject as a whole came or went.
        printed: The value on the paper; dates are ISO text; "" is nothing.
        now: The value in the group's data.
        name: What people call the subject: a name, a title, a day (ISO).
    """

    what: Change
    subject: str
    field: str
    printed: str
    now: str
    name: str = ""
    remedy: Remedy = Remedy.REISSUE
