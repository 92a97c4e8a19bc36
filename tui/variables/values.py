"""What was opened for one send: everything that a resolver may use and files do not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tui.model.secret import Secret


def nothing_dynamic(_name: str) -> str | None:
    """Knows no dynamic variable."""
    return None


@dataclass(frozen=True, slots=True)
class Values:
    """Opened secrets and the like; all of it opaque: never searched for references.

    Attributes:
        secrets: by name, as far as a survey asked for them.
        process: process variables for ``{{$env.NAME}}``; what is read becomes secret.
        access_token: for ``{{access_token}}``; ``None`` where there is none.
        no_token_reason: why there is none, as a sentence.
        dynamic: the value of ``$guid`` and its like by name, a new one for each call; ``None``
            for a name that it does not know.
    """

    secrets: Mapping[str, Secret] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    process: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    access_token: Secret | None = None
    no_token_reason: str = ""
    dynamic: Callable[[str], str | None] = nothing_dynamic
