"""Changes every text of a value, however deep it is in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, structs

from outrider.model.secret import Secret


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """A value with each text in it changed; secrets stay, and what holds no text is the same."""
    if isinstance(value, Secret | Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: with_texts(one, change) for name, one in fields.items()}
        same = all(changed[name] is fields[name] for name in fields)
        return value if same else structs.replace(value, **changed)
    if isinstance(value, Mapping):
        return {key: with_texts(one, change) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(with_texts(one, change) for one in value)
    return value
