"""An HTTP Archive that we wrote is read by a program that we did not write."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.engine_lab import Lab, status
from tests.patience import PATIENCE

from outrider.exporters.har import HarExporter
from outrider.exporters.masking import MaskingPolicy

READER = """
import json, sys
from mitmproxy import io
flows = io.FlowReader(open(sys.argv[1], "rb")).stream()
print(json.dumps([
    [flow.request.method, flow.request.pretty_url, flow.request.get_text(),
     flow.response.status_code, flow.response.get_text(), dict(flow.request.headers)]
    for flow in flows
]))
"""


async def test_mitmproxy_reads_what_was_sent_and_what_came(
    lab: Lab, peers: Path, tmp_path: Path
) -> None:
    lab.request(
        "make",
        "{{base_url}}/orders?note=ä b&key={{client_secret}}",
        'method = "POST"\n[body]\ntype = "json"\ncontent = \'{"item": "é"}\'\n',
    )
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, "make")
        entries = list(workbench.console)
        redactor = workbench.redactor
    answered = status(result)
    for reveals in (False, True):
        file = tmp_path / f"{reveals}.har"
        file.write_text(
            HarExporter().export_entries(entries, MaskingPolicy(redactor, reveals=reveals)), "utf-8"
        )
        done = subprocess.run(
            [str(peers / "python"), "-c", READER, str(file)],
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        token, api = json.loads(done.stdout)
        assert token[0] == "POST"
        assert token[1].endswith("/connect/token")
        assert (token[3], api[3]) == (200, answered)
        assert api[0] == "POST"
        assert "/orders?note=%C3%A4%20b&key=" in api[1]
        assert json.loads(api[2]) == {"item": "é"}
        assert json.loads(api[4])
        assert (b"dev-only-secret" in done.stdout) is reveals
        assert "User-Agent" in api[5]
