"""Fixtures of several modules."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from pipeline import messages, resources, roster
from pipeline.model import Organisation

settings.register_profile("by result, not by time", deadline=None)
settings.load_profile("by result, not by time")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that all processes end together."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences in English, so that tests may look at words."""
    language = messages.language()
    messages.use_language("en")
    yield
    messages.use_language(language)


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    """The institute of one of the profiles."""
    return roster.load_organisation(
        resources.folder("profiles") / "migip" / "organisation.yaml"
    )
