"""The quotation marks that Word puts into tags by itself.

Word turns the straight marks of ``{{r sign("teacher") }}`` into «ёлочки» or
„лапки“ as one types. Inside a tag they mean what the author meant.
"""

import re

_TAG = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_TEXT = re.compile(
    r"\"[^\"]*\"|'[^']*'"  # straight already: what is inside is the author's text
    r"|[«„“](?P<double>[^«»„“”\"]*)[»“”\"]"
    r"|[‚‘](?P<single>[^‚‘’']*)[‘’']"
)


def straight(source: str) -> str:
    """The template with straight quotation marks inside its tags."""
    return _TAG.sub(lambda tag: _TEXT.sub(_straightened, tag[0]), source)


def _straightened(text: re.Match[str]) -> str:
    inside = text["double"] if text["double"] is not None else text["single"]
    return text[0] if inside is None else f'"{inside}"'
