"""Tables of many columns, parted so that each part fits a page."""

from collections.abc import Iterator, Sequence

from pipeline.cli.base import PAGE_SIGNS, say, say_table, width_of_tables

_BETWEEN = 2
"""Signs between two columns."""


def say_parted(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The table, in as many parts below one another as the width asks for.

    Each begins with the first column, which tells whose row it is.
    """
    widths = [
        max(len(cell) for cell in column) + _BETWEEN
        for column in zip(headings, *rows, strict=True)
    ]
    for place, columns in enumerate(parts(widths, width_of_tables(PAGE_SIGNS))):
        if place:
            say()
        say_table(
            [headings[at] for at in columns],
            [[row[at] for at in columns] for row in rows],
            PAGE_SIGNS,
        )


def parts(widths: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """The columns of each part, the first one in all of them.

    Args:
        widths: Of each column, with what stands between it and the next.
        most: So wide may a part be; where two columns do not fit, it is wider.
    """
    part: list[int] = []
    for at in range(1, len(widths)):
        if part and widths[0] + sum(widths[it] for it in (*part, at)) > most + _BETWEEN:
            yield (0, *part)
            part = []
        part.append(at)
    yield (0, *part)
