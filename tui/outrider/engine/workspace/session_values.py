"""Values of variables that hold until the program ends: they are in no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from outrider.engine.expectations.check_results import CapturedValue


class SessionValues:
    """Session values, each for the environment that was active when it was given.

    Another environment does not see them: a host that was typed for one is no host of another.
    """

    def __init__(self) -> None:
        self._values: dict[str, dict[str, str]] = {}
        self._captured: dict[str, dict[str, CapturedValue]] = {}

    def define(self, environment_id: str, name: str, value: str) -> None:
        """Gives a variable a value, before whatever the files say of it."""
        self._values.setdefault(environment_id, {})[name] = value

    def of(self, environment_id: str) -> Mapping[str, str]:
        """The values for an environment; for no environment with an empty id."""
        return MappingProxyType(dict(self._values.get(environment_id, {})))

    def capture(self, values: Iterable[CapturedValue]) -> None:
        """Takes values out of a response, each for its environment, in place of older ones."""
        for one in values:
            self._captured.setdefault(one.environment, {})[one.name] = one

    def captured(self, environment_id: str) -> Mapping[str, CapturedValue]:
        """The captured values of an environment, by name."""
        return MappingProxyType(dict(self._captured.get(environment_id, {})))

    def forget(self, environment_id: str, name: str) -> None:
        """Forgets a variable of this session, given or captured, if there is one."""
        self._values.get(environment_id, {}).pop(name, None)
        self._captured.get(environment_id, {}).pop(name, None)
