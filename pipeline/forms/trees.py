"""Small branches of a form's data, of use to several others.

Values are JSON; days are ISO text; what is unknown is "".
"""

from datetime import date

from pipeline import grammar
from pipeline.model import GradeScale, Order

Tree = dict[str, object]
"""A branch of the data; its values are JSON."""


def iso(day: date | None) -> str:
    """The day as ISO text, "" where there is none."""
    return day.isoformat() if day else ""


def named(name: str, parts: grammar.Parts | None = None) -> Tree:
    """A name in the ways that a form writes it, by its parts where they are known."""
    return {
        "name": name,
        "short_name": grammar.short_name(parts or name),
        "initials_first": grammar.initials_first(parts or name),
    }


def order(order: Order | None) -> Tree:
    """Number and date of an order, both "" where there is none."""
    if order is None:
        return {"number": "", "date": ""}
    return {"number": order.number, "date": iso(order.date)}


def scale(scale: GradeScale) -> Tree:
    """A scale of grades with its values."""
    return {
        "id": scale.id,
        "title": scale.title,
        "written_as": scale.written_as,
        "grades": [
            {"value": one.value, "word": one.word, "is_grade": one.passed is not None}
            for one in scale.values
        ],
    }
