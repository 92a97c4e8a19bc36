"""httpbin's digest pages, and a check of AWS signatures by botocore; run by the peers' own Python.

``/digest-auth/QOP/USER/PASSWORD/ALGORITHM`` is httpbin's. Everything below ``/aws/SERVICE/REGION/``
is signed once more by botocore, from what arrived and the keys below, and compared: 200 or 403.
"""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import botocore.auth
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from httpbin import app as httpbin
from tests.integration.peers.peer_serving import serve
from tests.integration.peers.request_auth_keys import ACCESS_KEY, SECRET_KEY


def expected(environ: WSGIEnvironment, body: bytes) -> str:
    """The Authorization that botocore makes for a request as it arrived."""
    target = environ["RAW_TARGET"]
    service, region = urlsplit(target).path.split("/")[2:4]
    headers = {"host": environ["HTTP_HOST"]}
    if environ["RAW_CONTENT_TYPE"]:
        headers["content-type"] = environ["RAW_CONTENT_TYPE"]
    for name, value in environ.items():
        if name.startswith("HTTP_X_AMZ_"):
            headers[name[5:].replace("_", "-").lower()] = value
    moment = headers.pop("x-amz-date")
    token = headers.pop("x-amz-security-token", None)
    request: Any = AWSRequest(
        method=environ["REQUEST_METHOD"],
        url=f"http://{environ['HTTP_HOST']}{target}",
        headers=headers,
        data=body,
    )
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    signer = kind(Credentials(ACCESS_KEY, SECRET_KEY, token), service, region)
    fixed = datetime.datetime.strptime(moment, "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda *_, **__: fixed
    signer.add_auth(request)
    return str(request.headers["Authorization"])


def application(environ: WSGIEnvironment, start: StartResponse) -> Any:
    """The application."""
    if not environ["PATH_INFO"].startswith("/aws/"):
        return httpbin(environ, start)
    body = environ["wsgi.input"].read()
    wanted = expected(environ, body)
    same = environ.get("HTTP_AUTHORIZATION", "") == wanted
    start("200 OK" if same else "403 Forbidden", [("Content-Type", "text/plain")])
    return [b"the same" if same else f"expected: {wanted}".encode()]


if __name__ == "__main__":
    serve(application)
