"""What people see of checks: masked, and short enough."""

from __future__ import annotations

from outrider.engine.expectations.check_results import (
    CAPTURE,
    NOTHING,
    CapturedValue,
    CheckResult,
    ResponseChecks,
)
from outrider.engine.expectations.shown_checks import LONGEST, shown_checks
from outrider.errors import SourceLocation
from outrider.model.secret import MASK, Secret
from outrider.model.shown_check import CheckState, met_of
from outrider.redaction import Redactor

SECRET = "canary-5up3r-s3cret"
PLACE = SourceLocation("requests/a.toml", ("expect", 2, "equals"))


def redactor() -> Redactor:
    made = Redactor()
    made.register([Secret(SECRET)])
    return made


def result(expected: object, actual: object, *, met: bool | None = False) -> CheckResult:
    return CheckResult("", "jq .a", "equals", expected, actual, met, f"why {SECRET}", PLACE)


def test_secrets_are_masked_in_all_that_is_shown() -> None:
    nested = {"a": [SECRET], SECRET: 1}
    checks = ResponseChecks(
        (
            CapturedValue("token", "short", True, "a", "dev"),
            CapturedValue("open", {"a": SECRET}, False, "a", "dev", 1),
        ),
        (result(nested, SECRET), result("x" * 100_000 + SECRET, [SECRET] * 9_000)),
    )
    shown = shown_checks(checks, redactor())
    assert SECRET not in str(shown)
    assert [one.actual for one in shown[2:]] == [MASK, f'{{"a": "{MASK}"}}']
    assert all(len(one.expected) <= LONGEST + 1 for one in shown)


def test_what_somebody_has_to_look_at_comes_first() -> None:
    lost = CheckResult(
        "id", "jq .id", CAPTURE, NOTHING, NOTHING, False, "Nothing was found.", PLACE
    )
    checks = ResponseChecks(
        (CapturedValue("n", 1, False, "a", "dev"),),
        (result(1, 1, met=True), result(1, NOTHING, met=None), result(1, 2), lost),
    )
    shown = shown_checks(checks, redactor())
    assert [one.state for one in shown] == [
        CheckState.NOT_TRIED,
        CheckState.UNMET,
        CheckState.UNMET,
        CheckState.MET,
        CheckState.CAPTURED,
    ]
    assert (shown[2].what, shown[2].is_capture) == ("id from jq .id", True)
    assert (shown[0].index, shown[0].check, shown[0].actual) == (2, "equals", "")
    assert met_of(shown) == (1, 3)
