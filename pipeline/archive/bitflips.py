"""What a small file was before one bit of it flipped; pure.

A list of checksums and a file of it may rot both. Where the flip of a single bit makes
the file agree with its line, but for some digits, the line is damaged too.
"""

import hashlib
from collections.abc import Sequence

from pipeline.archive import lists

MOST_BYTES = 4096
"""Each of their bits is tried, some microseconds each."""


def before(content: bytes, claims: Sequence[str]) -> str | None:
    """The SHA-256 that the file had, or nearly, by one of those claims.

    None when no single bit makes it so, or the file is too long to try.
    """
    if len(content) > MOST_BYTES:
        return None
    tried = bytearray(content)
    for place in range(len(tried)):
        for bit in range(8):
            tried[place] ^= 1 << bit
            digest = hashlib.sha256(tried).hexdigest()
            if any(lists.agree(claim, digest) for claim in claims):
                return digest
            tried[place] ^= 1 << bit
    return None
