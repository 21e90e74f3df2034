"""Why the system refused something is said in the language of the reader."""

import errno
import os

import pytest

from pipeline import messages, systemwords


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, "диск заполнен"),
        (errno.EACCES, "нет прав на это"),
        (errno.EIO, "диск читает или пишет с ошибками"),
    ],
)
def test_a_common_refusal_is_said_in_russian(code, told, monkeypatch):
    monkeypatch.setattr(messages, "_language", "ru")
    assert systemwords.reason(OSError(code, os.strerror(code))) == told


def test_a_sentence_of_our_own_is_left_as_it_is():
    assert systemwords.reason(OSError(errno.EIO, "no such case")) == "no such case"


def test_a_rare_refusal_is_said_in_the_words_of_the_system():
    error = OSError(errno.EXDEV, os.strerror(errno.EXDEV))
    assert systemwords.reason(error) == os.strerror(errno.EXDEV)


def test_an_error_without_words_is_named():
    assert systemwords.reason(PermissionError()) == "PermissionError"
