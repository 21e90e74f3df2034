"""Records that leave the review folder, once a person decided about them."""

from pathlib import Path

from pipeline.archive import events, renditions, staging


def carry_over(reviewed: Path, filed: Path) -> None:
    """Give the filed record what was learnt and made while it was in review.

    Twice is fine; what the filed record has already is left as it is.

    Args:
        reviewed: The record's folder in review.
        filed: Its folder in the archive.
    """
    events.go_on(filed, events.read(reviewed))
    for name in (renditions.TEXT, renditions.DOCUMENT):
        made = reviewed / renditions.FOLDER / name
        if made.exists() and not (filed / renditions.FOLDER / name).exists():
            renditions.save(filed, name, made.read_bytes())


def remove_reviewed(folder: Path) -> None:
    """Remove a record from review; its pages lie in the archive by now.

    Args:
        folder: Directly in the review folder. The absent is fine.
    """
    staging.discard(folder.parent, folder)
