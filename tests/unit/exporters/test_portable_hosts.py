"""Hosts that other programs would look for under another name."""

from __future__ import annotations

import pytest

from outrider.exporters.portable_hosts import portable_host, portable_variables
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.secret import MASK
from outrider.model.workspace import Scalar, Variable


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        ("https://straße.test/ä?ß", "https://xn--strae-oqa.test/ä?ß"),
        ("https://me:p@βόλος.test:81", "https://me:p@xn--nxasmm1c.test:81"),
        ("https://bücher.test/", "https://bücher.test/"),
        ("https://a.test/straße", "https://a.test/straße"),
        ("{{base}}/straße", "{{base}}/straße"),
        ("https://{{t}}.straße.test/", "https://{{t}}.straße.test/"),
        (f"https://me:{MASK}@straße.test/", f"https://me:{MASK}@straße.test/"),
        ("die Straße", "die Straße"),
        ("https://-ß-/", "https://-ß-/"),
    ],
)
def test_a_host_is_written_in_ascii_where_programs_disagree(text: str, owed: str) -> None:
    assert portable_host(text) == owed


def test_variables_that_begin_urls_are_portable_and_others_stay() -> None:
    values: dict[str, Scalar] = {"base": "https://straße.test/v1", "word": "Straße", "number": 3}
    variables = {name: Variable(value, UNKNOWN_LOCATION) for name, value in values.items()}
    made = portable_variables(variables)
    assert {name: one.value for name, one in made.items()} == {
        **values,
        "base": "https://xn--strae-oqa.test/v1",
    }
