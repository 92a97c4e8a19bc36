"""Where a request would go, told without opening anything."""

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.engine.send.destination import destination_address, destination_host
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.model.workspace import RequestWithFolders

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
    workspace, request = _opened(tmp_path, url)
    assert destination_host(workspace.snapshot(), request) == host


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("{{base_url}}/:order", "https://api.example.com:8443/v2/7"),
        ("{{base_url}}/{{key}}", "https://api.example.com:8443/v2/••••••"),
        ("https://me:pass@api.example.com/a", "https://api.example.com/a"),
        ("{{base_url}}/{{$guid}}", "{{base_url}}/{{$guid}}"),
        ("{{nowhere}}/x", "{{nowhere}}/x"),
    ],
)
def test_the_whole_address_is_told_with_its_secrets_masked(
    tmp_path: Path, url: str, address: str
) -> None:
    workspace, request = _opened(tmp_path, url)
    assert destination_address(workspace.snapshot(), request) == address


def _opened(folder: Path, url: str) -> tuple[ActiveWorkspace, RequestWithFolders]:
    lab = Lab(folder.resolve()).write(
        {
            "outrider.toml": 'name = "Shop"\ndefault_environment = "dev"\n',
            "environments/dev.toml": ENVIRONMENT,
            "requests/one.toml": f'url = "{url}"\n[path]\norder = "7"\n',
        }
    )
    workspace = ActiveWorkspace(str(lab.root), {"HOME": str(lab.root)})
    workspace.activate_initial(None)
    request = workspace.tree()[0].request
    assert request is not None
    return workspace, workspace.with_folders(request)
