"""The inbox: files that arrive, are claimed, logged, or put aside.

What the rest of the house may use:

- `Poller` says which files are whole; `Waker` wakes it early,
- `left_alone` tells of links, pipes and the like, which nobody takes,
- `claim`, `adopt`, `claimed`, `release` own `inbox/.claimed/`,
- `quarantine` keeps what could not be read,
- `drops` is the log of everything ever dropped,
- `waits` tells what is tried again, and why it waits; `unread` does so of records
  without text.
"""

from pipeline.inbox import drops, quarantine, unread, waits
from pipeline.inbox.arrivals import Poller, left_alone, waiting
from pipeline.inbox.claims import Claim, adopt, claim, claimed, release, sweep
from pipeline.inbox.wake import Waker
from pipeline.inbox.walk import LeftAlone

__all__ = [
    "Claim",
    "LeftAlone",
    "Poller",
    "Waker",
    "adopt",
    "claim",
    "claimed",
    "drops",
    "left_alone",
    "quarantine",
    "release",
    "sweep",
    "unread",
    "waiting",
    "waits",
]
