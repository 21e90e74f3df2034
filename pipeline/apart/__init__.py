"""Processes apart, in which whatever came from outside is parsed.

- `Process` is one of them, for one file and what belongs to it; `run` is one that does
  one thing,
- `Limits` says what it may use,
- `FAULTS` is whatever it may end with,
- `is_of_system` tells what the system failed it in from what a library says of a file,
- `preload` says what the server loads that they are forked from, `get_ready` starts it.

    process     the process, from both sides
    answers     what comes back of it
    stopwatch   how long that is waited for
    faults      and what is no fault of the file
    beforehand  what the server does before all else
"""

from pipeline.apart.faults import ANY as FAULTS
from pipeline.apart.faults import is_of_system
from pipeline.apart.limits import Limits
from pipeline.apart.process import Process, get_ready, preload, run

__all__ = [
    "FAULTS",
    "Limits",
    "Process",
    "get_ready",
    "is_of_system",
    "preload",
    "run",
]
