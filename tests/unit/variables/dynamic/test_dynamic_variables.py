from __future__ import annotations

import random
import re
import uuid
from datetime import datetime

import pytest

from outrider.errors import SourceLocation
from outrider.variables.dynamic.dynamic_variables import NAMES, DynamicVariableSource
from outrider.variables.reference_grammar import is_name
from outrider.variables.requirements import find_requirements
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

NOW = 1_700_000_000.6


def variables(seed: int = 1) -> DynamicVariableSource:
    return DynamicVariableSource(lambda: NOW, random.Random(seed))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_has_a_value_and_chance_decides_it_alone(name: str) -> None:
    assert is_name(name)
    for seed in range(20):
        value = variables(seed)(name)
        assert value
        assert value == variables(seed)(name)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("$guid", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("$timestamp", "1700000001"),
        ("$isoTimestamp", r"2023-11-14T22:13:20\.600Z"),
        ("$randomInt", r"\d{1,4}"),
        ("$randomBoolean", "true|false"),
        ("$randomAlphaNumeric", "[0-9a-z]"),
        ("$randomHexColor", "#[0-9a-f]{6}"),
        ("$randomEmail", r"[a-z.]+\d+@[a-z-]+\.[a-z]+"),
        ("$randomExampleEmail", r"[a-z.]+\d+@example\.(com|net|org)"),
        ("$randomIP", r"\d+\.\d+\.\d+\.\d+"),
        ("$randomIPV6", "([0-9a-f]{4}:){7}[0-9a-f]{4}"),
        ("$randomMACAddress", "([0-9a-f]{2}:){5}[0-9a-f]{2}"),
        ("$randomPassword", r"\w{15}"),
        ("$randomPhoneNumber", r"\d{3}-\d{3}-\d{4}"),
        ("$randomSemver", r"\d\.\d\.\d"),
        ("$randomCurrencyCode", "[A-Z]{3}"),
        ("$randomUserAgent", r"Mozilla/5\.0 .*\d.*"),
        ("$randomLoremWords", r"\w+ \w+ \w+"),
        ("$randomPrice", r"\d+\.\d\d"),
        ("$randomDateRecent", r"2023-11-1[34]T.*Z"),
    ],
)
def test_values_look_like_what_they_are_called(name: str, pattern: str) -> None:
    for seed in range(50):
        value = variables(seed)(name)
        assert value is not None
        assert re.fullmatch(pattern, value), value


def test_guids_are_uuids_and_new_each_time() -> None:
    one = variables()
    values = {one("$guid") for _ in range(100)}
    assert len(values) == 100
    assert all(uuid.UUID(value).version == 4 for value in values if value)


def test_an_iban_has_right_check_digits() -> None:
    for seed in range(50):
        iban = variables(seed)("$randomBankAccountIban")
        assert iban is not None
        moved = iban[4:] + iban[:4]
        assert int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def test_dates_lie_on_their_side_of_now() -> None:
    for seed in range(50):
        past, future = variables(seed)("$randomDatePast"), variables(seed)("$randomDateFuture")
        assert past is not None
        assert future is not None
        assert datetime.fromisoformat(past).timestamp() < NOW
        assert datetime.fromisoformat(future).timestamp() > NOW


@pytest.mark.parametrize("name", ["guid", "$Guid", "$", "", "$randomNope"])
def test_other_names_have_no_value(name: str) -> None:
    assert variables()(name) is None


def test_survey_and_resolver_know_the_same_names() -> None:
    written = [("".join(f"{{{{{name}}}}}" for name in sorted(NAMES)), SourceLocation("f"))]
    assert find_requirements(written, VariableScope()).faults == ()
    of = Resolver(VariableScope(), RuntimeValues(dynamic=variables()))
    of.text(*written[0])
    assert of.faults == []
    wrong = [("{{$randomNope}}", SourceLocation("f"))]
    of.text(*wrong[0])
    assert tuple(of.faults) == find_requirements(wrong, VariableScope()).faults
