"""Postman's token scripts, how they wait for the answer and store it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.importers.postman.scripts.script_pieces import (
    BASIC,
    FORM,
    REQUEST,
    URL,
    ask,
    understood,
)

from outrider.importers.postman.scripts.recognition import ScriptReading, read_prerequest, read_test
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

FLOWS = {
    "function": """pm.sendRequest(request, function (err, res) {
        pm.environment.set('accessToken', res.json().access_token);
    });""",
    "arrow": """pm.sendRequest(request, (err, res) =>
        pm.environment.set('accessToken', res.json().access_token));""",
    "a named callback": """function store(error, response) {
        pm.environment.set('accessToken', response.json().access_token);
    }
    pm.sendRequest(request, store);""",
    "an error first": """pm.sendRequest(request, (err, res) => {
        if (err) { console.log(err); return; }
        const json = res.json();
        pm.environment.set('accessToken', json.access_token);
    });""",
    "an error in a ternary": """pm.sendRequest(request, (err, res) => {
        err ? console.error(err) : pm.environment.set('accessToken', res.json().access_token);
    });""",
    "and": """pm.sendRequest(request, (err, res) => {
        res.code === 200 && pm.environment.set('accessToken', res.json().access_token);
    });""",
    "await": """const res = await pm.sendRequest(request);
        pm.environment.set('accessToken', res.json().access_token);""",
    "an async function": """(async () => {
        try {
            const res = await pm.sendRequest(request);
            const { access_token } = res.json();
            pm.environment.set('accessToken', access_token);
        } catch (error) { console.log(error); }
    })();""",
    "an async function with a name": """async function main() {
        const answer = await pm.sendRequest(request);
        pm.environment.set('accessToken', answer.json().access_token);
    }
    main();""",
    "then": """pm.sendRequest(request)
        .then(res => res.json())
        .then(json => { pm.environment.set('accessToken', json.access_token); })
        .catch(error => console.log(error));""",
    "then in one": """pm.sendRequest(request).then(function (res) {
        pm.environment.set('accessToken', res.json().access_token);
    });""",
    "then destructured": """pm.sendRequest(request).then(res => res.json())
        .then(({access_token: token}) => pm.environment.set('accessToken', token));""",
    "parsed": """pm.sendRequest(request, (e, r) => {
        var body = JSON.parse(r.text());
        postman.setEnvironmentVariable('accessToken', body['access_token']);
    });""",
    "optional": """pm.sendRequest(request, (_, r) => {
        pm.environment.set('accessToken', r?.json()?.access_token);
    });""",
    "a default": """pm.sendRequest(request, (_, r) => {
        const {access_token = ''} = r.json();
        pm.environment.set('accessToken', access_token || '');
    });""",
    "a name from outside": """let token;
    pm.sendRequest(request, (err, res) => {
        if (!err) { token = res.json().access_token; }
        pm.environment.set('accessToken', token);
    });""",
    "a helper that stores": """const save = (name, value) => pm.environment.set(name, value);
    pm.sendRequest(request, (err, res) => { save('accessToken', res.json().access_token); });""",
    "with its own expiry": """const expiry = pm.environment.get('expiry');
    if (!pm.environment.get('accessToken') || !expiry || Date.now() > expiry) {
        pm.sendRequest(request, (err, res) => {
            const json = res.json();
            pm.environment.set('accessToken', json.access_token);
            pm.environment.set('expiry', Date.now() + (json.expires_in - 60) * 1000);
        });
    }""",
    "with a date": """var getToken = true;
    if (!pm.environment.get('expiry') || !pm.environment.get('accessToken')) {
        console.log('missing');
    } else if (pm.environment.get('expiry') <= (new Date()).getTime()) {
        console.log('expired');
    } else {
        getToken = false;
    }
    if (getToken === true) {
        pm.sendRequest(request, function (err, res) {
            console.log(err ? err : res.json());
            if (err === null) {
                var responseJson = res.json();
                pm.environment.set('accessToken', responseJson.access_token);
                var expiryDate = new Date();
                expiryDate.setSeconds(expiryDate.getSeconds() + responseJson.expires_in);
                pm.environment.set('expiry', expiryDate.getTime());
            }
        });
    }""",
    "with an early return": """function refresh() {
        const expiry = pm.environment.get('expiry');
        if (expiry && Date.now() < Number(expiry)) { return; }
        pm.sendRequest(request, (err, res) => {
            pm.environment.set('accessToken', res.json().access_token);
            pm.environment.set('expiry', Date.now() + res.json().expires_in * 1000);
        });
    }
    refresh();""",
    "with moment": """const moment = require('moment');
    if (moment().isAfter(pm.environment.get('expiry'))) {
        pm.sendRequest(request, (err, res) => {
            pm.environment.set('accessToken', res.json().access_token);
            pm.environment.set('expiry', moment().add(res.json().expires_in, 's').format());
        });
    }""",
    "with a test": """pm.sendRequest(request, (err, res) => {
        pm.test('a token came', () => { pm.expect(res.code).to.equal(200); });
        pm.environment.set('accessToken', res.json().access_token);
    });""",
}


@pytest.mark.parametrize("shape", FLOWS)
def test_how_the_answer_is_waited_for(shape: str) -> None:
    found = understood(REQUEST + FLOWS[shape])
    assert found.variables == {"accessToken": "{{access_token}}"}
    assert found.request is not None
    assert found.request.scope == "{{scope}}"
    assert [one.text for one in found.leftovers] == []
    assert set(found.bookkeeping) <= {"expiry"}


def test_words_around_the_token_are_kept() -> None:
    store = "(e, r) => { pm.globals.set('authorization', 'Bearer ' + r.json().access_token); }"
    found = understood(ask(f"{URL}, {BASIC}, {FORM}", store))
    assert found.variables == {"authorization": "Bearer {{access_token}}"}


TESTS = {
    "pm.response": "pm.environment.set('accessToken', pm.response.json().access_token);",
    "responseBody": """var json = JSON.parse(responseBody);
        postman.setEnvironmentVariable('accessToken', json.access_token);""",
    "text": """let json = JSON.parse(pm.response.text());
        pm.collectionVariables.set('accessToken', json.access_token);""",
    "destructured": """const { access_token } = pm.response.json();
        pm.globals.set('accessToken', access_token);""",
    "optional": "pm.environment.set('accessToken', pm.response?.json()?.access_token);",
    "called data": """var data = JSON.parse(responseBody);
        if (data.access_token) { pm.environment.set('accessToken', data.access_token); }""",
    "in a test": """pm.test('token', function () {
        var json = pm.response.json();
        pm.environment.set('accessToken', json.access_token);
    });""",
    "with checks": """tests['Status code is 200'] = responseCode.code === 200;
        pm.test('ok', () => pm.response.to.have.status(200));
        if (pm.response.code === 200) {
            pm.environment.set('accessToken', pm.response.json()['access_token']);
        }""",
}


@pytest.mark.parametrize("shape", TESTS)
def test_a_test_script_that_stores_the_token_of_its_own_answer(shape: str) -> None:
    found = read_test(TESTS[shape])
    assert found.variables == {"accessToken": "{{access_token}}"}
    assert found.leftovers == ()


STATEMENTS = [*FLOWS.values(), *TESTS.values()]


@given(st.sampled_from(STATEMENTS), st.data())
@settings(max_examples=300)
def test_a_script_with_a_piece_cut_out_is_read_or_refused(script: str, data: st.DataObject) -> None:
    whole = REQUEST + script
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    cut = whole[:start] + whole[end:]
    for read in (read_prerequest, read_test):
        try:
            found = read(cut)
        except UnsupportedScript:
            continue
        tokens = found.tokens if isinstance(found, ScriptReading) else (found,)
        assert tokens
        assert all(one.variables or one.headers for one in tokens)
