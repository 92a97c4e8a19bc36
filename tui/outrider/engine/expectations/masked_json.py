"""JSON values with what is secret in them masked."""

from __future__ import annotations

import json
from typing import Any

from outrider.redaction import Redactor


def masked_json(value: Any, redactor: Redactor) -> Any:
    """A JSON value with the secrets in it masked."""
    if isinstance(value, str):
        return redactor.mask_body(value)
    if isinstance(value, dict):
        return {redactor.mask_body(key): masked_json(one, redactor) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [masked_json(one, redactor) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        # A secret of digits may have become a number.
        text = json.dumps(value)
        masked = redactor.mask_body(text)
        return value if masked == text else masked
    return value
