"""Waking the poll early when something stirs in the inbox.

Only a convenience: where the system reports nothing (a network share), the poll
finds the file a little later.
"""

import threading
import warnings
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

_STIRS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
]
"""Others, as of a file that is read, are not even told: there are thousands."""


class Waker(FileSystemEventHandler):
    """Waits for the next stir of a folder, or for a time-out.

    Use it as a context manager. A folder that cannot be observed is no error.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stirred = threading.Event()
        self._observer = Observer()

    def __enter__(self) -> "Waker":
        """Begin to observe."""
        # watchdog finds a folder made this moment twice, and says so; it does no harm
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        try:
            self._observer.schedule(
                self, str(self._folder), recursive=True, event_filter=_STIRS
            )
            self._observer.start()
        except OSError:
            pass  # polling alone must do
        return self

    def __exit__(self, *_details: object) -> None:
        """Stop observing."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def on_any_event(self, _event: FileSystemEvent) -> None:
        """Called by watchdog, in a thread of its own."""
        self._stirred.set()

    def wait(self, seconds: float) -> None:
        """Come back when something stirred, or when the time is up."""
        self._stirred.wait(seconds)
        self._stirred.clear()
