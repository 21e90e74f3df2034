"""The inbox: files that arrive, are claimed, logged, or put aside.

What the rest of the house may use:

- `Poller` says which files are whole; `Waker` wakes it early,
- `claim`, `adopt`, `claimed`, `release` own `inbox/.claimed/`,
- `quarantine` keeps what could not be read,
- `drops` is the log of everything ever dropped,
- `waits` tells what is tried again, and why it waits.
"""

from pipeline.inbox import drops, quarantine, waits
from pipeline.inbox.arrivals import Poller, waiting
from pipeline.inbox.claims import Claim, adopt, claim, claimed, release, sweep
from pipeline.inbox.wake import Waker

__all__ = [
    "Claim",
    "Poller",
    "Waker",
    "adopt",
    "claim",
    "claimed",
    "drops",
    "quarantine",
    "release",
    "sweep",
    "waiting",
    "waits",
]
