from __future__ import annotations

from typing import Any

import pytest

from outrider.importers.postman.scripts import syntax


class Starved:
    """The real parser on a machine that has no time for it at first."""

    def __init__(self, parser: Any, times: int) -> None:
        self._parser = parser
        self._left = times
        self.timeout_micros = 0

    def parse(self, source: bytes) -> Any:
        if self._left:
            self._left -= 1
            raise ValueError("Parsing failed")
        return self._parser.parse(source)


def test_a_script_is_valid_on_a_busy_machine_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    starved = Starved(syntax._parser(), 3)
    monkeypatch.setattr(syntax, "_parser", lambda: starved)
    (only,) = syntax.parse("pm.environment.set('a', 'b');").children
    assert only.type == "expression_statement"


def test_what_takes_its_time_is_refused() -> None:
    with pytest.raises(syntax.BrokenScript, match="not valid JavaScript"):
        syntax.parse("({[" * 60_000)
