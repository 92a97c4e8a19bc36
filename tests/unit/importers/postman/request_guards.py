"""Scripts that fetch a token for some requests only, and for which: newman runs each too."""

from __future__ import annotations

from typing import Any

from tests.unit.importers.postman.scripts.script_pieces import BASIC, FORM, URL

TOKEN_REQUEST = f"{{{URL}, {BASIC}, {FORM}}}"

ADD = "(e, r) => { pm.request.headers.add({key: 'Authorization', value: 'Bearer ' + TOKEN}); }"
FETCH = f"pm.sendRequest({TOKEN_REQUEST}, {ADD.replace('TOKEN', 'r.json().access_token')});"
STORED = f"""pm.sendRequest({TOKEN_REQUEST}, (e, r) => {{
    pm.environment.set('tok', r.json().access_token); GUARDED }});"""
GUARDED_ADD = ADD.partition("{ ")[2].removesuffix(" }").replace("TOKEN", "r.json().access_token")
ALL = frozenset({"List", "Public", "Make", "Other"})
"""The requests of the collection."""
POSTS, PRIVATE = frozenset({"Make"}), ALL - {"Public"}

ITEMS: tuple[dict[str, Any], ...] = (
    {"name": "List", "request": {"method": "GET", "url": "{{api}}/orders"}},
    {"name": "Public", "request": {"method": "get", "url": {
        "raw": "{{api}}/public/:id", "host": ["{{api}}"], "path": ["public", ":id"],
        "variable": [{"key": "id", "value": "7"}]}}},
    {"name": "Make", "request": {"method": "POST", "url": "{{api}}/orders?dry=1",
        "body": {"mode": "raw", "raw": "{}"}}},
    {"name": "Other", "request": {"method": "GET", "url": "{{api}}/other?noauth=yes",
        "header": [{"key": "X-Skip", "value": "1"}]}},
)  # fmt: skip

GUARDS: dict[str, tuple[str, frozenset[str]]] = {
    "a method": ("if (pm.request.method === 'GET') { return; }\nFETCH", POSTS),
    "a method in small letters": ("if (pm.request.method.toLowerCase() != 'post') return;\nFETCH",
        POSTS),
    "methods in a list": ("if (['GET', 'HEAD'].includes(pm.request.method)) return;\nFETCH", POSTS),
    "a member by its name": ("const {method} = pm.request; if (method !== 'POST') return;\nFETCH",
        POSTS),
    "the body": ("if (!pm.request.body) return;\nFETCH", POSTS),
    "a name": ("if (pm.info.requestName === 'Public') { return; }\nFETCH", PRIVATE),
    "a name, by an expression": ("if (pm.info.requestName.match(/^Pub/)) return;\nFETCH", PRIVATE),
    "a table of names": (
        "const open = {Public: true}; if (open[pm.info.requestName]) return;\nFETCH", PRIVATE),
    "a switch": (
        "switch (pm.info.requestName) { case 'Public': return; default: break; }\nFETCH", PRIVATE),
    "a throw": ("if (pm.info.requestName === 'Public') throw new Error('no');\nFETCH", PRIVATE),
    "a function": (
        "function asks() { return pm.info.requestName !== 'Public'; }\nif (asks()) { FETCH }",
        PRIVATE),
    "a branch": ("if (pm.info.requestName === 'Public') { pm.environment.unset('x'); } "
        "else { FETCH }", PRIVATE),
    "a condition before a call": (
        "const go = () => { FETCH };\npm.info.requestName !== 'Public' && go();", PRIVATE),
    "a path": ("if (pm.request.url.getPath().startsWith('/public/7')) return;\nFETCH", PRIVATE),
    "steps of a path": ("if (pm.request.url.path.indexOf('public') >= 0) return;\nFETCH", PRIVATE),
    "a host": ("if (pm.request.url.getHost() === '127.0.0.1') return;\nFETCH", ALL),
    "a URL": ("if (pm.request.url.toString().includes('/public/')) return;\nFETCH", PRIVATE),
    "a URL in a text": ("if (`${pm.request.url}`.endsWith('/public/7')) return;\nFETCH", PRIVATE),
    "the old URL": ("if (request.url.indexOf('public') > 0) return;\nFETCH", PRIVATE),
    "a query": ("if (pm.request.url.query.get('noauth')) return;\nFETCH", ALL - {"Other"}),
    "a text of a query": (
        "if (pm.request.url.getQueryString() === 'dry=1') return;\nFETCH", ALL - POSTS),
    "a header": ("if (pm.request.headers.has('x-skip')) return;\nFETCH", ALL - {"Other"}),
    "the value of a header": (
        "if (pm.request.headers.get('X-Skip') === '1') return;\nFETCH", ALL - {"Other"}),
    "an iteration": ("if (pm.info.iteration > 0) return;\nFETCH", ALL),
    "an event": ("if (pm.info.eventName === 'test') return;\nFETCH", ALL),
    "a variable that is not there": (
        "if (pm.environment.get('noAuth') === 'yes') return;\nFETCH", ALL),
    "where it is put in": (
        STORED.replace("GUARDED", f"if (pm.request.method === 'POST') {GUARDED_ADD}"), POSTS),
}  # fmt: skip
"""A script, and the requests that get a token; ``FETCH`` fetches it."""

WITHOUT: dict[str, str] = {
    "a variable that is not there": "if (pm.environment.get('useAuth') === 'yes') { FETCH }",
    "a variable that is not set": "if (!pm.environment.get('useAuth')) return;\nFETCH",
    "never": "if (false) { FETCH }",
    "an environment": "if (pm.environment.name === 'dev') return;\nFETCH",
    "a function that is called nowhere": "function getToken() { FETCH }",
    "no request": "if (pm.request.method !== 'PURGE') return;\nFETCH",
}
"""Scripts that fetch a token for none of the requests in the environment ``dev``."""


def guarded(text: str) -> str:
    """A script as it is in the collection."""
    return text.replace("FETCH", FETCH)
