"""The options of a run: what can be a count, and which environments are offered."""

from __future__ import annotations

import pytest

from outrider.dialogs.run_setup_dialog import (
    OfferedEnvironment,
    RunSetup,
    count_problem,
    offered_setup,
)


@pytest.mark.parametrize("text", ["", " ", "1", "12", " 3 ", "999999999"])
def test_counts(text: str) -> None:
    assert not count_problem(text)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "two", "²", "1000000000", "00"])
def test_what_is_no_count(text: str) -> None:
    assert count_problem(text) == "must be a number from 1 on"


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [
        ((), ("dev",)),
        (("test",), ("test",)),
        (("dev", "test"), ("dev", "test")),
        # What is gone is not offered.
        (("gone", "test"), ("test",)),
        (("gone",), ("dev",)),
    ],
)
def test_environments_that_are_offered(chosen: tuple[str, ...], offered: tuple[str, ...]) -> None:
    known = [OfferedEnvironment("dev", "Dev"), OfferedEnvironment("test", "Test")]
    setup = offered_setup(RunSetup(environments=chosen), known, "dev")
    assert setup.environments == offered
