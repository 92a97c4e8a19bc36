"""Variables of other tools: plain, secret, switched off, twice."""

from __future__ import annotations

from typing import Any

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.building.value_writing import ValueWriter
from outrider.importers.written_numbers import written_float
from outrider.model.secret import reveal


def put(*rows: tuple[str, Any], **more: Any) -> tuple[VariableBuilder, list[str]]:
    report = BuildReport()
    values = VariableBuilder()
    writer = ValueWriter(report, lambda text: text.replace("<", "{{").replace(">", "}}"))
    for key, value in rows:
        writer.put(values, key, value, **more)
    return values, [one.what for one in report.remarks]


def test_values_keep_their_types_and_how_they_are_written() -> None:
    values, told = put(
        ("t", "<x>"), ("n", 5), ("b", True), ("v", written_float("1.10")), ("l", [1, {"a": 2}])
    )
    assert values.variables == {"t": "{{x}}", "n": 5, "b": True, "v": "1.10", "l": '[1, {"a": 2}]'}
    assert not told


def test_what_is_secret_by_name_by_value_or_said_so() -> None:
    values, _ = put(
        ("api_key", "5up3r-s3cr3t-k3y"), ("password", ""), ("client_secret", "CHANGEME")
    )
    assert not values.variables
    assert {name: reveal(one) for name, one in values.secrets.items()} == {
        "api_key": "5up3r-s3cr3t-k3y",
        "password": "",
        "client_secret": "",
    }
    said, _ = put(("harmless", "x1"), secret=True)
    assert reveal(said.secrets["harmless"]) == "x1"


def test_what_is_switched_off_is_a_comment_and_keeps_a_secret() -> None:
    values, told = put(("a", "1"), ("api_key", "5up3r-s3cr3t-k3y"), enabled=False)
    assert not values.variables
    assert list(values.secrets) == ["api_key_switched_off"]
    assert values.comments[0] == 'switched off: a = "1"'
    assert "5up3r" not in str(values.comments)
    assert len(told) == 2


def test_the_last_of_a_name_counts_and_one_without_a_name_is_told() -> None:
    values, told = put(("a", "1"), ("a", "2"), ("", "lost"), ("", ""))
    assert values.variables == {"a": "2"}
    assert told == [
        'Variable "a" is defined twice; the last value is used.',
        "A variable without a name was not imported.",
    ]
