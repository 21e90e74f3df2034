"""Another process takes papers in here: to wait for it, and to end when it has done so.

A watcher that is to go on waits until the other one has gone. Who is to end only waits
for the papers; the other process takes them in as well. Nothing here takes papers in.
"""

import time
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import inbox, shelving
from pipeline.cli import telling
from pipeline.cli.base import Shop, say_error
from pipeline.inbox import drops
from pipeline.messages import _

_WAIT_SECONDS = 1.0


@dataclass(slots=True)
class Patience:
    """Waits for another watcher, and says so once.

    Attributes:
        once: For its papers, not for its end.
    """

    once: bool
    _said: bool = field(default=False, init=False)

    def wait(self) -> None:
        """Wait a moment."""
        if not self._said:
            told = _("Another process takes papers in here; waiting.")
            if self.once:
                told = _(
                    "Another process takes papers in here, these too; waiting until "
                    "it has. To stop waiting: Ctrl+C."
                )
            telling.unheard(say_error)(told)
        self._said = True
        time.sleep(_WAIT_SECONDS)


@dataclass(frozen=True, slots=True)
class Left:
    """What of the papers that are waited for is not in its place yet.

    Attributes:
        going_on: How many the other process takes in.
        put_off: How many it could not take in now, and tries again. While a share is
            away it takes nothing in, and nobody knows how many there are: 1.
        alone: How many things in the inbox nobody takes while they are as they are.
    """

    going_on: int
    put_off: int
    alone: int = 0

    @property
    def waits(self) -> bool:
        """Something is left to another time, or to a person."""
        return bool(self.put_off or self.alone)


def left(shop: Shop, tokens: AbstractSet[str]) -> Left:
    """Ask where the other process is.

    Args:
        shop: The workspace.
        tokens: The claims that are waited for; without them all of the inbox.
    """
    places = shop.places
    if shelving.archive_is_away(places) or inbox.presence.is_away(places):
        return Left(going_on=0, put_off=1)
    folder, most = places.inbox, shop.settings.limits.file_bytes
    alone = [] if tokens else [it.path for it in inbox.left_alone(folder, most)]
    keys = [] if tokens else _in_inbox(folder, alone)  # first: they go to the claims
    claimed = [it.token for it in inbox.claimed(places.claimed)]
    keys += [it for it in claimed if it in tokens or not tokens]
    tried = {it.key for it in inbox.waits.read(places.private)}
    put_off = sum(it in tried for it in keys)
    return Left(len(keys) - put_off, put_off, len(alone))


def say_left(found: Left) -> None:
    """Why nothing more is done here."""
    told = _("Another process takes papers in here; nothing is left to do.")
    if found.alone:
        told = _(
            "Another process takes papers in here; what it leaves alone stays in the "
            "inbox. See: podshivka status"
        )
    if found.put_off:
        told = _(
            "Another process takes papers in here, and tries again what it could not "
            "take in. See: podshivka status"
        )
    telling.unheard(say_error)(told)


def _in_inbox(folder: Path, alone: Collection[Path]) -> list[str]:
    """The printable paths of files there that will be taken."""
    waiting = (path for path in inbox.waiting(folder) if path not in alone)
    return [drops.printable_name(str(path)) for path in waiting]
