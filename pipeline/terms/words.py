"""A word as it is compared, and its stem.

- A stem is Snowball repeated until nothing changes: once is not enough for surnames
  («Иванов» → «иван», «Иванову» → «иванов»), repeated it finds them all.
- ё is е, stress marks and soft hyphens are not there, and a word has one script:
  Latin look-alikes among Cyrillic letters become Cyrillic («CПРАВКА»), Cyrillic ones
  among Latin letters Latin («7К3Q9»).
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_LATIN, _CYRILLIC = "abcehkmoptxy", "авсенкмортху"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_LATIN_LETTERS = re.compile("[a-z]")
_PLAINLY_LATIN = re.compile(f"[a-z](?<![{_LATIN}])")
_PLAINLY_CYRILLIC = re.compile(f"[а-я](?<![{_CYRILLIC}])")

_snowball = Stemmer.Stemmer("russian", 0)


def fold(word: str) -> str:
    """A word as it is compared: small letters, one script, е for ё, no stress marks."""
    composed = unicodedata.normalize("NFKC", word).casefold().replace("ё", "е")
    return _one_script("".join(filter(str.isalnum, composed)))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Snowball, repeated until the word no longer changes.

    Args:
        word: As `fold` gives it.
    """
    while (shorter := str(_snowball.stemWord(word))) != word:
        word = shorter
    return word


def latin_too(begun: str) -> tuple[str, ...]:
    """A beginning, as `fold` gives it, in Latin, where its word may go on so."""
    latin = begun.translate(_TO_LATIN)
    return (latin,) if latin != begun and latin.isascii() else ()


def _one_script(word: str) -> str:
    if not _LATIN_LETTERS.search(word):
        return word
    if not _PLAINLY_LATIN.search(word):
        return word.translate(_TO_CYRILLIC)
    if not _PLAINLY_CYRILLIC.search(word):
        return word.translate(_TO_LATIN)
    return word
