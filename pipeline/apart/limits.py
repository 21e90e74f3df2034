"""What the work on one received file may use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Received data is untrusted; beyond these a file is refused.

    Attributes:
        seconds: Wall clock for each page, the opening of the file included in
            that of the first. Pages after the tenth may take a quarter of it on
            average.
        memory_mb: Address space of the process.
        pixels: Of one page, decoded.
        pages: Of one file.
    """

    seconds: float = 60.0
    memory_mb: int = 4096
    pixels: int = 150_000_000
    pages: int = 2000
