"""A script that asks which request it runs for gives a token to those, and to no other."""

from __future__ import annotations

from tests.each_case import each_case
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    environment,
    folder,
    lost,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.request_guards import (
    ALL,
    FETCH,
    GUARDS,
    ITEMS,
    PRIVATE,
    WITHOUT,
    guarded,
)
from tests.unit.importers.postman.scripts.script_pieces import STORE, URL
from tests.unit.importers.postman.token_script_examples import ENVIRONMENT

from outrider.model.import_result import ImportResult, ImportVerdict


def with_token(imported: ImportResult) -> set[str]:
    """The requests that get a token: by an auth of their own, or of their folder."""
    if table(root(imported)).get("type") != "oauth2":
        return {one.name for one in imported.requests if table(one).get("type") == "oauth2"}
    return {one.name for one in imported.requests if table(one).get("type") != "none"}


@each_case(GUARDS.items())
def test_only_those_get_a_token_for_which_the_script_fetches_one(
    case: tuple[str, tuple[str, frozenset[str]]],
) -> None:
    text, wanted = case[1]
    imported = read(collection(*ITEMS, event=[script(guarded(text))]), ENVIRONMENT)
    assert with_token(imported) == wanted
    told = [one for one in imported.remarks if "gets no token" in one.what]
    assert len(told) == len(ALL - wanted)
    assert all(one.verdict is ImportVerdict.CARRIED for one in told)


@each_case([(name, kind) for name in WITHOUT for kind in ("", "noauth")])
def test_a_script_that_fetches_nothing_becomes_no_auth(case: tuple[str, str]) -> None:
    name, kind = case
    own = {"auth": {"type": kind}} if kind else {}
    document = collection(*ITEMS, event=[script(guarded(WITHOUT[name]))], **own)
    imported = read(document, ENVIRONMENT)
    assert with_token(imported) == set()
    assert len(lost(imported)) == 1
    lines = imported.comments["requests/folder"]
    assert {'token_endpoint = "{{tokenUrl}}"', 'client_id = "{{clientId}}"'} <= set(lines)
    [one] = imported.environments
    assert "token_endpoint" not in one.environment.variables


def test_what_is_not_known_of_a_request_is_not_guessed() -> None:
    for guard in ("pm.request.auth", "pm.info.requestId === 'x'", "lookup(pm.info.requestName)"):
        text = guarded(f"if ({guard}) return;\nFETCH")
        imported = read(collection(*ITEMS, event=[script(text)]), ENVIRONMENT)
        assert with_token(imported) == set(), guard
        assert "it depends on what is not known: if (" in lost(imported)[0]


def test_another_token_for_another_request_is_not_converted() -> None:
    scope = "pm.request.method === 'GET' ? 'read' : 'write'"
    text = FETCH.replace("pm.environment.get('scope')", scope)
    imported = read(collection(*ITEMS, event=[script(text)]), ENVIRONMENT)
    assert with_token(imported) == set()
    assert "what it fetches differs between requests" in lost(imported)[0]
    of_url = FETCH.replace("pm.environment.get('scope')", "pm.request.url.toString()")
    imported = read(collection(request(url="{{api}}/x"), event=[script(of_url)]), ENVIRONMENT)
    assert "is taken from the URL or a header of the request" in lost(imported)[0]


def test_the_script_of_a_folder_asks_about_its_requests_and_no_others() -> None:
    inner = folder("Inner", *ITEMS[:2], event=[script(guarded(GUARDS["a name"][0]))])
    imported = read(collection(inner, *ITEMS[2:]), ENVIRONMENT)
    types = {one.name: table(one).get("type") for one in imported.requests}
    assert types["Public"] == "none"
    assert types["List"] is None
    [made] = [one for one in imported.folders if one.id]
    assert table(made)["type"] == "oauth2"


def test_a_request_that_refers_to_the_token_gets_it_and_that_is_told() -> None:
    text = f"if (pm.info.requestName === 'Public') return;\npm.sendRequest({{{URL}, "
    text += FETCH.partition("method: 'POST', ")[2].partition("}, (e, r)")[0] + f"}}, {STORE});"
    bearer = auth("bearer", token="{{accessToken}}")
    imported = read(collection(*ITEMS, event=[script(text)], auth=bearer), ENVIRONMENT)
    assert with_token(imported) == ALL
    told = "The request gets the token, although the pre-request script fetches none for it."
    assert changed(imported).count(told) == 1


def test_an_environment_and_a_request_decide_together() -> None:
    text = "if (pm.environment.name === 'dev' && pm.info.requestName === 'Public') return;\nFETCH"
    one = environment("dev", tokenUrl="https://as.example/token", clientId="me", scope="a")
    imported = read(collection(*ITEMS, event=[script(guarded(text))]), one)
    assert with_token(imported) == PRIVATE
    other = {**one, "name": "prod"}
    imported = read(collection(*ITEMS, event=[script(guarded(text))]), one, other)
    assert with_token(imported) == set()
    assert len(lost(imported)) == 1
