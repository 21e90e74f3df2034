"""Page identity ↔ the text of the code printed on the page.

The text, in QR's alphanumeric alphabet, 28 symbols:

    PS1 7K3Q9ZC2M4 003 012 4TZ8W1QH A
    │   │          │   │   │        └ corner: A top left, B bottom right
    │   │          │   │   └ 40 random bits drawn for this page
    │   │          │   └ pages of the document
    │   │          └ page number, from 1
    │   └ document id: nine symbols and a check symbol
    └ prefix and version

A page is ours when all of it but the corner equals what `layout.json` keeps, so
a code cannot be forged and there is no key to lose. Whether it is kept is the
register's question, not asked here.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from pipeline import fiducials

PREFIX = "PS1"
MAX_PAGES = 999
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""

DOCUMENT_ID_LENGTH = 10
_FAMILY = re.compile(f"PS[0-9][0-9A-Z]{{{DOCUMENT_ID_LENGTH},}}")
"""Any code that reads so is of this software, whatever its version and length; less
than prefix and document id say so on papers of others, too."""

SAMPLE_ID = "0" * DOCUMENT_ID_LENGTH
"""The id of samples: never drawn, so that no sample passes for an issued paper."""

_NONCE_BITS = 40
_NONCE_LENGTH = _NONCE_BITS // 5
_LENGTH = len(PREFIX) + DOCUMENT_ID_LENGTH + 3 + 3 + _NONCE_LENGTH + 1
_READ_ALOUD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_CYRILLIC = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")
"""Capitals that look the same."""

RandomBits = Callable[[int], int]
"""Given a count, that many random bits."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """What a page's code says.

    Attributes:
        nonce: The page's random bits as eight symbols.
    """

    document_id: str
    page_number: int
    page_count: int
    nonce: str

    @property
    def text(self) -> str:
        """The text without the corner symbol, as `layout.json` keeps it."""
        numbers = f"{self.page_number:03}{self.page_count:03}"
        return f"{PREFIX}{self.document_id}{numbers}{self.nonce}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code as read: the page, and which corner of it."""

    code: PageCode
    corner: str


def new_document_id(random_bits: RandomBits = secrets.randbits) -> str:
    """Nine random symbols and their check symbol; never `SAMPLE_ID`."""
    body = _symbols(random_bits(45) or 1, DOCUMENT_ID_LENGTH - 1)
    return body + check_symbol(body)


def derived_document_id(digest: bytes) -> str:
    """The id of a paper that we did not print, always the same for one digest."""
    bits = int.from_bytes(digest[:8], "big") >> (64 - 45)
    body = _symbols(bits or 1, DOCUMENT_ID_LENGTH - 1)
    return body + check_symbol(body)


def new_page_code(
    document_id: str,
    page_number: int,
    page_count: int,
    random_bits: RandomBits = secrets.randbits,
) -> PageCode:
    """A code for a page that is about to be printed."""
    nonce = _symbols(random_bits(_NONCE_BITS), _NONCE_LENGTH)
    return PageCode(document_id, page_number, page_count, nonce)


def check_symbol(body: str) -> str:
    """The symbol that detects any one wrong symbol and any swap of neighbours.

    Each symbol is weighted by a power of 2 in the field of 32 elements, so that
    every single error and every exchange of neighbours changes the sum.
    """
    total = 0
    for symbol in body:
        total = _times_two(total ^ ALPHABET.index(symbol))
    return ALPHABET[total]


def is_document_id(text: str) -> bool:
    """Ten symbols of the alphabet, the last of which fits."""
    return (
        len(text) == DOCUMENT_ID_LENGTH
        and all(symbol in ALPHABET for symbol in text)
        and check_symbol(text[:-1]) == text[-1]
    )


def spoken_document_id(text: str) -> str | None:
    """The id a person typed: any case, spaces and dashes, O for 0, I or L for 1.

    Cyrillic letters count as the Latin ones that look the same.

    Returns:
        None when it cannot be an id: its check symbol does not fit.
    """
    tidy = text.upper().translate(_CYRILLIC).translate(_READ_ALOUD)
    return tidy if is_document_id(tidy) else None


def spoken_record_id(text: str) -> str:
    """The id of a record a person typed: of its paper, as above, with any version.

    What cannot be one comes back in capitals.
    """
    paper, _dash, version = text.rpartition("-")
    identity = spoken_document_id(text)
    if identity is None and version.isdecimal():
        identity = spoken_document_id(paper)
        return f"{identity}-{version}" if identity else text.upper()
    return identity or text.upper()


def encode(code: PageCode, corner: str) -> str:
    """The text to print in that corner."""
    return code.text + corner


def decode(text: str) -> Sighting | None:
    """What a read text says.

    Returns:
        None when it is not a code of this version, or is misread in a way that
        its form or the document id's check symbol shows.
    """
    if len(text) != _LENGTH or not text.startswith(PREFIX):
        return None
    rest = text.removeprefix(PREFIX)
    document_id, rest = rest[:DOCUMENT_ID_LENGTH], rest[DOCUMENT_ID_LENGTH:]
    number, count, nonce, corner = rest[:3], rest[3:6], rest[6:-1], rest[-1]
    well_formed = (
        is_document_id(document_id)
        and (number + count).isascii()
        and (number + count).isdigit()
        and 1 <= int(number) <= int(count)
        and all(symbol in ALPHABET for symbol in nonce)
        and corner in (fiducials.CORNER_A, fiducials.CORNER_B)
    )
    if not well_formed:
        return None
    return Sighting(PageCode(document_id, int(number), int(count), nonce), corner)


def is_family(text: str) -> bool:
    """The text looks like a code of this software: of another version or length."""
    return bool(_FAMILY.fullmatch(text))


def _symbols(bits: int, length: int) -> str:
    return "".join(
        ALPHABET[bits >> shift & 31] for shift in range(5 * (length - 1), -1, -5)
    )


def _times_two(element: int) -> int:
    """Multiply by 2 in GF(32) with the polynomial x⁵ + x² + 1."""
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled
