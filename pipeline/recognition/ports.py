"""What this room asks of others."""

from collections.abc import Callable

from pipeline.model import KnownPage, RefusedPage

FindPage = Callable[[str], KnownPage | RefusedPage]
"""Given the text of a page code (`PageCode.text`), is that page ours?

Pickled: a module's function or a `functools.partial` of one.
"""
