"""Where a request would go, told without opening anything."""

from pathlib import Path

import pytest

from tests.lab import Lab
from tui.engine.destination import destination_host
from tui.engine.opened import OpenedWorkspace

ENVIRONMENT = """
name = "Dev"
[variables]
host = "api.example.com:8443"
base_url = "https://{{host}}/v2"
hidden = "https://{{key}}"
[secrets]
key = { prompt = true }
"""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("{{base_url}}/orders/{{key}}", "api.example.com:8443"),
        ("https://plain.example", "plain.example"),
        ("https://me:pass@{{host}}?a=b", "api.example.com:8443"),
        ("{{base_url}}/:order", "api.example.com:8443"),
        ("{{hidden}}/orders", ""),
        ("https://{{key}}.example.com/", ""),
        ("https://a{{$guid}}/", ""),
        ("https://{{$env.HOST}}/", ""),
        ("{{nowhere}}/x", ""),
        ("orders", ""),
        ("", ""),
    ],
)
def test_the_host_is_told_unless_only_a_secret_tells_it(
    tmp_path: Path, url: str, host: str
) -> None:
    lab = Lab(tmp_path.resolve()).write(
        {
            "outrider.toml": 'name = "Shop"\ndefault_environment = "dev"\n',
            "environments/dev.toml": ENVIRONMENT,
            "requests/one.toml": f'url = "{url}"\n',
        }
    )
    workspace = OpenedWorkspace(str(lab.root), {"HOME": str(lab.root)})
    workspace.choose_first(None)
    request = workspace.tree()[0].request
    assert request is not None
    assert destination_host(workspace.snapshot(), workspace.in_place(request)) == host
