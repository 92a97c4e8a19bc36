"""URLs of Postman's: blanks around them, and path variables that are no single step."""

from __future__ import annotations

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    only,
    read,
    request,
)

TEXT = 'Path parameter ":p" became text of the URL.'


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("a/b", "a/b"),
        ("$a,b;c=d", "$a,b;c=d"),
        ("50%", "50%"),
        ("a/b?c#d", "a/b%3Fc%23d"),
        ("a/:b", r"a/\:b"),
        ("{{x}};{{y}}", "{{x}};{{y}}"),
        ("a\tb", "a%09b"),
        (r"a\b", "a/b"),
        (r"a\:b", r"a/\:b"),
        (r"a\{{x}}", "a/{{x}}"),
    ],
)
def test_a_value_that_postman_sends_unencoded_becomes_text(value: str, sent: str) -> None:
    variable = [{"key": "p", "value": value}]
    imported = read(collection(request(url={"raw": "https://h/:p/x", "variable": variable})))
    assert (only(imported).url, only(imported).path_params) == (f"https://h/{sent}/x", {})
    assert TEXT in changed(imported)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("7", "7"),
        ("a%20b", "a b"),
        ("%2f", "/"),
        ("é", "é"),
        ("{{x}}", "{{x}}"),
        ("a:b@c", "a:b@c"),
    ],
)
def test_a_value_that_is_sent_the_same_stays_a_parameter(value: str, kept: str) -> None:
    variable = [{"key": "p", "value": value}]
    imported = read(collection(request(url={"raw": "https://h/:p/x", "variable": variable})))
    assert (only(imported).url, only(imported).path_params) == ("https://h/:p/x", {"p": kept})
    assert TEXT not in changed(imported)


def test_a_parameter_ends_at_its_first_dot() -> None:
    variable = [{"key": "id", "value": "7"}]
    imported = only(
        read(collection(request(url={"raw": "https://h/:id.json", "variable": variable})))
    )
    assert (imported.url, imported.path_params) == ("https://h/:id.json", {"id.json": "7.json"})


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (" https://h/x", "https://h/x"),
        ("\t\ufeffhttps://h/x", "https://h/x"),
        ("https://h/x ", "https://h/x%20"),
        ("https://h/x?a=1\n", "https://h/x?a=1%0A"),
        ("https://h/x\u00a0", "https://h/x%C2%A0"),
        (" {{base}}/x", "{{base}}/x"),
    ],
)
def test_blanks_around_a_url_are_what_postman_makes_of_them(written: str, sent: str) -> None:
    imported = read(collection(request(url=written)))
    assert only(imported).url == sent
    told = [one for one in changed(imported) if one.startswith("The URL ends with")]
    assert bool(told) == ("%" in sent)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (r"https://h/a\b/c", "https://h/a/b/c"),
        (r"https://h/a\:b", r"https://h/a/\:b"),
        (r"https://h/a\{{x}}", "https://h/a/{{x}}"),
        (r"https://h/a?u=CORP\{{x}}", r"https://h/a?u=CORP\\{{x}}"),
    ],
)
def test_a_backslash_is_a_slash_in_a_path_and_itself_in_a_query(written: str, sent: str) -> None:
    assert only(read(collection(request(url=written)))).url == sent


@pytest.mark.parametrize(
    "url",
    [
        "{{scheme}}://{{host}}/a",
        "{{scheme}}://{{host}}:{{port}}/a",
        "{{scheme}}://api.example/a",
        {"protocol": "{{scheme}}", "host": ["{{host}}"], "port": "{{port}}", "path": ["a"]},
        {"raw": "{{scheme}}://{{host}}", "protocol": "{{scheme}}", "host": ["{{host}}"]},
    ],
)
@pytest.mark.parametrize("of_collection", [True, False])
def test_a_variable_that_is_the_scheme_keeps_its_value(url: object, of_collection: bool) -> None:
    values = {"scheme": "https", "host": "api.example", "port": "81"}
    rows = [{"key": key, "value": value} for key, value in values.items()]
    if of_collection:
        imported = read(collection(request(url=url), variable=rows))
        found = imported.folders[0].variables
    else:
        imported = read(collection(request(url=url)), environment(**values))
        found = imported.environments[0].environment.variables
    assert found["scheme"].value == "https"
    assert only(imported).url.startswith("{{scheme}}://")
    assert changed(imported) == []


def test_a_scheme_that_ends_in_the_text_keeps_its_value() -> None:
    rows = [{"key": "scheme", "value": "https:"}]
    imported = read(collection(request(url="{{scheme}}//api.example/a"), variable=rows))
    assert imported.folders[0].variables["scheme"].value == "https:"


@pytest.mark.parametrize("scheme", ["http{{s}}://", "{{http}}{{s}}://"])
def test_a_scheme_of_which_a_variable_is_a_part_is_told(scheme: str) -> None:
    imported = read(collection(request(url=f"{scheme}api.example/a")))
    assert only(imported).url == f"{scheme}api.example/a"
    assert changed(imported) == [
        f"The URL's scheme {scheme} has a variable in it; the request cannot be sent."
    ]


def test_a_parameter_whose_name_has_a_dot_is_text() -> None:
    variable = [{"key": "b.json", "value": "7"}]
    imported = read(collection(request(url={"raw": "https://h/:b.json/z", "variable": variable})))
    assert only(imported).url == r"https://h/\:b.json/z"
    assert 'Path parameter ":b" has no value; the text ":b.json" is sent.' in changed(imported)
