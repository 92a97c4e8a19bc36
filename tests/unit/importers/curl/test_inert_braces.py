"""Braces that curl sends as they stand are told."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported

from outrider.model.workspace import TextBody


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("curl https://a.example/ -H 'X: {{$env.HOME}}'", ["{{$env.HOME}}"]),
        (
            'curl https://a.example/ -d \'{"a": "{{$guid}} {{name}} {{name}}"}\'',
            ["{{$guid}}", "{{name}}"],
        ),
        ("curl -g 'https://a.example/{{id}}?q={{q}}'", ["{{id}}", "{{q}}"]),
        ("curl https://a.example/ -F 'a={{part}}'", ["{{part}}"]),
        ("curl https://a.example/ -u 'me:{{pass}}'", ["{{pass}}"]),
        # No reference here either.
        ("curl https://a.example/ -d '{{}} {{ a b }} {{{'", []),
        # A shell fills it in, and so does a reference.
        ('curl https://a.example/ -H "X: $NAME"', []),
    ],
)
def test_what_looks_like_a_reference_is_told(command: str, told: list[str]) -> None:
    report = imported(command).report
    assert report.count("is sent as text.") == len(told)
    assert all(f"{one} is sent as text" in report for one in told)


def test_the_advice_fits_where_the_value_went() -> None:
    in_file = imported("curl https://a.example/ -H 'X: {{name}}'")
    assert "remove the backslash before it" in in_file.report
    secret = imported("curl https://a.example/ -u 'me:{{pass}}'")
    assert "{{pass}}" in secret.secrets.values()
    assert "{{pass}}" not in secret.files
    assert "backslash" not in secret.report
    assert "in place of the secret that contains it" in secret.report


def test_a_backslash_before_a_variable_of_the_shell_stays_and_the_variable_is_live() -> None:
    found = imported(r'''curl https://h/ -d "CORP\\$USER"''')
    assert isinstance(found.request.body, TextBody)
    assert found.request.body.content == r"CORP\\{{$env.USER}}"
    assert "is sent as text" not in found.report
