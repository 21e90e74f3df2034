"""A dot that is missing between two words of a tag.

Which words make a field is asked of the samples: `unit title` is meant to be
`unit.title`, since there is a unit and it has a title.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.forms.tags import Tag

_BETWEEN = re.compile(r"\b([^\W\d]\w*)\s+(?=([^\W\d]\w*)\b)")
_LOOP = re.compile(r"for\s+(\w+)\s+in\s+(?:\w+\s*\.\s*)*(\w+)")
_ONE_OF_MANY = (("unit", "units"), ("trainee", "trainees"))
"""What papers of one unit or trainee have, and those of a group are written by."""


def pairs(samples: Iterable[object], tags: Iterable[Tag]) -> frozenset[str]:
    """Every «holder.field» of the samples, those of the loops' words too.

    Args:
        samples: Data of documents, as `render` takes it.
        tags: Of the template.
    """
    found = dict.fromkeys(pair for sample in samples for pair in _pairs("", sample))
    loops = [loop.groups() for tag in tags if (loop := _LOOP.match(tag.text))]
    inside = [
        (word, field)
        for word, of in (*loops, *_ONE_OF_MANY)
        for holder, field in found
        if holder == of
    ]
    return frozenset(f"{holder}.{field}" for holder, field in (*found, *inside))


def dotted(text: str, known: frozenset[str]) -> str:
    """The text of a tag with a dot between words that make a known field."""

    def joined(match: re.Match[str]) -> str:
        pair = f"{match[1]}.{match[2]}"
        return f"{match[1]}." if pair in known else match[0]

    return _BETWEEN.sub(joined, text)


def _pairs(holder: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield holder, str(name)
            yield from _pairs(str(name), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(holder, inner)
