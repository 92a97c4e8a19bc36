"""A collection with every spelling that Postman's schema allows, for newman and for us."""

from __future__ import annotations

from typing import Any

JSON = {"options": {"raw": {"language": "json"}}}
TEXT = "text/plain"


def item(name: str, url: Any, method: str = "GET", **more: Any) -> dict[str, Any]:
    return {"name": name, "request": {"method": method, "url": url, **more}}


def rows(*pairs: tuple[Any, Any], **more: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": value, **more} for key, value in pairs]


def url(written: str, **more: Any) -> dict[str, Any]:
    """A URL in parts, as exports have it."""
    return {
        "raw": "{{host}}/" + written,
        "host": ["{{host}}"],
        "path": written.partition("?")[0].split("/"),
        **more,
    }


def post(name: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return item(name, "{{host}}/" + name.replace(" ", "-"), "POST", body=body, **more)


def raw(text: str, language: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"mode": "raw", "raw": text}
    return found | ({"options": {"raw": {"language": language}}} if language else {})


def auth(kind: str, **settings: Any) -> dict[str, Any]:
    return {"type": kind, kind: [{"key": key, "value": one} for key, one in settings.items()]}


URLS = [
    item("text", "{{host}}/plain"),
    item("text with query", "{{host}}/plain?a=1&b=%20x&flag&empty=&=v"),
    item("text with fragment", "{{host}}/plain?a=1#there"),
    item("no scheme", "{{bare}}/plain"),
    item("spaces", "{{host}}/with space/é?q=a b&r=é"),
    item("reserved", "{{host}}/a;b=c/d,e/@f:g?x=a:b/c?d&y=!$()*,;@[]|^`"),
    item("quotes", "{{host}}/it's?q='x'&w=\"y\"<z>"),
    item("plus", "{{host}}/a+b?q=a+b%2Bc"),
    item("percent", "{{host}}/100%?q=50%&r=%zz"),
    item("dots", "{{host}}/a/../b/./c"),
    item("double slash", "{{host}}//a//b/"),
    item("variables", "{{host}}/{{step}}/x{{step}}y?{{name}}={{value}}&r={{nested}}"),
    item("unknown", "{{host}}/x?q=1"),
    item("parts", url("parts/of/it")),
    item(
        "query in parts",
        url("q?a=1", query=[*rows(("a", "1"), ("b", "x y"), ("c", "{{value}}"))]),
    ),
    item(
        "disabled query",
        url(
            "q?a=1",
            query=[*rows(("a", "1")), *rows(("off", "2"), disabled=True), *rows(("b", "3"))],
        ),
    ),
    item(
        "null values",
        url("q", query=[*rows(("flag", None), ("empty", ""), ("a", "1"), (None, "bare"))]),
    ),
    item(
        "awkward query",
        url("q", query=rows(("a[]", "1"), ("a[]", "2"), ("d", "a&b=c"), ("é", "ü"))),
    ),
    item("encoded query", url("q", query=rows(("a", "%41%20b"), ("t", "x%26y")))),
    item("path text", {"raw": "{{host}}/a/b", "host": "{{host}}", "path": "/a/b"}),
    item(
        "no raw",
        {"host": ["{{host}}"], "path": ["no", "raw"], "query": rows(("a", "1"), ("b", "2"))},
    ),
    item(
        "path variables",
        url(
            "users/:id/files/:file",
            variable=[*rows(("id", "7"), ("file", "{{value}}"))],
        ),
    ),
    item("path variable by id", url("users/:id", variable=[{"id": "id", "value": "8"}])),
    item("path variable encoded", url("users/:id", variable=rows(("id", "a%20b")))),
    *(
        item(f"path variable {value!r}", url("users/:id/x", variable=rows(("id", value))))
        for value in ("$a,b;c=d", "a/b", "50%", "%24%2F", "a+b&c!'()*", "{{step}}/{{value}}", "~:@")
    ),
    item("path variable with a suffix", url("users/:id.json", variable=rows(("id", "7")))),
    item("colon in a step", url("a:b/c::d/e:")),
    item("trailing slash", url("a/b/")),
    item("blanks around", " {{host}}/plain "),
    item("blanks in the parts", {"host": [" {{host}}"], "path": ["plain "]}),
    item("other path", {"raw": "{{host}}/raw", "host": ["{{host}}"], "path": ["parts"]}),
    item("other query", url("q?a=1&b=2", query=rows(("a", "2")))),
    item("no query in the parts", url("q?a=1")),
    item("no path in the parts", {"raw": "{{host}}/raw", "host": ["{{host}}"]}),
    item("query as a table", url("q", query={"a": "1", "b": "x y"})),
]

METHODS = [
    item(f"method {method}", "{{host}}/m", method)
    for method in (
        "get",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "HEAD",
        "COPY",
        "LINK",
        "PURGE",
        "PROPFIND",
        "CUSTOM",
    )
]

HEADERS = [
    item(
        "rows", "{{host}}/h", header=rows(("X-One", "1"), ("X-Two", "{{value}}"), ("X-Empty", ""))
    ),
    item("off", "{{host}}/h", header=[*rows(("X-On", "1")), *rows(("X-Off", "2"), disabled=True)]),
    item("twice", "{{host}}/h", header=rows(("X-Many", "1"), ("X-Many", "2"))),
    item("lines", "{{host}}/h", header="X-One: 1\r\nX-Two: 2:3\r\n"),
    item("list of lines", "{{host}}/h", header=["X-One: 1", "X-Two: {{value}}"]),
    item("null", "{{host}}/h", header=None),
    item("own defaults", "{{host}}/h", header=rows(("Accept", "text/csv"), ("User-Agent", "me/1"))),
    item("variable name", "{{host}}/h", header=rows(("X-{{name}}", "{{nested}}"))),
    item("spaces around", "{{host}}/h", header=rows(("X-Blank", "  a  b  "))),
]

FORM = [("a", "1"), ("b", "x y&z=ü"), ("c", "{{value}}"), ("a", "2"), ("e", ""), ("q", "it's!*()~")]
BODIES = [
    post("raw text", raw("plain {{value}} text")),
    post("raw with language text", raw("plain", "text")),
    post("raw json", raw('{"a": 1.10, "b": "{{value}}", "c": [1,  2]}', "json")),
    post(
        "raw json with comments",
        raw('{"a": 1, // one\n "u": "http://x/*y*/", /* two */ "b": 2}', "json"),
    ),
    post("raw json with a bare reference", raw('{"n": {{number}}, "s": "{{value}}"}', "json")),
    post("raw json broken", raw('{"a": ', "json")),
    post(
        "raw json with a header", raw('{"a": 1}'), header=rows(("Content-Type", "application/json"))
    ),
    post(
        "raw json typed otherwise",
        raw('{"a": 1}', "json"),
        header=rows(("Content-Type", "application/vnd.api+json")),
    ),
    post("raw xml", raw("<a>{{value}}</a>", "xml")),
    post("raw html", raw("<p>", "html")),
    post("raw javascript", raw("f()", "javascript")),
    post("raw empty", raw("")),
    post("raw graphql in json", raw('{"query": "{ a(x: {y: 1}) { b } }"}', "json")),
    post(
        "raw urlencoded",
        raw("a=1&b=2"),
        header=rows(("Content-Type", "application/x-www-form-urlencoded")),
    ),
    post("urlencoded", {"mode": "urlencoded", "urlencoded": rows(*FORM)}),
    post(
        "urlencoded off",
        {"mode": "urlencoded", "urlencoded": [*rows(("a", "1")), *rows(("b", "2"), disabled=True)]},
    ),
    post("formdata", {"mode": "formdata", "formdata": rows(*FORM, type="text")}),
    post(
        "formdata typed",
        {
            "mode": "formdata",
            "formdata": rows(("a", "{}"), type="text", contentType="application/json"),
        },
    ),
    post(
        "formdata file",
        {
            "mode": "formdata",
            "formdata": [
                *rows(("a", "1"), type="text"),
                {"key": "f", "type": "file", "src": "file.bin"},
            ],
        },
    ),
    post(
        "formdata files",
        {
            "mode": "formdata",
            "formdata": [{"key": "f", "type": "file", "src": ["file.bin", "other.txt"]}],
        },
    ),
    *(
        post(f"{name} {value}", {"mode": mode, mode: rows(("a", "1"))}, header=rows((key, value)))
        for name, mode in (("form", "urlencoded"), ("parts", "formdata"))
        for key, value in (
            ("Content-Type", "application/json"),
            ("Content-Type", "{{value}}"),
            ("Content-Type", ""),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("Content-Type", "multipart/form-data"),
            ("Content-Type", "multipart/form-data; boundary=own"),
            ("Content-Type", "multipart/mixed; boundary=own"),
        )
    ),
    *(
        post(f"{mode} all off", {"mode": mode, mode: rows(("a", "1"), disabled=True)})
        for mode in ("urlencoded", "formdata")
    ),
    {
        **post(
            "form typed on purpose",
            {"mode": "urlencoded", "urlencoded": rows(("a", "1"))},
            header=rows(("Content-Type", "text/csv")),
        ),
        "protocolProfileBehavior": {"disabledSystemHeaders": {"content-type": True}},
    },
    post(
        "two spellings",
        raw("x"),
        header=rows(("Content-Type", "text/csv"), ("content-type", "text/x")),
    ),
    post("file", {"mode": "file", "file": {"src": "file.bin"}}),
    post("file by its name", {"mode": "file", "file": {"src": "other.txt"}}),
    post(
        "file typed",
        {"mode": "file", "file": {"src": "other.txt"}},
        header=rows(("Content-Type", "text/csv")),
    ),
    post("no body", {}),
    post("body off", {"mode": "raw", "raw": "never", "disabled": True}),
    item("get with a body", "{{host}}/b", "GET", body=raw("pruned")),
    item("delete with a body", "{{host}}/b", "DELETE", body=raw('{"a": 1}', "json")),
]

AUTHS = [
    item("basic", "{{host}}/a", auth=auth("basic", username="me", password="p:ß w")),
    item("basic without a password", "{{host}}/a", auth=auth("basic", username="me")),
    item("bearer", "{{host}}/a", auth=auth("bearer", token="{{value}}")),
    item("key in a header", "{{host}}/a", auth=auth("apikey", key="X-Key", value="k 1")),
    item(
        "key in the query",
        "{{host}}/a?x=1",
        auth=auth("apikey", key="k", value="v&w", **{"in": "query"}),
    ),
    item("token", "{{host}}/a", auth=auth("oauth2", accessToken="abc")),
    item(
        "token with a prefix",
        "{{host}}/a",
        auth=auth("oauth2", accessToken="abc", headerPrefix="Token"),
    ),
    item(
        "token without a prefix",
        "{{host}}/a",
        auth=auth("oauth2", accessToken="abc", headerPrefix=""),
    ),
    item(
        "token in the query",
        "{{host}}/a",
        auth=auth("oauth2", accessToken="abc", addTokenTo="queryParams"),
    ),
    item(
        "auth over a header",
        "{{host}}/a",
        auth=auth("bearer", token="t"),
        header=rows(("Authorization", "old")),
    ),
    item("none", "{{host}}/a", auth={"type": "noauth"}),
    {
        "name": "inherited",
        "auth": auth("basic", username="folder", password="f"),
        "item": [
            item("absent", "{{host}}/i"),
            item("null", "{{host}}/i", auth=None),
            item("empty", "{{host}}/i", auth={}),
            item("no type", "{{host}}/i", auth={"type": None}),
            item("stopped", "{{host}}/i", auth={"type": "noauth"}),
            {"name": "below", "item": [item("deep", "{{host}}/i")]},
            {
                "name": "stopped below",
                "auth": {"type": "noauth"},
                "item": [item("deep", "{{host}}/i")],
            },
        ],
    },
]

COLLECTION: dict[str, Any] = {
    "info": {
        "name": "Every spelling",
        "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    "item": [
        {"name": "URLs", "item": URLS},
        {"name": "Methods", "item": METHODS},
        {"name": "Headers", "item": HEADERS},
        {"name": "Bodies", "item": BODIES},
        {"name": "Auth", "item": AUTHS},
    ],
    "variable": [
        {"key": "step", "value": "s1"},
        {"key": "name", "value": "n"},
        {"key": "number", "value": 12},
        {"key": "nested", "value": "<{{value}}>"},
    ],
}
