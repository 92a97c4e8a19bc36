"""Literal credentials of a request, and their echoes, in all that is shown and kept of a send."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from tests.engine_lab import Lab
from tests.integration.test_hunt_echoes import echo, everything
from tests.servers.toxic import toxic_server

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLW1hZGU"
KEPT = "k3pt-hidden-7Qx"
NESTED = quote(f"https://x.example/y?sig={KEPT}&a=1", safe="")
BODY = '[body]\ntype = "text"\ncontent = "{}"\n'


@pytest.mark.parametrize(
    ("query", "more", "value"),
    [
        ("", f'[variables]\nplain = "{JWT}"\n' + BODY.format("a {{plain}} b"), JWT),
        ("", f'[variables]\npassword = "{KEPT}"\n' + BODY.format("a {{password}} b"), KEPT),
        (f"?next={NESTED}", "", KEPT),
        ("", f'headers = [{{ name = "X-Api-Key", value = "{KEPT}" }}]\n', KEPT),
        ("", f'headers = [{{ name = "Cookie", value = "a=1; sid={KEPT}" }}]\n', KEPT),
        ("", BODY.format("x" * 10_000 + f" token={KEPT} y"), KEPT),
    ],
    ids=["by shape", "by the variable", "nested", "key", "cookie", "long"],
)
async def test_they_are_masked_as_secrets_are(lab: Lab, query: str, more: str, value: str) -> None:
    async with toxic_server(echo(b"401 no " + value.encode(), b"X-Echo: " + value.encode())) as api:
        lab.request("list", f"{api.url}/echo{query}", f'method = "POST"\n{more}')
        async with lab.workbench() as workbench:
            result = await lab.send(workbench)
            text = everything(lab, workbench, result)
            assert result.exchange is not None
            assert result.exchange.response is not None
            assert value.encode() in result.exchange.response.content
            shown = workbench.redactor.mask_bytes(result.exchange.response.content)
        assert value.encode() in api.heads[0] + api.bodies[0]
    assert value not in text
    assert value.encode() not in shown
