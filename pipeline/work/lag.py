"""A catalogue that could not be written while records were filed is caught up.

It may be locked for minutes, and to try takes half a minute then, so that is done
beside all else, and later and later.
"""

import logging
import threading

from pipeline import reindex, shelving
from pipeline.errors import PodshivkaError
from pipeline.shelving import Desk
from pipeline.work.patience import PAUSES_SECONDS, Clock, Patience

log = logging.getLogger(__name__)


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
        """Begin to, if there is a lag, and the pause after the last try is over."""
        if self.is_tried or not shelving.lags(self._desk.places):
            return
        if not self._patience.waits(self):
            self._patience.put_off(self)
            self._thread = threading.Thread(target=self._try, daemon=True)
            self._thread.start()

    def _try(self) -> None:
        try:
            with shelving.alone(self._desk.places):
                catch_up(self._desk)
        except (PodshivkaError, OSError) as error:
            log.warning("the catalogue is not caught up yet: %s", error)
        else:
            log.info("the catalogue is caught up")
            self._patience.forget(self)


def catch_up(desk: Desk) -> None:
    """Make the catalogue's records those of the trees; while filing alone.

    Records are read by OCR meanwhile. What is learnt of one that was passed already is
    entered at once, so nobody may believe that the catalogue lags.

    Raises:
        OSError: It cannot be written or read now.
        UsageError: It must be made again, and another process has it open.
    """
    shelving.note_caught_up(desk.places)
    try:
        reindex.catch_up_records(desk.places, desk.catalogue)
    except BaseException:
        shelving.note_lag(desk.places)
        raise
