"""``json``: the token with its expiry, as one JSON object."""

from __future__ import annotations

from outrider.cli.output.json_objects import token_object
from outrider.cli.output.json_output import json_document
from outrider.cli.output.token_formats.token_format import HandedToken, TokenFormat
from outrider.model.secret import MaybeSecret, Secret


class JsonTokenFormat(TokenFormat):
    """One JSON object, on failure too."""

    name = "json"
    summary = "One JSON object with `access_token` and `expires_at`; the same as `--json`."
    takes_bound = True

    def render(self, handed: HandedToken) -> MaybeSecret:
        """The object."""
        return Secret(json_document(token_object(handed.use, handed.environment, handed.now)))
