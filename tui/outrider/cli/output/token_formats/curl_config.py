"""``curl-config``: what ``curl -K`` reads, so that no token is among curl's arguments."""

from __future__ import annotations

from outrider.cli.output.token_formats.token_format import HandedToken, TokenFormat
from outrider.model.secret import MaybeSecret, join_texts, transform

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r", "\v": "\\v"}
)
"""What curl reads in double quotes (curl's manual, ``--config``)."""


class CurlConfigFormat(TokenFormat):
    """A ``header`` line of a configuration file of curl."""

    name = "curl-config"
    summary = "A configuration for `curl -K`: it goes to every URL of that command."

    def render(self, handed: HandedToken) -> MaybeSecret:
        """A line for each header field."""
        lines = (
            ('header = "', transform(f"{line.name}: ", _quoted), transform(line.value, _quoted))
            for line in handed.headers
        )
        return join_texts(part for line in lines for part in (*line, '"\n'))


def _quoted(text: str) -> str:
    return text.translate(_ESCAPES)
