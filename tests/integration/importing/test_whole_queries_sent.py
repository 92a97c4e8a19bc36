"""A query in one variable is sent as a shell sends it."""

from __future__ import annotations

from pathlib import Path

from tests.engine_lab import Lab
from tests.servers.wire import WireServer
from tests.unit.importers.curl.test_shell_constructs import read as read_script

SAS = "sv=2021-06-08&se=2030-01-01T00:00:00Z&sp=rl&sig=abcDEF%2Fghi1234%3D"


async def test_it_is_sent_byte_for_byte(tmp_path: Path, wire: WireServer) -> None:
    url = f"http://127.0.0.1:{wire.port}/x?a=%2F&{{{{v}}}}#end"
    [request] = read_script(f'curl "{url.replace("{{v}}", "$V")}"').requests
    whole = str(request.variables["request_url"].value).replace("$env.V", "v")
    lab = Lab(tmp_path).write(
        {
            "outrider.toml": 'name = "Q"\n',
            "environments/dev.toml": f'[secrets]\nv = "{SAS}"\n',
            "requests/a.toml": f'url = "{request.url}"\nauth = {{ type = "none" }}\n'
            f'variables = {{ request_url = "{whole}" }}\n',
        }
    )
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, "a")
        assert result.exchange is not None
        assert "sig" not in str(result.exchange.request.url)
    [sent] = wire.take()
    assert sent.target == f"/x?a=%2F&{SAS}"
