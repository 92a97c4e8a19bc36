"""What was opened for one send: everything that a resolver may use and files do not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar

from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import Secret


def no_dynamic_variable(_name: str) -> str | None:
    """Knows no dynamic variable."""
    return None


def no_source(_name: str) -> str:
    """Knows no source of a secret."""
    return ""


class RuntimeValues(SafeRepr, frozen=True):
    """Opened secrets and the like; all of it opaque: never searched for references.

    Attributes:
        secrets: by name, as far as a survey asked for them.
        process: process variables for ``{{$env.NAME}}``; what is read becomes secret.
        access_token: for ``{{access_token}}``; ``None`` where there is none.
        no_token_reason: why there is none, as a sentence.
        dynamic: the value of ``$guid`` and its like by name, a new one for each call; ``None``
            for a name that it does not know.
        source: where the value of a secret comes from, as a noun; empty where that is not known.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"secrets", "process"})

    secrets: Mapping[str, Secret] = MappingProxyType({})
    process: Mapping[str, str] = MappingProxyType({})
    access_token: Secret | None = None
    no_token_reason: str = ""
    dynamic: Callable[[str], str | None] = no_dynamic_variable
    source: Callable[[str], str] = no_source
