"""Fixtures of several modules."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from pipeline import messages

settings.register_profile("by result, not by time", deadline=None)
settings.load_profile("by result, not by time")


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences in English, so that tests may look at words."""
    language = messages.language()
    messages.use_language("en")
    yield
    messages.use_language(language)
