"""Is what a paper says still about what its code stands for? Pure.

The code of a lesson, unit or task that the group dropped may be another one's now. A
lesson that was moved or has another topic is the same; one of another day and another
topic is not.
"""

from collections.abc import Callable

from pipeline import naming
from pipeline.cells import Statement
from pipeline.model import Group

Fits = Callable[[Statement], bool]


def fitting(group: Group) -> Fits:
    """Tells of a statement whether it is about what has its code in the group now."""
    lessons = {it.id: it for it in group.sessions}
    titles: dict[tuple[str, str], tuple[str, ...]] = {
        ("grades", unit.id): (unit.title,) for unit in group.units
    }
    titles |= {
        ("tasks", f"{unit.id}/{it.id}"): (unit.title, it.title)
        for unit in group.units
        for it in unit.tasks
    }

    def fits(it: Statement) -> bool:
        if it.kind != "attendance":
            now = titles.get((it.kind, it.item), ())
            pairs = zip(now, it.titles, strict=False)
            return all(naming.is_titled(title, shown) for title, shown in pairs)
        lesson = lessons.get(it.item)
        if lesson is None or it.held_on in (None, lesson.date):
            return True
        return [_plain(title) for title in it.titles] == [_plain(lesson.topic)]

    return fits


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())
