"""What many requests and environments share is looked at once, and nothing is overlooked."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.work_counter import counted

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.open_workspace import open_workspace
from outrider.engine.workspace.request_check import (
    CheckedRequest,
    Surroundings,
    Verdicts,
    group_requests,
    request_faults,
)
from outrider.engine.workspace.workspace_check import check_workspace

VALUES = (
    "https://api.example",
    "{{a}}",
    "{{b}}/{{c}}",
    "{{nowhere}}",
    "{{$guid}}",
    "{{$nothing}}",
    "{{$env.HOME}}",
    "{{key}}",
    "{{access_token}}",
    "{{n{{d}}}}",
    "http://api.example",
    "http://localhost:8000",
    "ftp://api.example",
    "https://other.example/v1",
    "word",
    "12",
    "true",
    "localhost",
    "a b",
    "Zoë",
)
BODIES = (
    "",
    '[body]\ntype = "json"\ncontent = \'{"a": {{a}}}\'\n',
    '[body]\ntype = "file"\nfile = "{{a}}"\n',
    '[[headers]]\nname = "X-A"\nvalue = "{{a}}"\n',
    '[[headers]]\nname = "Content-Length"\nvalue = "{{a}}"\n',
    '[[headers]]\nname = "X-Key"\nvalue = "{{key}}"\n',
    'path = { id = "{{a}}" }\n',
)
URLS = (
    "{{a}}/",
    "https://{{a}}/",
    "{{a}}/:id/",
    "https://api.example:{{a}}/",
    "https://api.example/",
)
HOSTS = ("", 'hosts = ["api.example"]\n', 'hosts = ["*.example"]\n', 'hosts = ["{{c}}"]\n')
AUTHS = (
    "",
    '[auth]\ntype = "none"\n',
    '[auth]\nuse = "other"\n',
    '[auth]\nuse = "gone"\n',
    '[auth]\ntype = "bearer"\ntoken = "{{key}}"\n',
    '[auth]\ntype = "basic"\nusername = "{{a}}"\npassword = "{{own}}"\n',
    '[auth]\ntype = "nothing"\n',
    '[auth]\nextends = "default"\nscope = "{{own}}"\n',
)


def variables(chance: random.Random, names: str) -> str:
    rows = [f'{name} = "{chance.choice(VALUES)}"' for name in names if chance.random() < 0.6]
    return "\n".join(["[variables]", *rows, ""])


def workspace(root: Path, chance: random.Random) -> Path:
    """A workspace in which much is wrong, differently in each environment."""

    def write(name: str, text: str) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)

    write("outrider.toml", f'name = "W"\n{variables(chance, "ab")}')
    for number in range(3):
        hosts = chance.choice(["", ', hosts = ["api.example"]'])
        secrets = f'[secrets]\nkey = {{ env = "KEY"{hosts} }}\n' + 'own = { env = "O" }\n' * (
            number == 2
        )
        auth = (
            '[auth.default]\ntype = "oauth2"\ngrant_type = "client_credentials"\n'
            f'token_endpoint = "{chance.choice(VALUES)}"\nclient_id = "x"\n'
            'client_secret = "{{key}}"\n'
        ) + chance.choice(HOSTS)
        other = f'[auth.other]\ntype = "bearer"\ntoken = "{chance.choice(VALUES)}"\n'
        text = variables(chance, "abc") + secrets + auth + other * chance.randrange(2)
        write(f"environments/e{number}.toml", text)
    write("requests/one/folder.toml", variables(chance, "bc") + chance.choice(AUTHS))
    write("requests/one/two/folder.toml", variables(chance, "a"))
    for number in range(12):
        folder = chance.choice(["", "one/", "one/two/"])
        own = variables(chance, "c").replace("[variables]", '[variables]\nown = "{{b}}"')
        write(
            f"requests/{folder}r{number}.toml",
            f'method = "POST"\nurl = "{chance.choice(URLS)}{chance.choice(VALUES)}"\n'
            + chance.choice(BODIES)
            + own * chance.randrange(2)
            + chance.choice(AUTHS),
        )
    return root


@pytest.mark.parametrize("seed", range(40))
def test_what_suits_an_environment_has_no_fault_there(tmp_path: Path, seed: int) -> None:
    session = open_workspace(str(workspace(tmp_path / "w", random.Random(seed))), {})
    reader = session.reader
    settings = reader.settings()
    suited = faulty = 0
    verdicts = Verdicts()
    requests = list(reader.collection().placed_requests())
    groups = group_requests([CheckedRequest(one, verdicts) for one in requests])
    for name in reader.environment_ids():
        snapshot = WorkspaceSnapshot(
            session.root, settings, reader.environment(name), session.trust
        )
        surroundings = Surroundings(snapshot, verdicts)
        unsuited = [one.request for group in groups for one in surroundings.unsuited(group)]
        for request in requests:
            faults = list(request_faults(snapshot, request))
            if request not in unsuited:
                assert not faults, (name, request.request.file)
                suited += 1
            faulty += bool(faults)
    assert faulty


def well(root: Path, requests: int, environments: int) -> Path:
    """A workspace in which all is well."""
    (root / "requests").mkdir(parents=True)
    (root / "environments").mkdir()
    (root / "outrider.toml").write_text('name = "W"\n')
    for number in range(requests):
        text = f'url = "{{{{base}}}}/r{number}"\n[variables]\nown = "{{{{base}}}}"\n'
        (root / f"requests/r{number}.toml").write_text(text)
    for number in range(environments):
        text = f'[variables]\nbase = "https://e{number}.example"\n'
        (root / f"environments/e{number}.toml").write_text(text)
    return root


def calls(root: Path, requests: int, environments: int) -> int:
    session = open_workspace(str(well(root, requests, environments)), {})
    with counted() as work:
        assert not check_workspace(session.reader, session.root, session.trust, {})
    return work.calls


def test_another_environment_costs_no_more_with_more_requests(tmp_path: Path) -> None:
    # Short texts that were looked through are remembered: each is known from here on.
    calls(tmp_path / "first", 120, 12)
    few = calls(tmp_path / "a", 20, 12) - calls(tmp_path / "b", 20, 2)
    many = calls(tmp_path / "c", 120, 12) - calls(tmp_path / "d", 120, 2)
    assert many - few < 10 * 100
