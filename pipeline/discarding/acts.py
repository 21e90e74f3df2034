"""Who discards something or brings it back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, when, and why; a reason is a person's own words."""

    by: str
    at: datetime
    why: str = ""
