"""PDFium, for processes in which several threads work.

PDFium knows no threads: two calls at once, even on two documents, may crash it. Who
calls it in the main process does so through this room, and one thread at a time has
it. Processes apart (`apart`) have one thread that does and need no lock.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

_lock = threading.RLock()


@contextmanager
def alone() -> Iterator[None]:
    """Be the one thread that calls PDFium; whatever it opens is closed before."""
    with _lock:
        yield


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The PDF as PDFium opens it, closed afterwards with its pages; others wait.

    Raises:
        pypdfium2.PdfiumError: It is not a PDF.
    """
    with _lock:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
