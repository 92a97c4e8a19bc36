"""What real authorization servers answer under a status of success, by a name of ours."""

from __future__ import annotations

from tests.servers.response_shape import TOKEN, Shape, page

SUCCESSES: dict[str, Shape] = {
    # Success that is none
    "login": page(200, "Sign in to Contoso"),
    "empty": Shape(200, "", "application/json"),
    "204": Shape(204),
    "jsonp": Shape(200, 'callback({"access_token":"aaaaaaaaaaaaa"})', "application/javascript"),
    "list": Shape(200, [TOKEN]),
    "aws-identity-center": Shape(
        200, {"accessToken": "abc", "expiresIn": 60, "tokenType": "Bearer"}
    ),
    "inside": Shape(200, {"data": {"access_token": "abc.def.ghi", "expires_in": 60}}),
    "id-token": Shape(200, {"id_token": "abc123456789", "token_type": "Bearer"}),
    "github-app": Shape(
        201, {"token": "ghs_0123456789", "expires_at": "2026-12-01T00:00:00Z", "permissions": {}}
    ),
    "dotted": Shape(200, {"oauth.result": {"access.token": "abc.def.ghi"}}),
    "xml-token": Shape(
        200,
        "<OAuth><access_token>abc.def.ghi</access_token><expires_in>60</expires_in></OAuth>",
        "application/xml",
    ),
    "not-mapped": Shape(200, {"code": 0, "data": {"jwt": "abc.def.ghi", "ttl": 60}}),
    "unmapped": Shape(200, {"code": 17, "message": "No such app", "data": None}),
    "null": Shape(200, {**TOKEN, "access_token": None}),
    "number": Shape(200, {**TOKEN, "access_token": 5}),
    "prefix": Shape(200, {**TOKEN, "access_token": "Bearer abc"}),
    "space": Shape(200, {**TOKEN, "access_token": "abc def"}),
    "line-end": Shape(200, {**TOKEN, "access_token": "abc.def\n"}),
    "not-printable": Shape(200, {**TOKEN, "access_token": "abc\x1b[31m"}),
    "twice": Shape(200, '{"access_token":"abc","access_token":"def"}', "application/json"),
    "dpop": Shape(200, {**TOKEN, "token_type": "DPoP"}),
    "mac": Shape(200, {**TOKEN, "token_type": "mac"}),
    "n_a": Shape(200, {**TOKEN, "token_type": "N_A"}),
    "slack-bot": Shape(200, {**TOKEN, "token_type": "bot"}),
    # Success
    "bearer-token": Shape(200, {**TOKEN, "token_type": "BearerToken"}),
    "error-null": Shape(200, {**TOKEN, "error": None}),
    "error-false": Shape(200, {**TOKEN, "error": False}),
    "error-zero": Shape(200, {**TOKEN, "error": 0}),
    "error-empty": Shape(200, {**TOKEN, "error": ""}),
    "charset": Shape(
        200,
        '{"access_token":"abc","token_type":"Bearer","note":"é"}'.encode("latin-1"),
        "application/json; charset=iso-8859-1",
    ),
}
