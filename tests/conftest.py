"""Fixtures of several modules."""

from collections.abc import Iterator

import pytest

from pipeline import messages


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences in English, so that tests may look at words."""
    language = messages.language()
    messages.use_language("en")
    yield
    messages.use_language(language)
