from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.work_counter import counted

from outrider.errors import Severity, SourceLocation
from outrider.model.secret import MASK, MaybeSecret, Secret, masked, reveal
from outrider.model.workspace import Scalar, SecretRef, Variable
from outrider.next_steps import DefineVariable
from outrider.variables.expansion import MAX_SIZE, MAX_TOTAL
from outrider.variables.requirements import find_requirements
from outrider.variables.resolver import ResolvedPart, Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

HERE = SourceLocation("requests/a.toml", ("url",))
CANARY = "CANARY-7f3a"


def layer(file: str = "environments/dev.toml", /, **values: Scalar) -> dict[str, Variable]:
    return {
        name: Variable(value, SourceLocation(file, ("variables", name)))
        for name, value in values.items()
    }


def secret_refs(*names: str) -> dict[str, SecretRef]:
    return {
        name: SecretRef(
            name, "prompt", {}, SourceLocation("environments/dev.toml", ("secrets", name))
        )
        for name in names
    }


def resolver(
    *layers: Mapping[str, Variable],
    session: Mapping[str, MaybeSecret] | None = None,
    secrets: Mapping[str, str] | None = None,
    values: RuntimeValues | None = None,
) -> Resolver:
    secrets = secrets or {}
    scope = VariableScope(session or {}, layers, secret_refs(*secrets))
    opened = {name: Secret(value) for name, value in secrets.items()}
    return Resolver(scope, values or RuntimeValues(secrets=opened))


def codes(of: Resolver) -> list[str]:
    return [fault.code for fault in of.faults]


def test_the_nearest_layer_wins_and_the_session_before_all() -> None:
    layers = (layer(a="request", b="request"), layer(a="env", b="env", c="env"), layer(d="ws"))
    of = resolver(*layers, session={"a": "session"})
    assert of.text("{{a}} {{b}} {{c}} {{d}}", HERE) == "session request env ws"
    assert of.faults == []


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (20, "20"), (1.5, "1.5"), ("", "")]
)
def test_numbers_and_booleans_are_written_as_toml_spells_them(value: Scalar, text: str) -> None:
    assert resolver(layer(a=value)).text("{{a}}", HERE) == text


def test_values_in_files_are_expanded_in_the_scope_of_the_send() -> None:
    of = resolver(layer(host="near"), layer(url="https://{{host}}/", host="far"))
    assert of.text("{{url}}x", HERE) == "https://near/x"


@pytest.mark.parametrize("opaque", ["{{b}}", "[/x]", "${HOME}", r"\{{b}}", "{{$guid}}", "$(id)"])
def test_session_values_secrets_process_variables_and_tokens_are_not_expanded(
    opaque: str,
) -> None:
    values = RuntimeValues({"s": Secret(opaque)}, {"P": opaque}, Secret(opaque))
    scope = VariableScope({"v": opaque}, (layer(b="no"),), secret_refs("s"))
    of = Resolver(scope, values)
    for name in ("v", "s", "$env.P", "access_token"):
        assert reveal(of.text(f"{{{{{name}}}}}", HERE)) == opaque
    assert of.faults == []


def test_the_result_of_a_composition_is_not_looked_at_again() -> None:
    of = resolver(layer(a="{", b="{{a}}{c}}", c="no", d=r"\{{c}}"))
    assert of.text("{{b}} {{a}}{c}} {{d}}", HERE) == "{{c}} {{c}} {{c}}"


def test_a_part_that_is_secret_makes_the_text_secret_and_is_masked() -> None:
    of = resolver(layer(url="https://x/?key={{k}}&a=1"), secrets={"k": CANARY})
    text = of.text("{{url}}#", HERE)
    assert isinstance(text, Secret)
    assert text.reveal() == f"https://x/?key={CANARY}&a=1#"
    assert masked(text) == f"https://x/?key={MASK}&a=1#"


def test_every_unknown_name_is_listed_with_its_place() -> None:
    of = resolver(layer(base_url="https://x", bad="{{inner_unknown}}"))
    of.text("{{base_ur}}{{other}}", HERE)
    of.text("{{other}}{{bad}}", SourceLocation("requests/a.toml", ("body", "content")))
    assert [(fault.what.split()[1], str(fault.place)) for fault in of.faults] == [
        ('"base_ur"', "requests/a.toml: url"),
        ('"other"', "requests/a.toml: url"),
        ('"other"', "requests/a.toml: body.content"),
        ('"inner_unknown"', "environments/dev.toml: variables.bad"),
    ]
    assert of.faults[0].step == DefineVariable("base_ur", ("base_url",))


def test_a_name_that_only_another_environment_has_is_unknown() -> None:
    dev, production = layer(token_url="https://dev"), layer(base_url="https://production")
    assert resolver(dev).text("{{token_url}}", HERE) == "https://dev"
    of = resolver(production)
    of.text("{{token_url}}", HERE)
    assert codes(of) == ["unknown_variable"]


def test_a_circle_is_named_and_told_once() -> None:
    of = resolver(layer(a="{{b}}", b="x{{c}}", c="{{a}}{{ok}}", ok="fine", d="{{a}}{{ok}}"))
    of.text("{{d}} {{a}} {{b}}", HERE)
    assert codes(of) == ["variable_cycle"]
    assert "a → b → c → a" in of.faults[0].what
    assert str(of.faults[0].place) == "environments/dev.toml: variables.a"


def test_a_variable_that_refers_to_itself_is_a_circle() -> None:
    of = resolver(layer(a="{{a}}"))
    of.text("{{a}}", HERE)
    assert "a → a" in of.faults[0].what


@pytest.mark.parametrize(("length", "expected"), [(100, []), (101, ["variable_depth"])])
def test_a_hundred_variables_deep_is_deep_enough(length: int, expected: list[str]) -> None:
    chain = {f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(1, length)} | {f"v{length}": "end"}
    of = resolver(layer(**chain))
    of.text("{{v1}}", HERE)
    assert codes(of) == expected
    # The order in which they are met does not matter.
    of = resolver(layer(**chain))
    of.text("{{v50}}{{v1}}", HERE)
    assert codes(of) == expected


def test_three_thousand_variables_in_a_row_or_in_a_circle_are_work_for_each_once() -> None:
    count = 3_000
    row = layer(**{f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(count)})
    circle = row | layer(v2999="{{v0}}")
    for variables, code in ((row, "variable_depth"), (circle, "variable_cycle")):
        of = resolver(variables)
        with counted() as work:
            of.text("{{v0}}", HERE)
        assert work.steps < 1000 * count
        assert code in codes(of) or codes(of) == ["unknown_variable"]


def test_doubling_thirty_times_stops_at_the_size_limit() -> None:
    laughs = layer(**{f"v{n}": f"{{{{v{n + 1}}}}}" * 2 for n in range(30)}, v30="ha")
    of = resolver(laughs)
    with counted() as work:
        of.text("{{v0}}", HERE)
    assert work.steps < 5000 * len(laughs)
    assert codes(of) == ["variable_size"]
    assert [f.code for f in find_requirements([("{{v0}}", HERE)], of.scope).faults] == [
        "variable_size"
    ]


def test_one_text_may_not_repeat_a_large_value_without_end() -> None:
    of = resolver(layer(a="x" * 300_000))
    assert len(reveal(of.text("{{a}}" * 3, HERE))) == 900_000
    of.text("{{a}}" * 4, HERE)
    assert codes(of) == ["variable_size"]


def test_all_texts_of_a_send_may_bring_so_much_and_no_more() -> None:
    of = resolver(layer(a="x" * MAX_SIZE, b="y"))
    for _ in range(MAX_TOTAL // MAX_SIZE):
        assert len(reveal(of.text("{{a}}", HERE))) == MAX_SIZE
    assert of.faults == []
    of.text("{{b}}", HERE)
    assert codes(of) == ["variable_size"]


def test_what_variables_are_made_of_counts_with_what_texts_bring() -> None:
    half = {"half": "x" * (MAX_SIZE // 2), "b": "y"}
    whole = {f"whole{n}": "{{half}}{{half}}" for n in range(9)}
    of = resolver(layer(**half, **whole))
    for n in range(MAX_TOTAL // MAX_SIZE // 2):
        assert len(reveal(of.text(f"{{{{whole{n}}}}}", HERE))) == MAX_SIZE
    assert of.faults == []
    of.text("{{b}}", HERE)
    assert ["This text" in fault.what for fault in of.faults] == [True]
    of.text("{{whole8}}", HERE)
    assert 'Variable "whole8"' in of.faults[1].what


def test_the_last_variable_that_fits_is_made() -> None:
    large, pair = {"a": "x" * MAX_SIZE}, {"half": "x" * (MAX_SIZE // 2), "c": "{{half}}{{half}}"}
    of = resolver(layer(**large, **pair))
    for _ in range(MAX_TOTAL // MAX_SIZE - 1):
        of.text("{{a}}", HERE)
    of.text("{{c}}", HERE)
    # It has room itself; the text that it is to stand in has none.
    assert ["This text" in fault.what for fault in of.faults] == [True]


def test_a_text_is_taken_apart_into_what_is_written_and_what_was_put_in() -> None:
    of = resolver(layer(a="x"))
    parts = of.parts("p{{a}}q{{nope}}r{{n{{nope}}}}s", HERE)
    assert [(part.text, part.name) for part in parts] == [
        ("p", None), ("x", "a"), ("q", None), ("", "nope"), ("r", None), ("", "{{n{{nope}}}}"),
        ("s", None),
    ]  # fmt: skip
    assert [part.failed for part in parts] == [False, False, False, True, False, True, False]
    assert codes(of) == ["unknown_variable", "nested_reference"]
    assert of.failed


def test_a_text_that_became_too_large_is_one_part_that_failed() -> None:
    of = resolver(layer(a="x" * MAX_SIZE, b="y"))
    assert of.parts("{{a}}{{b}}", HERE) == (ResolvedPart("", "b", failed=True),)
    assert of.failed


def test_a_warning_keeps_nothing_from_being_sent() -> None:
    of = resolver(layer(access_token="stale"), values=RuntimeValues(access_token=Secret("t")))
    of.text("{{access_token}}", HERE)
    assert len(of.faults) == 1
    assert not of.failed


def test_a_variable_with_the_name_of_a_secret_is_a_fault_in_any_layer() -> None:
    of = resolver({}, layer("outrider.toml", k="clear"), secrets={"k": CANARY})
    assert of.text("{{k}}", HERE) == ""
    assert codes(of) == ["shadowed_secret"]
    assert of.faults[0].place == SourceLocation("outrider.toml", ("variables", "k"))
    assert of.scope.name_conflicts() == of.faults


def test_a_session_value_takes_the_place_of_a_secret_and_is_one() -> None:
    of = resolver(session={"k": CANARY}, secrets={"k": "other"})
    text = of.text("{{k}}", HERE)
    assert isinstance(text, Secret)
    assert (reveal(text), of.faults) == (CANARY, [])


@pytest.mark.parametrize(
    ("value", "words"),
    [("", "is empty"), (f"{CANARY}\n", "ends with a line break"), (f" {CANARY}", "starts with a"),
     (f"{CANARY} ", "ends with a space"), (f"{CANARY}\r\n", "ends with a line break")],
)  # fmt: skip
def test_an_empty_secret_or_blanks_around_one_are_faults_without_its_value(
    value: str, words: str
) -> None:
    of = resolver(secrets={"k": value})
    assert [part.failed for part in of.parts("{{k}}{{k}}", HERE)] == [True, True]
    assert len(of.faults) == 1
    assert words in of.faults[0].what
    assert CANARY not in repr(of.faults)


def test_a_secret_of_many_lines_may_end_with_one() -> None:
    pem = "-----BEGIN KEY-----\nx\n-----END KEY-----\n"
    assert reveal(resolver(secrets={"k": pem}).text("{{k}}", HERE)) == pem


def test_a_secret_that_was_not_opened_is_a_fault() -> None:
    of = Resolver(VariableScope(secrets=secret_refs("k")), RuntimeValues())
    of.text("{{k}}", HERE)
    assert codes(of) == ["secret_not_opened"]


def test_a_process_variable_is_secret_and_must_be_set() -> None:
    of = Resolver(VariableScope(), RuntimeValues(process={"A": CANARY}))
    assert isinstance(of.text("{{$env.A}}", HERE), Secret)
    of.text("{{$env.B}}", HERE)
    assert codes(of) == ["process_variable_unset"]


def test_the_token_is_reached_under_any_name_and_its_absence_has_a_reason() -> None:
    aliases = layer(accessToken="{{access_token}}", bearer="Bearer {{accessToken}}")
    of = Resolver(VariableScope({}, (aliases,)), RuntimeValues(access_token=Secret(CANARY)))
    assert reveal(of.text("{{bearer}}", HERE)) == f"Bearer {CANARY}"
    of = Resolver(
        VariableScope({}, (aliases,)),
        RuntimeValues(no_token_reason="An OAuth definition has none."),
    )
    of.text("{{bearer}}", HERE)
    assert (codes(of), of.faults[0].why) == (["no_access_token"], "An OAuth definition has none.")


def test_a_variable_called_access_token_is_passed_over_with_a_warning() -> None:
    of = resolver(layer(access_token="stale"), values=RuntimeValues(access_token=Secret("t")))
    assert reveal(of.text("{{access_token}}", HERE)) == "t"
    assert [(f.code, f.severity) for f in of.faults] == [("reserved_name", Severity.WARNING)]
    of = resolver(
        layer(access_token="{{ access_token }}"), values=RuntimeValues(access_token=Secret("t"))
    )
    assert (reveal(of.text("{{access_token}}", HERE)), of.faults) == ("t", [])


def test_a_variable_has_one_value_in_a_send_and_a_dynamic_one_is_new_each_time() -> None:
    numbers = iter(map(str, range(9)))
    values = RuntimeValues(dynamic=lambda name: next(numbers) if name == "$guid" else None)
    of = resolver(layer(id="{{$guid}}"), values=values)
    assert of.text("{{id}}{{id}} {{$guid}}{{$guid}}", HERE) == "00 12"
    of.text("{{$guidd}}", HERE)
    assert codes(of) == ["unknown_variable"]
    assert "$guid" in of.faults[0].advice


NAMES = st.sampled_from(["a", "b", "c", "d", "s", "access_token", "$env.P", "$guid", "nope"])
TEXTS = st.lists(NAMES.map("{{{{{}}}}}".format) | st.text("ab{}\\ ", max_size=5)).map("".join)


@given(st.dictionaries(st.sampled_from("abcd"), TEXTS), TEXTS)
def test_the_survey_lists_all_that_resolving_needs_and_the_same_faults(
    variables: dict[str, str], written: str
) -> None:
    scope = VariableScope({}, (layer(**variables),), secret_refs("s"))
    found = find_requirements([(written, HERE)], scope)
    values = RuntimeValues(
        {name: Secret("v") for name in found.secrets},
        dict.fromkeys(found.process, "v"),
        Secret("t") if found.access_token else None,
        dynamic=lambda name: "g",
    )
    of = Resolver(scope, values)
    of.text(written, HERE)
    assert set(of.faults) == set(found.faults)
