"""Words for people: English message ids, translated through gettext.

Mark a sentence with `_` where it is said, with `N_` where it only stands in a
table and is translated later. The language is set once, by the entry point;
children are started with a clean environment (`pipeline.programs`), so the
choice does not leak into LibreOffice or Tesseract.
"""

import gettext
from datetime import date
from functools import cache
from pathlib import Path

LANGUAGES = ("ru", "en")
"""What the setting `language` may say; the first is the default."""

DOMAIN = "podshivka"
LOCALE = Path(__file__).parent / "locale"
_language = LANGUAGES[0]


def use_language(language: str) -> None:
    """Speak that language from now on; an unknown one falls back to English."""
    global _language  # noqa: PLW0603 - a process speaks one language
    _language = language


def language() -> str:
    """The language in use."""
    return _language


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[code], fallback=True)


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(_language).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the plural form that fits the count."""
    return _catalogue(_language).ngettext(singular, plural, count)


def day(when: date) -> str:
    """The day within a sentence of that language: «05.06.2025», or ISO text."""
    return f"{when:%d.%m.%Y}" if _language == "ru" else when.isoformat()


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for translation; it is returned as it is."""
    return message
