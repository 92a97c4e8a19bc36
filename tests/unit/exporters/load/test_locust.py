"""What Locust's scripts write, read by Python."""

from __future__ import annotations

import ast
import base64
import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.exporters.load.test_k6 import JSON, TEXTS, odd_script

from outrider.exporters.load.load_script import LoadScript, ScriptMessage, ScriptRequest
from outrider.exporters.load.locust import LocustExporter, python_text
from outrider.exporters.load.locust_runtime import RUNTIME
from outrider.exporters.load.markers import apply_step
from outrider.exporters.load.script_text import Escape, EscapeStep

FUNCTIONS: dict[str, Any] = {"json": json, "base64": base64, "re": re}
exec(RUNTIME, FUNCTIONS)


class Body:
    """A response, as far as a path needs it."""

    def __init__(self, content: str) -> None:
        self.content = content.encode()


@given(TEXTS)
def test_texts_are_encoded_as_outrider_does(text: str) -> None:
    kept = "-._~!/*"
    assert ast.literal_eval(python_text(text)) == text
    percent, form = (EscapeStep(one, kept) for one in (Escape.PERCENT, Escape.FORM))
    assert FUNCTIONS["percent"](text, kept) == apply_step(percent, text)
    assert FUNCTIONS["form_percent"](text, kept) == apply_step(form, text)
    assert FUNCTIONS["inside_json"](text) == apply_step(EscapeStep(Escape.JSON), text)
    assert FUNCTIONS["base64_of"](text) == base64.b64encode(text.encode()).decode()


@given(JSON, JSON)
def test_values_are_the_same_where_their_json_is(one: Any, other: Any) -> None:
    same = FUNCTIONS["same"]
    assert same(one, FUNCTIONS["at"](Body(json.dumps(one))))
    assert same(one, other) is (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


@given(TEXTS)
def test_a_script_is_python_whatever_its_texts_are(odd: str) -> None:
    ast.parse(LocustExporter().script(odd_script(odd)))


@given(st.sampled_from(["a%2fb", 'a"b', "a%zz", "?q=[x]"]))
def test_what_urllib3_changes_is_told(target: str) -> None:
    message = ScriptMessage("GET", (f"http://a.test/{target}",), ())
    text = LocustExporter().script(LoadScript("", "", (ScriptRequest("x", message),)))
    assert re.search(r"# Locust (percent-encodes|writes percent)", text)
