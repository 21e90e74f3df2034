"""Writes the Word templates of the forms: `python -m scripts.make_templates`.

The templates in `templates/` are made here and committed; a test compares them, so
that neither drifts from the other. `--to DIR` writes them elsewhere.

Wording and columns follow the minimum fields of each form: regulation A (2.3–2.5),
regulation B (2.2.1–2.2.4) and ГОСТ Р 7.0.97 for the page.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from docx.document import Document

from scripts import word
from scripts.book import registration_book
from scripts.card import results_card
from scripts.certificate import certificate
from scripts.cover import cover_sheet
from scripts.gradesheets import final_gradesheet, gradesheet
from scripts.journal import journal
from scripts.protocol import protocol

KINDS: dict[str, Callable[[], Document]] = {
    "journal": journal,
    "gradesheet": gradesheet,
    "final-gradesheet": final_gradesheet,
    "protocol": protocol,
    "certificate": certificate,
    "results-card": results_card,
    "cover-sheet": cover_sheet,
    "registration-book": registration_book,
}


def write_all(folder: Path) -> None:
    """Every kind's template into `<folder>/<kind>/template.docx`."""
    for kind, make in KINDS.items():
        word.save(make(), folder / kind / "template.docx")


def main() -> None:
    """Write the templates where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("templates"))
    write_all(parser.parse_args().to)


if __name__ == "__main__":
    main()
