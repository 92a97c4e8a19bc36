"""Values of variables that hold until the program ends: they are in no file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class SessionValues:
    """Session values, each for the environment that was active when it was given.

    Another environment does not see them: a host that was typed for one is no host of another.
    """

    def __init__(self) -> None:
        self._values: dict[str, dict[str, str]] = {}

    def define(self, environment_id: str, name: str, value: str) -> None:
        """Gives a variable a value, before whatever the files say of it."""
        self._values.setdefault(environment_id, {})[name] = value

    def of(self, environment_id: str) -> Mapping[str, str]:
        """The values for an environment; for no environment with an empty id."""
        return MappingProxyType(dict(self._values.get(environment_id, {})))
