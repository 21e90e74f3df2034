"""Processes apart, in which whatever came from outside is parsed.

- `Process` is one of them, for one file and what belongs to it; `run` is one that does
  one thing,
- `Limits` says what it may use,
- `preload` says what the server loads that they are forked from, `get_ready` starts it.

    process     the process, from both sides
    answers     what comes back of it
    beforehand  what the server does before all else
"""

from pipeline.apart.limits import Limits
from pipeline.apart.process import Process, get_ready, preload, run

__all__ = ["Limits", "Process", "get_ready", "preload", "run"]
