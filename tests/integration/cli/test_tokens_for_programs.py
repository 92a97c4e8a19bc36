"""``token --as``: the programs themselves read what is written for them."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.basic_challenge import Challenging, challenging
from tests.servers.strict import StrictServers
from tests.shell import Shell

OUTRIDER = Path(sys.executable).with_name("outrider")
KUBECONFIG = """
apiVersion: v1
kind: Config
current-context: lab
clusters: [{{name: lab, cluster: {{server: "{url}", certificate-authority-data: {ca}}}}}]
contexts: [{{name: lab, context: {{cluster: lab, user: lab}}}}]
users:
- name: lab
  user:
    exec:
      apiVersion: client.authentication.k8s.io/{version}
      command: {program}
      args: [token, --as, kubectl]
      interactiveMode: IfAvailable
      provideClusterInfo: true
"""


@dataclass(frozen=True)
class Programs:
    """Other programs, which find outrider in their ``PATH``, in the lab's workspace."""

    shell: Shell
    folder: Path

    def run(self, *words: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Runs one to its end."""
        return subprocess.run(
            words,
            cwd=self.shell.folder,
            env={**self.shell.environ, **self._variables, **more},
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def outrider(
        self, *words: str, given: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs outrider itself, with something on standard input."""
        said = self.shell.run_with(given.encode(), *words, **{**self._variables, **more})
        return subprocess.CompletedProcess(words, said.status, said.text, said.err)

    @property
    def _variables(self) -> dict[str, str]:
        path = f"{self.folder}:{OUTRIDER.parent}:{os.environ['PATH']}"
        return {"PATH": path, "GIT_TERMINAL_PROMPT": "0"}


@pytest.fixture
def programs(shell: Shell, tmp_path: Path) -> Programs:
    folder = tmp_path / "bin"
    folder.mkdir()
    return Programs(shell, folder)


@pytest.fixture
def server() -> Iterator[Challenging]:
    with challenging() as running:
        yield running


def needs(program: str) -> pytest.MarkDecorator:
    """Where a program is not installed, its protocol is shown by the unit tests alone."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def name_host(lab: Lab, url: str) -> None:
    """Has the files name a host."""
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write(
        {"environments/dev.toml": text.replace("[variables]", f'[variables]\nother = "{url}"')}
    )


@needs("curl")
@needs("bash")
def test_curl_reads_its_configuration_and_no_token_is_among_its_arguments(
    programs: Programs, server: Challenging
) -> None:
    script = f"curl -sS -K <({OUTRIDER} token --as curl-config) {server.url}/orders"
    said = programs.run("bash", "-c", script)
    assert (said.returncode, said.stdout) == (0, "{}")
    (given,) = server.given
    assert given.startswith("Bearer ")
    assert given.removeprefix("Bearer ") not in said.stderr


@needs("curl")
@needs("bash")
def test_curl_reads_quotes_and_backslashes_of_a_placement(
    programs: Programs, lab: Lab, server: Challenging
) -> None:
    odd = 'a"b\\\\c'
    more = f"[auth.default.placement]\nin = 'header'\nname = 'Authorization'\nprefix = '{odd}'\n"
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/dev.toml": f"{text}{more}"})
    said = programs.run(
        "bash", "-c", f"curl -sS -K <({OUTRIDER} token --as curl-config) {server.url}"
    )
    assert said.returncode == 0, said.stderr
    assert server.given[0].startswith(f"{odd} ")


@needs("git")
def test_git_gets_the_token_as_a_password_for_a_host_that_the_files_name(
    programs: Programs, lab: Lab, server: Challenging
) -> None:
    name_host(lab, server.url)
    helper = f"credential.{server.url}.helper=!{OUTRIDER} token --as git"
    said = programs.run("git", "-c", helper, "ls-remote", f"{server.url}/repository.git")
    assert said.returncode == 0, said.stderr
    assert "refs/heads/main" in said.stdout
    assert not said.stderr
    assert {name for name, _ in server.passwords} == {"oauth2"}


@needs("git")
def test_git_gets_nothing_for_another_host_whoever_asks(
    programs: Programs, server: Challenging, demo_servers: StrictServers
) -> None:
    # For every host: a server that git is led to must not be given anything.
    helper = f"credential.helper=!{OUTRIDER} token --as git"
    said = programs.run("git", "-c", helper, "ls-remote", f"{server.url}/repository.git")
    assert said.returncode == 128
    assert "terminal prompts disabled" in said.stderr
    assert server.given == [""]
    assert not demo_servers.authorization.token_requests()
    allowed = f"{helper} --allow-host 127.0.0.1:{server.port}"
    assert (
        programs.run("git", "-c", allowed, "ls-remote", f"{server.url}/repository.git").returncode
        == 0
    )


@needs("git")
def test_git_stops_where_no_token_is_given(
    programs: Programs, lab: Lab, server: Challenging, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev", api=server.url, token=demo_servers.token_url, secret="another-secret-than-it"
    )
    helper = f"credential.helper=!{OUTRIDER} token --as git"
    said = programs.run("git", "-c", helper, "ls-remote", f"{server.url}/repository.git")
    assert said.returncode == 128
    assert "Token request refused: 401 invalid_client" in said.stderr
    assert "told us to quit" in said.stderr


@needs("git")
def test_a_token_that_git_finds_rejected_is_not_used_again(
    programs: Programs, lab: Lab, server: Challenging, demo_servers: StrictServers
) -> None:
    name_host(lab, server.url)
    helper = f"credential.helper=!{OUTRIDER} token --as git"
    ask = ("git", "-c", helper, "ls-remote", f"{server.url}/repository.git")
    shared = {"OUTRIDER_TOKENS": "shared"}
    assert programs.run(*ask, **shared).returncode == 0
    assert programs.run(*ask, **shared).returncode == 0
    assert len({*server.passwords}) == 1
    server.refuses = True
    assert programs.run(*ask, **shared).returncode == 128
    server.refuses = False
    assert programs.run(*ask, **shared).returncode == 0
    assert len({*server.passwords}) == 2


@needs("docker")
def test_docker_gets_the_token_for_its_registry(
    programs: Programs, lab: Lab, tmp_path: Path
) -> None:
    helper = programs.folder / "docker-credential-outrider"
    helper.write_text(f'#!/bin/sh\nexec {OUTRIDER} token --as docker "$@"\n')
    helper.chmod(0o755)
    with challenging(trustme.CA()) as registry:
        host = f"127.0.0.1:{registry.port}"
        config = tmp_path / "docker"
        config.mkdir()
        (config / "config.json").write_text(json.dumps({"credHelpers": {host: "outrider"}}))
        ask = ("docker", "--config", str(config), "manifest", "inspect", "--insecure")
        image = f"{host}/lab/image:1"
        without = programs.run(*ask, image)
        assert without.returncode == 1
        assert not registry.passwords
        name_host(lab, registry.url)
        # No image is served: what counts is what docker showed to be let in.
        programs.run(*ask, image)
        assert {name for name, _ in registry.passwords} == {"oauth2"}


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
@needs("kubectl")
def test_kubectl_gets_the_token_for_its_cluster(
    version: str, programs: Programs, lab: Lab, tmp_path: Path
) -> None:
    authority = trustme.CA()
    with challenging(authority) as cluster:
        ca = base64.b64encode(authority.cert_pem.bytes()).decode()
        config = tmp_path / "kubeconfig"
        config.write_text(
            KUBECONFIG.format(url=cluster.url, ca=ca, version=version, program=OUTRIDER)
        )
        ask = ("kubectl", "--kubeconfig", str(config), "get", "--raw", "/version")
        refused = programs.run(*ask)
        assert refused.returncode == 1
        assert f"The credential must not go to 127.0.0.1:{cluster.port}." in refused.stderr
        assert not any(cluster.given)
        name_host(lab, cluster.url)
        said = programs.run(*ask)
        assert (said.returncode, said.stdout) == (0, "{}"), said.stderr
        assert not said.stderr
        assert cluster.given[-1].startswith("Bearer ")


def test_a_host_is_one_only_if_a_definition_or_a_file_names_it(
    programs: Programs, lab: Lab, demo_servers: StrictServers
) -> None:
    def asks(url: str, *words: str) -> tuple[int, str]:
        protocol, _, host = url.partition("://")
        given = f"protocol={protocol}\nhost={host}\n\n"
        said = programs.outrider("token", "--as", "git", *words, "get", given=given)
        return said.returncode, said.stdout

    assert "password=" in asks(demo_servers.api_url)[1]
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write(
        {
            "environments/dev.toml": text.replace(
                'client_id = "orders-dev"',
                'client_id = "orders-dev"\nhosts = ["*.git.example.com", "git.example.org:8443"]',
            )
        }
    )
    # Where a definition has hosts, these are all.
    assert asks(demo_servers.api_url) == (0, "")
    assert "password=" in asks("https://a.git.example.com")[1]
    assert "password=" in asks("https://git.example.org:8443")[1]
    for other in (
        "https://git.example.com",
        "https://git.example.org",
        "https://a.git.example.com.evil.example",
        "https://evil.example/a.git.example.com",
        "https://a.git.example.com@evil.example",
        "ssh://a.git.example.com",
        "https://",
    ):
        assert asks(other) == (0, ""), other
    # Anybody on the way could read it.
    status, printed = asks("http://a.git.example.com")
    assert (status, printed) == (3, "")
    assert asks("https://evil.example", "--allow-host", "evil.example")[0] == 0


def test_what_stores_and_lists_needs_no_workspace_and_fetches_nothing(
    programs: Programs, demo_servers: StrictServers, tmp_path: Path
) -> None:
    elsewhere = ("--workspace", str(tmp_path / "nowhere"))
    credential = '{"ServerURL": "https://a", "Username": "u", "Secret": "CANARY-secret"}'
    said = programs.outrider("token", *elsewhere, "--as", "docker", "store", given=credential)
    assert (said.returncode, said.stdout) == (0, "")
    assert "Nothing was stored" in said.stderr
    assert "CANARY" not in said.stderr
    listed = programs.outrider("token", *elsewhere, "--as", "docker", "list")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "{}\n", "")
    for operation in ("store", "a-later-one"):
        attributes = "protocol=https\nhost=a\nusername=u\npassword=CANARY-secret\n"
        git = programs.outrider("token", *elsewhere, "--as", "git", operation, given=attributes)
        assert (git.returncode, git.stdout, git.stderr) == (0, "", "")
    assert not demo_servers.authorization.token_requests()


def test_what_docker_logs_out_of_is_dropped_from_the_shared_tokens(
    programs: Programs, demo_servers: StrictServers
) -> None:
    shared = {"OUTRIDER_TOKENS": "shared"}
    host = demo_servers.api_url

    def secret() -> str:
        said = programs.outrider("token", "--as", "docker", "get", given=host, **shared)
        found: str = json.loads(said.stdout)["Secret"]
        return found

    first = secret()
    assert secret() == first
    other = programs.outrider(
        "token", "--as", "docker", "erase", given="https://other.example", **shared
    )
    assert (other.returncode, other.stdout) == (0, "")
    assert secret() == first
    assert (
        programs.outrider("token", "--as", "docker", "erase", given=host, **shared).returncode == 0
    )
    assert secret() != first


WRONG = (
    (("--as", "xml"), '"xml" is not one of: header, curl-config, json, kubectl, docker, git'),
    (("--as", "docker"), "--as docker needs an operation."),
    (("--as", "docker", "got"), 'Unknown operation "got".'),
    (("--as", "docker", "get"), "Standard input does not name a registry."),
    (("--as", "header", "get"), 'Unknown argument "get".'),
    (("get",), 'Unknown argument "get".'),
    (("--username", "me"), "--username needs a format with a user name."),
    (("--as", "header", "--username", "me"), "--username needs a format with a user name."),
    (("--allow-host", "a.example"), "--allow-host needs a format"),
    (("--as", "header", "--allow-host", "a.example"), "one of: kubectl, docker, git."),
    (("--as", "git", "get", "--allow-host", "https://a/b"), "--allow-host: Host"),
    (("--as", "header", "--introspect"), "--as does not go with --introspect or --revoke."),
    (("--as", "header", "--json"), "not allowed with argument"),
)


def test_wrong_words_are_told_before_anything_is_fetched(
    shell: Shell, demo_servers: StrictServers
) -> None:
    for words, said in WRONG:
        done = shell.run("token", *words)
        assert (done.status, done.out) == (2, b""), words
        assert said in done.err, words
    assert not demo_servers.authorization.token_requests()


def test_what_is_no_execcredential_is_told(programs: Programs) -> None:
    info = {"apiVersion": "client.authentication.k8s.io/v2", "kind": "ExecCredential"}
    for text, words in (
        (json.dumps(info), "is not supported."),
        ("{", "KUBERNETES_EXEC_INFO is not an ExecCredential."),
        ('"text"', "KUBERNETES_EXEC_INFO is not an ExecCredential."),
    ):
        said = programs.outrider("token", "--as", "kubectl", KUBERNETES_EXEC_INFO=text)
        assert (said.returncode, said.stdout) == (2, "")
        assert words in said.stderr


def test_input_that_no_program_writes_is_refused(programs: Programs) -> None:
    said = programs.outrider("token", "--as", "git", "get", given="x" * 70_000)
    assert said.returncode == 2
    assert "Standard input is larger than 64 kB." in said.stderr


def test_json_is_one_object_either_way_and_on_failure(shell: Shell, lab: Lab) -> None:
    found = [shell.run("token", *words).json for words in (("--json",), ("--as", "json"))]
    assert [sorted(one) for one in found] == [sorted(found[0])] * 2
    assert found[1]["access_token"]
    lab.write({"environments/dev.toml": "broken"})
    failed = shell.run("token", "--as", "json")
    assert failed.status == 3
    assert failed.json["access_token"] is None
    assert failed.json["error"]["code"]


def test_a_token_that_goes_into_the_url_is_no_header(shell: Shell, lab: Lab) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    more = '[auth.default.placement]\nin = "query"\nname = "access_token"\n'
    lab.write({"environments/dev.toml": f"{text}{more}"})
    for name in ("header", "curl-config"):
        said = shell.run("token", "--as", name)
        assert (said.status, said.out) == (3, b"")
        assert "The token goes into the query of a request, not into a header." in said.err
        assert "environments/dev.toml:" in said.err
    lab.write({"environments/dev.toml": f"{text}{more}".replace('"query"', '"cookie"')})
    assert shell.run("token", "--as", "header").text.startswith("Cookie: access_token=")
