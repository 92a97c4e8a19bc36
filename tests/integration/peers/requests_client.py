"""A client made of requests-oauth2client 1.8.0, which asks for a token; the peers' Python runs it.

Its only argument is JSON: endpoint, method, client_id, secret, jwk, alg, audience, lifetime, scope,
parameters, dpop, assertion. What the server answers does not matter.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any

import requests
from requests_oauth2client import (
    ClientSecretBasic,
    ClientSecretJwt,
    ClientSecretPost,
    OAuth2Client,
    OAuth2Error,
    PrivateKeyJwt,
    PublicApp,
)


def _auth(told: dict[str, Any]) -> Any:
    client_id, secret, alg = told["client_id"], told.get("secret"), told.get("alg")
    more = {name: told[name] for name in ("lifetime",) if name in told}
    if "audience" in told:
        more["aud"] = told["audience"]
    match told["method"]:
        case "client_secret_basic":
            return ClientSecretBasic(client_id, secret)
        case "client_secret_post":
            return ClientSecretPost(client_id, secret)
        case "client_secret_jwt":
            return ClientSecretJwt(client_id, secret, alg=alg, **more)
        case "private_key_jwt":
            return PrivateKeyJwt(client_id, told["jwk"], alg=alg, **more)
    # Certificates are the session's: the form names the client, as a public one does.
    return PublicApp(client_id)


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    session = requests.Session()
    session.trust_env = False
    client = OAuth2Client(told["endpoint"], auth=_auth(told), session=session, testing=True)
    with suppress(OAuth2Error, requests.RequestException):
        if "assertion" in told:
            client.jwt_bearer(told["assertion"], scope=told["scope"], dpop=told["dpop"])
        else:
            more = told.get("parameters", {})
            client.client_credentials(scope=told.get("scope"), dpop=told.get("dpop"), **more)
