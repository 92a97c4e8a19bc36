"""What k6's scripts write, read by node: every text is the same, however odd."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.patience import PATIENCE

from outrider.exporters.code.javascript_fetch import javascript_text
from outrider.exporters.load.k6 import K6Exporter
from outrider.exporters.load.k6_runtime import RUNTIME, TOKEN_RUNTIME
from outrider.exporters.load.load_script import (
    LoadScript,
    LookedAt,
    ScriptCapture,
    ScriptCheck,
    ScriptMessage,
    ScriptRequest,
    ScriptValue,
)
from outrider.exporters.load.markers import apply_step
from outrider.exporters.load.script_text import Escape, EscapeStep

NODE = shutil.which("node")
STAND_IN = """
const encoding = { b64encode: (text) => Buffer.from(text).toString("base64") };
const http = {}; const check = () => true; const __ENV = {}; const keepsCookies = false;
const tokens = {};
"""
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["</script><!--", "${x}`", "\u2028\u2029\u202e", "'\"\\", "\r\n\t\0", "%41+ ~*!'()", "😀é"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def evaluated(expressions: list[str]) -> Any:
    """What JavaScript makes of expressions, next to the functions of a script."""
    if NODE is None:
        pytest.skip("node is not installed")
    program = "\n".join(
        [STAND_IN, RUNTIME, TOKEN_RUNTIME,
         f"console.log(JSON.stringify([{', '.join(expressions)}]));"]
    )  # fmt: skip
    done = subprocess.run(
        [NODE, "--input-type=module", "-"], input=program.encode(), capture_output=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(TEXTS, min_size=60, max_size=150))
def test_texts_are_encoded_as_outrider_does(texts: list[str]) -> None:
    kept = "-._~!/*"
    steps = [EscapeStep(Escape.PERCENT, kept), EscapeStep(Escape.FORM, kept)]
    expressions, expected = [], []
    for text in texts:
        literal = javascript_text(text)
        expressions += [literal, f"percent({literal}, {javascript_text(kept)})"]
        expressions += [f"formPercent({literal}, {javascript_text(kept)})"]
        expressions += [f"JSON.parse('\"' + insideJson({literal}) + '\"')"]
        expected += [text, *(apply_step(step, text) for step in steps), text]
    assert evaluated(expressions) == expected


@settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(JSON, min_size=30, max_size=60))
def test_json_bodies_are_read_and_captured_as_they_are(values: list[Any]) -> None:
    bodies = [json.dumps(value, ensure_ascii=False) for value in values]
    reads = [f"captureText(at({{ body: {javascript_text(body)} }}, []))" for body in bodies]
    texts = [
        value if isinstance(value, str) else body
        for value, body in zip(values, bodies, strict=True)
    ]
    assert evaluated(reads) == texts


def test_paths_and_comparisons_tell_what_jq_tells() -> None:
    body = '{"a": [1, {"b": null}], "n": 12345678901234567890, "f": 1.0, "__proto__": 2}'
    body = f'{body[:-1]}, "e": 1e3, "7": "x"}}'

    def at(*steps: str | int) -> str:
        return f"at({{ body: {javascript_text(body)} }}, {json.dumps(steps)})"

    found = evaluated(
        [
            at("a", 0), at("a", -1, "b"), at("a", 7), at("gone"), f"isThere({at('gone', 'x')})",
            f"captureText({at('n')})", f"captureText({at('f')})", f"same({at('f')}, 1)",
            f"same({at('e')}, 1000)", f"same({at('a')}, [1, {{ b: null }}])",
            f"same({at('a')}, [1, {{ b: 0 }}])", f"same({at('a', 0)}, true)", at("__proto__"),
            at("7"), "at({ body: 'no JSON' }, []) === undefined",
            "at({ body: null }, ['a']) === undefined",
        ]
    )  # fmt: skip
    assert found == [
        1, None, None, None, False, "12345678901234567890", "1.0", True, True, True, False, False,
        2, "x", True, True,
    ]  # fmt: skip


def odd_script(odd: str) -> LoadScript:
    """A script with a text in every place that takes one."""
    message = ScriptMessage("POST", ("http://a.test/",), (("X-A", (odd,)),), ((odd,),))
    request = ScriptRequest(
        odd,
        message,
        captures=(ScriptCapture(odd, LookedAt("header", odd)),),
        checks=(ScriptCheck(odd, LookedAt("json", steps=(odd,)), "equals", {odd: [odd]}),) * 2,
        needs=(odd,),
        notes=(odd,),
    )
    return LoadScript(odd, odd, (request,), (ScriptValue("A", odd, odd),), notes=(odd,))


@settings(max_examples=5, suppress_health_check=list(HealthCheck), deadline=None)
@given(TEXTS)
def test_a_script_is_javascript_whatever_its_texts_are(tmp_path: Path, odd: str) -> None:
    if NODE is None:
        pytest.skip("node is not installed")
    text = K6Exporter().script(odd_script(odd))
    file = tmp_path / "script.mjs"
    file.write_text(text, "utf-8")
    done = subprocess.run([NODE, "--check", str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert not re.search("[\u2028\u2029\x00]", text)


def test_a_path_is_written_so_that_go_leaves_it() -> None:
    message = ScriptMessage("GET", ('http://a.test/a"{b}%2F%zz?c="{d}',), ())
    text = K6Exporter().script(LoadScript("", "", (ScriptRequest("x", message),)))
    assert 'url: "http://a.test/a%22%7Bb%7D%2F%25zz?c=\\"{d}"' in text
    assert 'percent-encodes these characters of the path: " % { }' in text
