"""Podshivka: individual learning records on paper, and their archive.

The order of the rooms, and which may import which, is told in
`docs/architecture.md` and checked by import-linter.
"""

__version__ = "0.1.0"
