"""What came of expectations, in sentences."""

from __future__ import annotations

from typing import Any

from outrider.engine.expectations.check_results import NOTHING, CheckResult
from outrider.engine.expectations.check_words import result_text
from outrider.errors import SourceLocation

SAID: list[tuple[tuple[str, str, Any, Any, bool | None, str], str]] = [
    (("jq .n", "equals", 3, 2, False, ""), "jq .n equals 3: got 2."),
    (("jq .n", "not_equals", 3, 3, False, ""), "jq .n does not equal 3: got 3."),
    (("jq .n", "one_of", [1, "a"], 3, False, ""), 'jq .n is one of [1, "a"]: got 3.'),
    (("jq .n", "type", "string", 3, False, ""), 'jq .n is of type "string": got 3.'),
    (("body", "contains", "a", "b", False, ""), 'body contains "a": got "b".'),
    (("body", "matches", "^a", "b", False, ""), 'body matches "^a": got "b".'),
    (("status", "status", 200, 404, False, ""), "status is 200: got 404."),
    (("time", "at_most", 500, 812.3, False, ""), "time is at most 500 ms: took 812.3 ms."),
    (('header "X"', "exists", True, NOTHING, False, ""), 'header "X" exists: not found.'),
    (('header "X"', "exists", False, "v", False, ""), 'header "X" does not exist: got "v".'),
    (
        ("jq .n", "equals", 3, NOTHING, False, "jq gave no output."),
        "jq .n equals 3: jq gave no output.",
    ),
    (
        ("jq .n", "equals", "3", 3, False, "The types differ: string and number."),
        'jq .n equals "3": got 3. The types differ: string and number.',
    ),
    (
        ("jq .[", "exists", True, NOTHING, None, "jq could not run: x."),
        "jq .[ exists: could not be checked. jq could not run: x.",
    ),
    (
        ("schema", "schema", "s.json", NOTHING, False, "$.a: 1 is not of type 'string'"),
        "schema \"s.json\": $.a: 1 is not of type 'string'",
    ),
    (
        ("snapshot", "snapshot", "s.json", NOTHING, False, '-  "a": 1\n+  "a": 2'),
        'snapshot "s.json": the response differs.\n  -  "a": 1\n  +  "a": 2',
    ),
    (
        ("snapshot", "snapshot", "s.json", NOTHING, False, "The snapshot was not written: x."),
        'snapshot "s.json": The snapshot was not written: x.',
    ),
]


def test_each_result_reads_as_a_sentence() -> None:
    for (subject, check, expected, actual, met, why), sentence in SAID:
        result = CheckResult("", subject, check, expected, actual, met, why)
        assert result_text(result) == sentence


def test_a_line_stands_for_its_key_and_a_name_before_the_sentence() -> None:
    place = SourceLocation("requests/a.toml", ("expect", 0, "equals"), 7)
    result = CheckResult("it", "jq .n", "equals", 3, 2, False, "", place)
    assert result_text(result) == "requests/a.toml:7: it: jq .n equals 3: got 2."
    place = SourceLocation("requests/a.toml", ("expect", 0, "equals"))
    result = CheckResult("", "jq .n", "equals", 3, 2, False, "", place)
    assert result_text(result) == "requests/a.toml: expect[1].equals: jq .n equals 3: got 2."
