"""Options of curl whose value nobody can know, or that mean something else here."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported

SHELL = "A shell provides the value"
NUMBER = "It is not a number of seconds"


@pytest.mark.parametrize(
    ("option", "shown", "why"),
    [
        ("-m $T", "$T", SHELL),
        ("--max-time ${T:-9}", "${T:-9}", SHELL),
        ('-m "$(cat t)"', "$(cat t)", SHELL),
        ("-m $T.5", "$T.5", SHELL),
        ("-m 1.5s", "1.5s", NUMBER),
        ("-m nan", "nan", NUMBER),
        ("-m -3", "-3", NUMBER),
        ("-m 99999", "99999", NUMBER),
        ("-m '{{T}}'", "{{T}}", NUMBER),
        ("-m 0", "0", "0 means no limit in curl"),
    ],
)
def test_a_timeout_that_is_not_taken_over_is_told(option: str, shown: str, why: str) -> None:
    found = imported(f"curl {option} https://a.example/x")
    assert found.request.options.timeout == 60
    assert f"--max-time {shown} was not imported: the timeout is 60 s. {why}" in found.report


@pytest.mark.parametrize(("command", "seconds"), [("curl -m 1.5", 1.5), ("T=9; curl -m $T", 9)])
def test_a_timeout_that_is_known_is_taken_over(command: str, seconds: float) -> None:
    found = imported(f"{command} https://a.example/x")
    assert found.request.options.timeout == seconds
    assert not found.report


@pytest.mark.parametrize("option", ["max-filesize", "max-redirs", "connect-timeout", "retry"])
def test_another_number_of_a_shell_is_told(option: str) -> None:
    assert f"--{option} $N was not" in imported(f"curl --{option} $N https://a.example/x").report
