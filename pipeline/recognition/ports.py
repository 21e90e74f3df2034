"""What this room asks of others."""

from collections.abc import Callable

from pipeline.model import KnownPage, RefusedPage

FindPage = Callable[[str], KnownPage | RefusedPage]
"""Given the text of a page code (`PageCode.text`), is that page ours?

Pickled: a module's function or a `functools.partial` of one.
"""

FindSiblings = Callable[[str], tuple[KnownPage, ...]]
"""All pages of the document of that id that are in force, by number. Pickled too."""


def no_siblings(_document_id: str) -> tuple[KnownPage, ...]:
    """Nothing is known of any document's other pages."""
    return ()
