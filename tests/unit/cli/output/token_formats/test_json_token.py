"""A token as a JSON object."""

from __future__ import annotations

import json

from tests.unit.cli.output.token_formats.handed_tokens import NOW, TOKEN, written

from outrider.cli.output.token_formats.json_token import JsonTokenFormat


def test_the_object_has_the_token_and_its_expiry() -> None:
    found = json.loads(written(JsonTokenFormat()))
    assert (found["access_token"], found["token_type"]) == (TOKEN, "Bearer")
    assert (found["expires_at"], found["expires_in"]) == (NOW + 60, 60)
    assert (found["environment"], found["error"]) == ("dev", None)
