"""A catalogue that could not be written while records were filed is caught up.

It may be locked for minutes, and to read it and to walk the trees takes long, so that
is done beside all else, later and later, and keeps nobody from filing.
"""

import logging
import threading

from pipeline import reindex, shelving
from pipeline.catalogue import behind
from pipeline.errors import PodshivkaError
from pipeline.shelving import Desk
from pipeline.work.patience import PAUSES_SECONDS, Clock, Patience

log = logging.getLogger(__name__)

LATER = "the catalogue is caught up later"


class Lag:
    """Makes up for it, one try at a time.

    Args:
        desk: Whose catalogue lags.
        clock: Replaced in tests.
    """

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._patience = Patience(PAUSES_SECONDS, clock)
        self._thread: threading.Thread | None = None

    @property
    def is_tried(self) -> bool:
        """Somebody is at it."""
        return self._thread is not None and self._thread.is_alive()

    def make_up(self) -> None:
        """Begin to, if there is a lag, and the pause since the last try is over."""
        if self.is_tried or not behind.lags(self._desk.places.private):
            return
        if not self._patience.waits(self):
            self._thread = threading.Thread(target=self._try, daemon=True)
            self._thread.start()

    def _try(self) -> None:
        try:
            catch_up(self._desk)
        except (PodshivkaError, OSError) as error:
            log.warning("the catalogue is not caught up yet: %s", error)
        except Exception:  # whatever it is, it is tried again as seldom
            log.exception("the catalogue is not caught up yet")
        else:
            log.info("the catalogue is caught up")
            self._patience.forget(self)
            return
        self._patience.put_off(self)


def catch_up(desk: Desk) -> None:
    """Make the catalogue's records those of the trees, if it can be written now.

    Raises:
        OSError: It cannot, or the archive is away.
        UsageError: It must be made again, and another process has it open.
    """
    shelving.require_archive(desk.places)
    desk.catalogue.require_writable()
    reindex.catch_up_records(desk.places, desk.catalogue)
