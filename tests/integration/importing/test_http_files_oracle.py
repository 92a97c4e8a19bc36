"""httpyac decides: what it sends for ``.http`` files, the imported requests send as well."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from tests.integration.importing import httpyac
from tests.integration.importing.bench import import_files, send_all
from tests.servers.wire import WireRequest, WireServer

pytestmark = pytest.mark.skipif(bool(httpyac.why_not()), reason=httpyac.why_not() or "-")

FORM = "application/x-www-form-urlencoded"

FILES = {
    "http-client.env.json": """{
  "dev": {"host": "http://127.0.0.1:PORT", "who": "dev", "nested": {"deep": "d e"}},
  "live": {"host": "http://127.0.0.1:1", "who": "live"}
}""",
    "http-client.private.env.json": '{"dev": {"key": "s3cr3t-of-dev"}}',
    "lines.http": """@size = 3
# a comment of the file

### first one
# what it does
GET /first?a=1&b={{who}}&c={{nested.deep}}
X-Number: 1
X-Key: {{key}}
X-Twice: 1
X-Twice: 2

### over lines
GET {{host}}/over
    ?size={{size}}
    &x=a%20b
    &y=%2F
X-Number: 2

###
{{host}}/without/method HTTP/1.1
X-Number: 3

### comments among headers
DELETE {{host}}/headers
# X-Off: 1
X-Number: 4
// X-Off: 2

### punctuation in the path
GET {{host}}/a:b/:c/@d/~e/f,g/(h)/%7Bi%7D?j=[k]&l=m:n/o?p
X-Number: 5
""",
    "bodies.http": """### json
POST {{host}}/json
Content-Type: application/json
X-Number: 10

{
  "who": "{{who}}",

  "size": 2
}

### text, whose comments are not sent
PUT {{host}}/text
Content-Type: text/plain
X-Number: 11

# nor what is first
one
# not this
two

  three
// nor this
four
/* this is */
/*
this */
is not
*/
// nor what is last

### nothing says what it is
POST {{host}}/untyped
X-Number: 12

{"a": 1}

### no blank line before the body
POST {{host}}/direct
Content-Type: application/json
X-Number: 13
{"b": 2}

### a form
POST {{host}}/form
Content-Type: application/x-www-form-urlencoded
X-Number: 14

a=1&b=two%20words&c=x%2By

### a form over lines
POST {{host}}/form
Content-Type: application/x-www-form-urlencoded
X-Number: 15

a=1
&b=two words
&c={{who}}

### a file
POST {{host}}/file
Content-Type: application/octet-stream
X-Number: 16

< ./data/bytes.bin

### a file that nothing says the type of
POST {{host}}/file
X-Number: 20

< ./data/bytes.bin

### parts
POST {{host}}/parts
Content-Type: multipart/form-data; boundary=mark
X-Number: 17

--mark
Content-Disposition: form-data; name="text"

some {{who}} text
over lines
--mark
Content-Disposition: form-data; name="doc"; filename="d.bin"
Content-Type: application/octet-stream

< ./data/bytes.bin
--mark--

### JSON with a value that has its escapes
@escaped = a \\"b\\" \\\\ c
@member = {"x": "y"}
POST {{host}}/json
Content-Type: application/json
X-Number: 21

{"a": "{{escaped}}", "b": {{member}}}

### xml
POST {{host}}/xml
Content-Type: application/xml
X-Number: 18

<a>
 <b/>
</a>

### GraphQL
POST {{host}}/graphql
Content-Type: application/json
X-Number: 19

query named($a: Int) {
  one(a: $a) { two }
}

{ "a": 1 }
""",
    "auth.http": """### both spellings of basic
GET {{host}}/basic
Authorization: Basic me pass word
X-Number: 30

###
GET {{host}}/basic
Authorization: Basic me:pass:word
X-Number: 31

### encoded already
GET {{host}}/basic
Authorization: Basic bWU6cGFzcw==
X-Number: 32

### a token
GET {{host}}/bearer
Authorization: Bearer {{key}}
X-Number: 33
GET {{host}}/no/separator
X-Number: 34
POST {{host}}/no/separator
X-Number: 35

text

PATCH {{host}}/no/separator
X-Number: 36
""",
}


def essence(request: WireRequest) -> object:
    """What has to be the same; a form has two spellings, and parts may end with a line end."""
    body: object = request.plain_body.removesuffix(b"\r\n")
    if request.all("content-type") == [FORM]:
        body = parse_qsl(request.body.decode(), True)
    if request.body.startswith(b'{"query"'):
        body = json.loads(request.body)
    headers = sorted(
        (name.lower(), value.partition("boundary=")[0])
        for name, value in request.headers
        if name.lower() not in httpyac.BY_ITSELF
    )
    return request.method, request.target, headers, body


def written(folder: Path, files: dict[str, str], wire: WireServer) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("PORT", str(wire.port)))
    data = folder / "data/bytes.bin"
    data.parent.mkdir(exist_ok=True)
    data.write_bytes(bytes(range(256)))
    return folder


async def test_a_folder_of_files_sends_what_httpyac_sends(tmp_path: Path, wire: WireServer) -> None:
    folder = written(tmp_path / "files", FILES, wire)
    theirs = {httpyac.number_of(one): one for one in httpyac.run(folder, wire, "dev")}
    root = tmp_path / "workspace"
    imported = import_files(root, str(folder))
    written(root, {}, wire)
    outcomes = await send_all(root, imported, "dev")
    failed = [one for one in outcomes if isinstance(one, Exception) or getattr(one, "error", None)]
    assert not failed
    ours = {httpyac.number_of(one): one for one in wire.take()}
    assert len(ours) == len(imported.requests) == 24
    for number, request in ours.items():
        assert essence(request) == essence(theirs[number]), number


TOKEN = b'{"access_token": "token-of-the-day", "token_type": "Bearer", "expires_in": 300}'
AUTH_FILES = {
    "http-client.env.json": """{"dev": {
  "host": "http://127.0.0.1:PORT",
  "local_tokenEndpoint": "http://127.0.0.1:PORT/token",
  "local_clientId": "c/id", "local_scope": "a b", "local_audience": "https://api.test",
  "post_tokenEndpoint": "http://127.0.0.1:PORT/token", "post_clientId": "me",
  "post_useAuthorizationHeader": false, "oauth2_scope": "of default",
  "Security": {"Auth": {
    "body": {"Type": "OAuth2", "Grant Type": "Client Credentials", "Client Credentials": "in body",
      "Token URL": "http://127.0.0.1:PORT/token", "Client ID": "jb", "Scope": "x y",
      "Client Secret": "body-secret&1"},
    "basic": {"Type": "OAuth2", "Grant Type": "Client Credentials", "Client Credentials": "basic",
      "Token URL": "http://127.0.0.1:PORT/token", "Client ID": "jb2", "Scope": "z",
      "Client Secret": "basic-secret-1"}}}
}}""",
    "http-client.private.env.json": """{"dev": {
  "local_clientSecret": "s+e/c", "post_clientSecret": "post-secret-1"
}}""",
    "tokens.http": """### openid
GET /openid
Authorization: openid client_credentials local
X-Number: 1

### in the form
GET /form
Authorization: oauth2 post
X-Number: 2

### of the environment
GET {{host}}/body
Authorization: Bearer {{$auth.token("body")}}
X-Number: 3

### of the environment, basic
GET {{host}}/basic
Authorization: Bearer {{$auth.token("basic")}}
X-Number: 4

### elsewhere
GET {{host}}/elsewhere?a=1
X-Token: T {{$auth.token("basic")}}
X-Number: 5
""",
}


def token_request(request: WireRequest) -> object:
    """What a token request has to have; its parameters may come in any order."""
    return sorted(parse_qsl(request.body.decode())), request.all("authorization")


async def test_tokens_are_fetched_as_httpyac_fetches_them(tmp_path: Path, wire: WireServer) -> None:
    wire.answers["/token"] = TOKEN
    folder = written(tmp_path / "files", AUTH_FILES, wire)
    theirs = httpyac.run(folder, wire, "dev")
    root = tmp_path / "workspace"
    imported = import_files(root, str(folder))
    outcomes = await send_all(root, imported, "dev")
    failed = [one for one in outcomes if isinstance(one, Exception) or getattr(one, "error", None)]
    assert not failed
    ours = wire.take()
    for number in "12345":
        pair = [next(one for one in some if httpyac.number_of(one) == number)
                for some in (ours, theirs)]  # fmt: skip
        assert essence(pair[0]) == essence(pair[1]), number
    fetched = [
        [token_request(one) for one in some if one.target == "/token"] for some in (ours, theirs)
    ]
    assert fetched[0] == fetched[1]
    assert len(fetched[0]) == 4
