"""Scripts that fetch no token, or hostile ones: refused with their line, never guessed at."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.importers.postman.scripts.script_pieces import (
    BASIC,
    FORM,
    REQUEST,
    STORE,
    URL,
    ask,
    header,
    understood,
)
from tests.work_counter import counted, given_up_at_last

from outrider.importers.postman.scripts.recognition import (
    ScriptReading,
    TokenScript,
    read_prerequest,
    read_test,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

REFUSED = {
    # name: (script, words of the reason, line)
    "another grant": (
        ask(f"{URL}, {BASIC}, {FORM}").replace("client_credentials", "refresh_token"),
        'its grant_type is "refresh_token"',
        1,
    ),
    "two requests for one variable": (
        ask(f"{URL}, {BASIC}, {FORM}")
        + "\n"
        + ask(f"{URL}, {BASIC}, {FORM}").replace("tokenUrl", "otherUrl"),
        'two requests set variable "accessToken"',
        10,
    ),
    "an unknown helper": (
        ask(f"url: lookup('tokenUrl'), method: 'POST', {BASIC}, {FORM}"),
        "the URL is not known: lookup('tokenUrl')",
        1,
    ),
    "a computed URL": (
        "var n = 1;\n" + ask(f"url: urls[n], method: 'POST', {BASIC}, {FORM}"),
        "the URL is not known: urls[n]",
        2,
    ),
    "a URL with a default": (
        ask(f"url: pm.environment.get('u') || 'https://x', method: 'POST', {BASIC}, {FORM}"),
        "the URL is not known",
        1,
    ),
    "a URL that depends": (
        "let u = 'https://a';\nif (pm.environment.name == 'prod') { u = 'https://b'; }\n"
        + ask(f"url: u, method: 'POST', {BASIC}, {FORM}"),
        "the URL is not known: if (pm.environment.name == 'prod')",
        2,
    ),
    "a URL given in one case": (
        "let u;\nif (pm.environment.get('prod')) { u = 'https://b'; }\n"
        + ask(f"url: u, method: 'POST', {BASIC}, {FORM}"),
        "the URL is not known: if (pm.environment.get('prod'))",
        2,
    ),
    "a request that is changed": (
        REQUEST + "request.url = other();\npm.sendRequest(request, " + STORE + ");",
        "the URL is not known: other()",
        6,
    ),
    "rows that are added": (
        "const rows = [{key: 'grant_type', value: 'client_credentials'}];\n"
        "rows.push({key: 'x', value: random()});\n"
        + ask(f"{URL}, {BASIC}, body: {{mode: 'urlencoded', urlencoded: rows}}"),
        "the parameter x is not known: random()",
        2,
    ),
    "an object changed by another name": (
        f"{REQUEST}const b = request.body;\nb.mode = 'raw';\npm.sendRequest(request, {STORE});",
        "the body's mode is raw",
        8,
    ),
    "text that grows": (
        "let b = 'grant_type=client_credentials';\nb += '&scope=' + s();\n"
        + ask(f"{URL}, {BASIC}, body: b"),
        "the body is not known: s()",
        2,
    ),
    "a syntax error": ("pm.sendRequest({;\n", "it is not valid JavaScript", 1),
    "GET": (
        ask(f"{URL}, {BASIC}, {FORM}").replace("'POST'", "'GET'"),
        "the request uses GET",
        1,
    ),
    "GET by a URL alone": (
        "pm.sendRequest(pm.environment.get('tokenUrl'), " + STORE + ");",
        "the request uses GET",
        1,
    ),
    "stored nowhere": (
        ask(f"{URL}, {BASIC}, {FORM}", "(e, r) => console.log(r.json().access_token)"),
        "it does not store the token in a variable",
        1,
    ),
    "something else is stored": (
        ask(f"{URL}, {BASIC}, {FORM}", "(e, r) => pm.environment.set('t', r.json().id_token)"),
        'the value that it stores in "t" is not the access token itself: ',
        5,
    ),
    "never called": (
        f"function later() {{ {ask(f'{URL}, {BASIC}, {FORM}')} }}",
        'it sends in function "later", which is never called',
        1,
    ),
    "in a loop": (
        f"for (const a of b) {{ {ask(f'{URL}, {BASIC}, {FORM}')} }}",
        "it sends requests in a loop",
        1,
    ),
    "an unknown coding": (
        header("'Basic ' + Buffer.from(id + ':' + secret).toString('hex')"),
        "the Authorization header is not known",
        3,
    ),
    "another scheme": (
        header("'Bearer ' + pm.environment.get('key')"),
        "the Authorization header does not consist of a client ID and a secret",
        3,
    ),
    "digest": (
        ask(f"{URL}, {BASIC}, {FORM}").replace("type: 'basic'", "type: 'digest'"),
        "the auth is of type digest",
        1,
    ),
    "a name of a loop": (
        "urls.forEach(u => { " + ask(f"url: u, method: 'POST', {BASIC}, {FORM}") + " });",
        "the URL is not known: u",
        1,
    ),
    "another request": (
        "if (pm.info.requestName !== 'login') { " + ask(f"{URL}, {BASIC}, {FORM}") + " }",
        "it depends on what is not known: if (pm.info.requestName !== 'login')",
        1,
    ),
    "a switch of an environment": (
        "if (pm.environment.get('useAuth') === 'yes') { " + ask(f"{URL}, {BASIC}, {FORM}") + " }",
        "it depends on what is not known: if (pm.environment.get('useAuth')",
        1,
    ),
    "a function of known values that is not known": (
        "if (_.includes(['a'], 'b')) { " + ask(f"{URL}, {BASIC}, {FORM}") + " }",
        "it depends on what is not known: if (_.includes(",
        1,
    ),
    "no grant": (
        ask(f"{URL}, {BASIC}, body: {{mode: 'urlencoded', urlencoded: []}}"),
        "it has no grant_type",
        1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", REFUSED)
def test_what_is_not_surely_understood_is_not_guessed(shape: str) -> None:
    script, why, line = REFUSED[shape]
    with pytest.raises(UnsupportedScript) as caught:
        read_prerequest(script)
    assert why in caught.value.why
    assert caught.value.line == line


LEFT = {
    "another variable": ("pm.environment.set('other', 'x');", "pm.environment.set('other', 'x')"),
    "another function": ("doSomething();", "doSomething()"),
    "a header": ("pm.request.headers.add({key: 'X', value: '1'});", "pm.request.headers.add("),
}


@pytest.mark.parametrize("shape", LEFT)
def test_what_else_a_script_does_is_named_with_its_line(shape: str) -> None:
    statement, words = LEFT[shape]
    found = understood(f"{REQUEST}{statement}\npm.sendRequest(request, {STORE});")
    assert found.variables == {"accessToken": "{{access_token}}"}
    [leftover] = found.leftovers
    assert leftover.text.startswith(words)
    assert leftover.line == REQUEST.count("\n") + 1


NESTED = 20_000
HOSTILE = {
    "a megabyte": "pm.sendRequest(" + "a" * 1_000_000,
    "brackets": "(" * NESTED + ")" * NESTED,
    "open brackets": "[" * NESTED,
    "blocks": "{" * NESTED + "}" * NESTED,
    "members": f"pm.sendRequest(a{'.b' * NESTED})",
    "sums": f"pm.sendRequest({{url: {'a+' * NESTED}a}})",
    "calls": f"pm.sendRequest({'a(' * 5000}{')' * 5000})",
    "functions": "function a(){" * 5000 + "}" * 5000,
    "thens": f"pm.sendRequest(a){'.then(b => b)' * 5000}",
    "a name of itself": ask(f"url: a, method: 'POST', {BASIC}, {FORM}") + "var a = a + a;",
    "names of each other": "var a = b + b, b = a + a;"
    + ask(f"url: a, method: 'POST', {BASIC}, {FORM}"),
    "a function of itself": "function f(x) { return f(x) + f(x); }"
    + ask(f"url: f('a'), method: 'POST', {BASIC}, {FORM}"),
    "doubling": "".join(f"var a{n} = a{n + 1} + a{n + 1};" for n in range(50))
    + f"var a50 = '{'x' * 50_000}';"
    + ask(f"url: a0, method: 'POST', {BASIC}, {FORM}"),
    "doubling functions": "".join(
        f"function f{n}(x) {{ return f{n + 1}(x) + f{n + 1}(x); }}" for n in range(50)
    )
    + ask(f"url: f0('a'), method: 'POST', {BASIC}, {FORM}"),
    "quotes": '"' * 60_000 + "pm.sendRequest",
    "calls of nothing": "() " * 20_000 + "pm.sendRequest",
    "a loop for ever": "while (true) { var a = 'u'; }" + ask(f"{URL}, {BASIC}, {FORM}"),
    "functions of each other": "const f = n => g(n), g = n => f(n); var a = f(0);"
    + ask(f"url: a, method: 'POST', {BASIC}, {FORM}"),
    "a getter of itself": "const o = {get url() { return o.url; }};"
    + ask(f"url: o.url, method: 'POST', {BASIC}, {FORM}"),
    "a slow regular expression": "var a = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.match(/(a+)+$/);"
    + ask(f"url: a, method: 'POST', {BASIC}, {FORM}"),
    "templates": f"var a = {'`${' * 1000}'x'{'}`' * 1000};"
    + ask(f"url: a, method: 'POST', {BASIC}, {FORM}"),
    "replacements": "var a = 'xxxxxxxx';"
    + "a = a.replace('x', a);" * 60
    + ask(f"url: a, method: 'POST', {BASIC}, {FORM}"),
    "growing arrays": "var a = [1];"
    + "a = a.concat(a);" * 60
    + ask(f"url: a, method: 'POST', {BASIC}, {FORM}"),
    "objects in objects": "var o = {};"
    + "o = {a: o, b: o};" * 60
    + ask(f"url: JSON.stringify(o), method: 'POST', {BASIC}, {FORM}"),
    "encodings of encodings": "var a = 'x';"
    + "a = btoa(a) + encodeURIComponent(a);" * 60
    + ask(f"url: a, method: 'POST', {BASIC}, {FORM}"),
    "loops in loops": "const l = [1, 2, 3, 4, 5, 6, 7, 8];"
    + "l.forEach(() => " * 12
    + "1"
    + ")" * 12,
    "a script in a text": "pm.sendRequest('https://x/s.js', (e, r) => { eval(r.text()); });",
    "nulls": "pm.sendRequest('\0\0')\0",
    "surrogates": "pm.sendRequest('\ud800')",
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_scripts_are_refused_and_nothing_more(shape: str) -> None:
    for read in (read_prerequest, read_test):
        with given_up_at_last(), pytest.raises(UnsupportedScript):
            read(HOSTILE[shape])


WORDS = st.sampled_from(
    [
        *"(){}[];,.:+?=!`'\"\n ",
        *("pm.sendRequest", "pm.environment.set", "pm.environment.get", "=>", "function f(a)"),
        *("var a =", "a", "f", "return", "if", "await", "async", "new", "Buffer", ".then", "${"),
        *("'access_token'", ".json()", "{url: a, method: 'POST'}", "{a, ...b}", "...", "?.", "||"),
        *("'basic'", "header", "body", "btoa", "delete", "for (const a of b)", "try {", "catch"),
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=80))
@settings(max_examples=300)
def test_nothing_but_a_refusal_ever_escapes(script: str) -> None:
    for read in (read_prerequest, read_test):
        try:
            found = read(script)
        except UnsupportedScript:
            continue
        assert isinstance(found, TokenScript | ScriptReading)


def test_work_grows_with_the_script() -> None:
    """Twice as many statements are twice the work, not four times."""
    work = []
    for many in (500, 1_000):
        script = "var x = {a: ['b', `c`]};\n" * many + ask(f"{URL}, {BASIC}, {FORM}")
        with counted(only_calls=True) as one:
            assert read_prerequest(script).tokens
        work.append(one.calls)
    assert work[1] < 2.2 * work[0]
