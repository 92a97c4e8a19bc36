"""What came of a response's captures and expectations, as people see it."""

from __future__ import annotations

import json
from typing import Any

from outrider.engine.expectations.check_results import (
    CAPTURE,
    NOTHING,
    CapturedValue,
    CheckResult,
    ResponseChecks,
)
from outrider.engine.expectations.masked_json import masked_json
from outrider.model.secret import MASK
from outrider.model.shown_check import CheckState, ShownCheck
from outrider.redaction import Redactor

SHORT = 60
"""Characters up to which a value is one line."""

LONGEST = 8_000
"""Characters of a value that are shown."""

_LOOKED_AT = 64_000
"""Characters of a large value in which secrets are looked for: far more than are shown."""


def shown_checks(checks: ResponseChecks, redactor: Redactor) -> tuple[ShownCheck, ...]:
    """What was not met or could not be tried, then what was met, then what was captured."""
    results = [_result(one, redactor) for one in checks.results]
    wrong = [one for one in results if one.state is not CheckState.MET]
    met = [one for one in results if one.state is CheckState.MET]
    return (*wrong, *met, *(_captured(one, redactor) for one in checks.captured))


def _captured(one: CapturedValue, redactor: Redactor) -> ShownCheck:
    return ShownCheck(
        CheckState.CAPTURED,
        one.name,
        actual=MASK if one.secret else shown_value(one.value, redactor),
        is_capture=True,
        index=one.index,
    )


def _result(result: CheckResult, redactor: Redactor) -> ShownCheck:
    place = result.place
    index = next((key for key in place.key if isinstance(key, int)), 0) if place else 0
    if result.check == CAPTURE:
        what = f"{result.name} from {redactor.mask_body(result.subject)}"
    else:
        same = result.check == result.subject
        what = redactor.mask_body(f"{result.subject} {'is' if same else result.check}")
    states = {True: CheckState.MET, False: CheckState.UNMET, None: CheckState.NOT_TRIED}
    return ShownCheck(
        states[result.met],
        what,
        shown_value(result.expected, redactor),
        shown_value(result.actual, redactor),
        redactor.mask_body(result.why),
        "" if result.check == CAPTURE else result.name,
        is_capture=result.check == CAPTURE,
        index=index,
        check="" if result.check == CAPTURE else result.check,
    )


def shown_value(value: Any, redactor: Redactor) -> str:
    """A JSON value, secrets masked: on one line where that is short, else laid out."""
    if value is NOTHING:
        return ""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) > _LOOKED_AT:
        return f"{redactor.mask_body(line[:_LOOKED_AT])[:LONGEST]}…"
    value = masked_json(value, redactor)
    line = json.dumps(value, ensure_ascii=False)
    if len(line) > SHORT and isinstance(value, dict | list):
        line = json.dumps(value, ensure_ascii=False, indent=2)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
