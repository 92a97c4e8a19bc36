"""``outrider export --as postman``: the workspace, its environments, one request; as files."""

from __future__ import annotations

import json
from pathlib import Path

from tests.canary import leaks
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.shell import Shell

SECRET = "dev-only-secret"


def test_a_folder_takes_the_workspace_and_it_comes_back(
    lab: Lab, shell: Shell, demo_servers: StrictServers, tmp_path: Path
) -> None:
    lab.request("billing/make", more='method = "POST"\n[auth]\ntype = "none"\n')
    out = tmp_path / "for postman"
    said = shell.run("export", "--as", "postman", "--trust", "--output", f"{out}/")
    assert said.status == 0, said.err
    files = sorted(one.name for one in out.iterdir())
    assert sorted(said.text.splitlines()) == [str(out / name) for name in files]
    assert all((out / name).stat().st_mode & 0o777 == 0o600 for name in files)
    assert any(name.endswith(".postman_environment.json") for name in files)
    (shop,) = [json.loads(one.read_text()) for one in out.glob("*.postman_collection.json")]
    assert shop["auth"]["type"] == "oauth2"
    assert "Secrets exported without values" in said.err
    assert leaks([SECRET], [(name, (out / name).read_bytes()) for name in files]) == []

    again = tmp_path / "again"
    said = shell.run("import", *(str(out / name) for name in files), "--into", str(again))
    assert said.status == 0, said.err
    assert "Not imported: nothing" in said.text
    assert (again / "requests/billing/make.toml").exists()
    assert 'type = "none"' in (again / "requests/billing/make.toml").read_text()
    assert 'type = "oauth2"' in (again / "requests/folder.toml").read_text()

    # With its secrets, what comes back sends as the first one did.
    said = shell.run("export", "--as", "postman", "--trust", "--reveal", "--output", str(out))
    assert said.status == 0, said.err
    assert leaks([SECRET], [(name, (out / name).read_bytes()) for name in files]) != []
    said = shell.run(
        "import", *(str(out / name) for name in files), "--into", str(again), "--update"
    )
    assert said.status == 0, said.err
    sent = shell.run("send", "list", "--workspace", str(again))
    assert sent.status == 0, sent.err
    assert demo_servers.api.recorder.requests[-1].path == "/orders"


def test_one_environment_or_one_request_goes_to_standard_output(lab: Lab, shell: Shell) -> None:
    lab.request("billing/make").request("other")
    said = shell.run("export", "--as", "postman", "--env", "dev", "--trust", "-q")
    assert (said.status, said.err) == (0, "")
    environment = json.loads(said.text)
    assert environment["_postman_variable_scope"] == "environment"
    assert {"key": "client_secret", "value": "", "type": "secret", "enabled": True} in (
        environment["values"]
    )
    said = shell.run("export", "billing/make", "--as", "postman", "--trust")
    assert said.status == 0
    (folder,) = json.loads(said.text)["item"]
    assert [one["name"] for one in folder["item"]] == ["make"]
    assert json.loads(said.text)["auth"]["type"] == "oauth2"
    said = shell.run("export", "--as", "postman", "--trust", "--output", str(lab.root / "x.json"))
    assert (said.status, said.out) == (0, b"")
    assert json.loads((lab.root / "x.json").read_text())["item"]


def test_mistakes_are_told(lab: Lab, shell: Shell) -> None:
    said = shell.run("export", "--as", "har")
    assert said.status == 2
    assert "--as har needs a REQUEST." in said.err
    for words in (["--env", "nope"], ["nope"]):
        said = shell.run("export", "--as", "postman", *words)
        assert (said.status, said.out) == (2, b"")
    lab.write({"requests/broken.toml": "url = ["})
    said = shell.run("export", "--as", "postman")
    assert (said.status, said.out) == (3, b"")
    assert "broken.toml" in said.err


def test_the_token_of_a_program_is_exported_as_a_bearer_token(lab: Lab, shell: Shell) -> None:
    auth = 'url = "https://api.example/x"\n[auth]\ntype = "command"\ncommand = ["gh", "auth"]\n'
    lab.write({"requests/by-program.toml": auth})
    said = shell.run("export", "by-program", "--as", "postman")
    assert said.status == 0
    token = {"key": "token", "value": "{{access_token}}", "type": "string"}
    assert said.json["item"][0]["request"]["auth"] == {"type": "bearer", "bearer": [token]}
    assert 'The auth of type "command" was exported as a Bearer token.' in said.err
