"""The inbox: files that arrive, are claimed, logged, or put aside.

What the rest of the house may use:

- `Poller` says which files are whole and closed; `Waker` wakes it early,
- `left_alone` tells of links, pipes and the like, which nobody takes; `TOO_BIG` is its
  code of a file that is larger than the workspace allows,
- `presence` tells whether there is an inbox to look into, and that it is watched;
  whoever is to `adopt` files asks it,
- `claim`, `adopt`, `anew`, `claimed`, `release` own `inbox/.claimed/`,
- `quarantine` keeps what could not be read,
- `drops` is the log of everything ever dropped,
- `waits` tells what is tried again, and why it waits; `unread` does so of records
  without text.
"""

from pipeline.inbox import drops, presence, quarantine, unread, waits
from pipeline.inbox.arrivals import Poller, left_alone, waiting
from pipeline.inbox.claims import Claim, adopt, anew, claim, claimed, release, sweep
from pipeline.inbox.wake import Waker
from pipeline.inbox.walk import TOO_BIG, LeftAlone

__all__ = [
    "TOO_BIG",
    "Claim",
    "LeftAlone",
    "Poller",
    "Waker",
    "adopt",
    "anew",
    "claim",
    "claimed",
    "drops",
    "left_alone",
    "presence",
    "quarantine",
    "release",
    "sweep",
    "unread",
    "waiting",
    "waits",
]
