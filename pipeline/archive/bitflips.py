"""What a small file was before one bit of it flipped; pure.

A list of checksums and a file of it may rot both. Where the flip of a single bit makes
the file agree with its line, but for some digits, the line is damaged too.
"""

import hashlib

from pipeline.archive import lists

_MOST_BYTES = 4096
"""Each of their bits is tried, some microseconds each."""


def before(content: bytes, claim: str) -> bytes | None:
    """What the file was that had that SHA-256, or one with a digit or two otherwise.

    None when no single bit makes it so, or the file is too long to try.
    """
    if len(content) > _MOST_BYTES:
        return None
    tried = bytearray(content)
    for place in range(len(tried)):
        for bit in range(8):
            tried[place] ^= 1 << bit
            digest = hashlib.sha256(tried).hexdigest()
            if lists.agree(claim, digest):
                return bytes(tried)
            tried[place] ^= 1 << bit
    return None
