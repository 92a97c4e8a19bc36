"""``header``: a header field, such as for ``--header "$(…)"`` of another program."""

from __future__ import annotations

from outrider.cli.output.token_formats.token_format import HandedToken, TokenFormat
from outrider.model.secret import MaybeSecret, join_texts


class HeaderFormat(TokenFormat):
    """``Authorization: Bearer …``, as the definition places the token."""

    name = "header"
    summary = "The header line, such as `Authorization: Bearer …`."

    def render(self, handed: HandedToken) -> MaybeSecret:
        """A line for each header field."""
        lines = ((f"{line.name}: ", line.value, "\n") for line in handed.headers)
        return join_texts(part for line in lines for part in line)
