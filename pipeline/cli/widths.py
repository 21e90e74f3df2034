"""How wide the columns of a table are, so that its rows stay readable."""

from collections.abc import Iterable, Sequence

GAP = 2
"""Signs between two columns."""

_WHOLE = range(24, 11, -1)
"""Words of so many signs stay whole, or of the most for which there is room."""


def of_columns(columns: Sequence[Sequence[str]], room: int) -> list[int | None]:
    """So wide each column is: words stay whole, and long texts share what is left.

    None where there is no room for that.

    Args:
        columns: The heading and the cells of each.
        room: Signs of a line.
    """
    lines = [[it for text in column for it in text.splitlines()] for column in columns]
    words = [[word for it in column for word in it.split()] for column in lines]
    room -= GAP * (len(columns) - 1)
    for longest in _WHOLE:
        least = [min(_longest(column), longest) for column in words]
        if sum(least) <= room:
            whole = [_longest(column) for column in lines]
            return [*_shared(least, whole, room - sum(least))]
    return [None] * len(columns)


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def _shared(least: Sequence[int], most: Sequence[int], left: int) -> list[int]:
    """The widths with what is left dealt out evenly, to nobody more than it needs."""
    widths = [*least]
    by_need = sorted(range(len(least)), key=lambda it: most[it] - least[it])
    for waiting, place in zip(range(len(least), 0, -1), by_need, strict=True):
        more = min(most[place] - least[place], left // waiting)
        widths[place] += more
        left -= more
    return widths
