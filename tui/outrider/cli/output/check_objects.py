"""Captured values and expectations as JSON."""

from __future__ import annotations

from typing import Any

from outrider.engine.expectations.check_results import NOTHING, CheckResult, ResponseChecks
from outrider.engine.expectations.masked_json import masked_json
from outrider.model.secret import MASK
from outrider.redaction import Redactor


def checks_object(checks: ResponseChecks, redactor: Redactor, *, reveals: bool) -> dict[str, Any]:
    """``captured`` by name, and a row for each expectation; masked unless they are revealed."""

    def shown(value: Any) -> Any:
        return None if value is NOTHING else value if reveals else masked_json(value, redactor)

    return {
        "captured": {
            one.name: MASK if one.secret and not reveals else shown(one.value)
            for one in checks.captured
        },
        "expectations": [
            _row(one, shown(one.expected), shown(one.actual), redactor, reveals=reveals)
            for one in checks.results
        ],
    }


def _row(
    result: CheckResult, expected: Any, actual: Any, redactor: Redactor, *, reveals: bool
) -> dict[str, Any]:
    place = result.place
    return {
        "name": result.name,
        "subject": result.subject,
        "check": result.check,
        "expected": expected,
        "actual": actual,
        "met": result.met,
        "why": result.why if reveals else redactor.mask_body(result.why),
        "where": str(place) if place else "",
    }
