"""Another process takes papers in here: to wait for it, and to end when it has done so.

A watcher that is to go on waits until the other one has gone. Who is to end only waits
for the papers; the other process takes them in as well. Nothing here takes papers in.
"""

import time
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipeline import inbox
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
        put_off: How many it could not take in now, and tries again.
    """

    going_on: int
    put_off: int


def left(shop: Shop, tokens: AbstractSet[str]) -> Left:
    """Ask where the other process is.

    Args:
        shop: The workspace.
        tokens: The claims that are waited for; without them all of the inbox.
    """
    places = shop.places
    names = [] if tokens else _in_inbox(shop)  # first: files go from here to the claims
    claims = inbox.claimed(places.claimed)
    names += [drops.printable_name(it.name) for it in claims]
    ours = {drops.printable_name(it.name) for it in claims if it.token in tokens}
    tried = Counter(it.name for it in inbox.waits.read(places.private))
    counted = Counter(names)
    asked = ours if tokens else counted.keys()
    going_on = sum(max(counted[it] - tried[it], 0) for it in asked)
    away = not tokens and inbox.is_away(places.inbox)
    return Left(going_on + away, sum(min(counted[it], tried[it]) for it in asked))


def say_left(found: Left) -> None:
    """Why nothing more is done here."""
    told = _("Another process takes papers in here; nothing is left to do.")
    if found.put_off:
        told = _(
            "Another process takes papers in here, and tries again what it could not "
            "take in. See: podshivka status"
        )
    telling.unheard(say_error)(told)


def _in_inbox(shop: Shop) -> list[str]:
    """The printable names of files there that will be taken."""
    folder, most = shop.places.inbox, shop.settings.limits.file_bytes
    alone = {it.path for it in inbox.left_alone(folder, most)}
    waiting = (path for path in inbox.waiting(folder) if path not in alone)
    return [drops.printable_name(path.name) for path in waiting]
