"""What of a file that people keep to themselves everybody may read, and what stands apart."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers.building.local_values import tells_nothing, with_literals_apart
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.model.secret import reveal


@each_case(
    ["", "8080", "true", "localhost:3000", "https://api.dev.test/v1", "10.0.0.1", "[::1]:80"]
)
def test_addresses_and_switches_tell_nothing(value: str) -> None:
    assert tells_nothing(value)


@each_case(["plum", "1234567", "postgres://u@h/x", "https://u:p@h.test", "https://h.test/?k=v"])
def test_anything_else_may(value: str) -> None:
    assert not tells_nothing(value)


CASES: list[tuple[str, str, dict[str, str]]] = [
    ("https://{{host}}/v1/{{path}}", "https://{{host}}/v1/{{path}}", {}),
    ("v2.{{x}}", "v2.{{x}}", {}),
    ("plum{{x}}", "{{a_part}}{{x}}", {"a_part": "plum"}),
    ("{{x}}:plum {{y}}", "{{x}}{{a_part}}{{y}}", {"a_part": ":plum "}),
    ("plum{{x}}pear", "{{a_part}}{{x}}{{a_part_2}}", {"a_part": "plum", "a_part_2": "pear"}),
]


@each_case(CASES)
def test_literals_beside_references(case: tuple[str, str, dict[str, str]]) -> None:
    template, expected, secrets = case
    values = VariableBuilder()
    assert with_literals_apart(values, "a", template) == expected
    assert {name: reveal(one) for name, one in values.secrets.items()} == secrets
