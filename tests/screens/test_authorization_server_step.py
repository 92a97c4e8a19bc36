"""An API that names its authorization server: nothing is read before a yes (RFC 9728)."""

from __future__ import annotations

import json
from typing import Any

from tests.engine_lab import Lab
from tests.screens.seat import seated
from tests.servers.toxic import Call, ok, toxic_server

PLACE = "/.well-known/oauth-protected-resource"


async def test_the_server_that_an_api_names_becomes_the_auth_of_the_request(lab: Lab) -> None:
    async def behave(call: Call) -> None:
        host = call.head.decode().lower().partition("host: ")[2].split()[0]
        url = f"http://{host}"
        if call.target == PLACE:
            servers = ["https://login.example/a", "https://login.example/b"]
            document: dict[str, Any] = {"resource": url, "authorization_servers": servers}
            document["scopes_supported"] = ["orders.read", "orders.write"]
            await ok(json.dumps(document).encode())(call)
            return
        challenge = f'WWW-Authenticate: Bearer resource_metadata="{url}{PLACE}"'
        await ok(b"no", challenge.encode(), status=b"401 Unauthorized")(call)

    async with toxic_server(behave) as server:
        lab.request("list", server.url, '[auth]\ntype = "none"\n')
        async with seated(lab) as seat:
            await seat.open("list")
            await seat.send()
            await seat.sees("This API names its authorization server")
            await seat.press("ctrl+g", "b", "6")
            await seat.sees("e Use server")
            await seat.press("e")
            await seat.sees("Read it and use it?")
            await seat.press("n")
            await seat.at_work()
            assert len(server.heads) == 1
            await seat.press("e")
            await seat.sees("Read it and use it?")
            await seat.press("y")
            await seat.sees("Authorization server of", "https://login.example/a")
            await seat.press("2")
            await seat.sees("Scopes of the API: orders.read orders.write", "Request them?")
            await seat.press("a")
            await seat.until(lambda: seat.editor.tab == "auth", "the auth")
            request = seat.work.context.request
            assert request is not None
            assert request.auth is not None
            assert request.auth.table["issuer"] == "https://login.example/b"
            assert request.auth.table["scope"] == "orders.read orders.write"
            assert len(server.heads) == 2
