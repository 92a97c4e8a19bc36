"""``outrider help`` and ``outrider schema``: the reference, without a workspace or a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.shell import Shell

from outrider.cli.reference.topics import TOPICS


def test_help_lists_the_topics(shell: Shell) -> None:
    said = shell.run("help")
    assert said.status == 0
    for topic in (*TOPICS, "keys"):
        assert f"  {topic} " in said.text


@pytest.mark.parametrize("topic", [*TOPICS, "files environment", "files request", "files theme"])
def test_each_topic_has_a_page_that_fits(shell: Shell, topic: str) -> None:
    said = shell.run("help", *topic.split())
    assert said.status == 0
    assert not said.err
    prose = [line for line in said.text.splitlines() if "=" not in line and "[" not in line]
    assert max(map(len, prose)) <= 80


def test_a_newcomer_finds_what_has_to_be_set_for_a_proxy_and_a_private_ca(shell: Shell) -> None:
    said = shell.run("help", "files", "environment").text
    assert '      [proxy]\n      url = "http://127.0.0.1:8080"' in said
    assert '      [tls]\n      ca_bundle = "certs/company-ca.pem"' in said
    assert 'client_certificate = "certs/orders.pem"' in said
    request = shell.run("help", "files", "request").text
    assert "follow_redirects = true" in request
    assert "timeout = 5" in request
    auth = shell.run("help", "auth").text
    for key in ("issuer", "hosts", "extends", "placement", "token_parameters"):
        assert f"\n  {key}\n" in auth


def test_the_help_of_a_command_is_its_own(shell: Shell) -> None:
    assert shell.run("help", "send").text == shell.run("send", "--help").text
    assert shell.run("help", "keys").text == shell.run("keys").text


def test_an_unknown_topic_names_the_nearest(shell: Shell) -> None:
    said = shell.run("help", "varaibles")
    assert said.status == 2
    assert 'Unknown help topic "varaibles".' in said.err
    assert 'Did you mean "variables"?' in said.err
    kind = shell.run("help", "files", "requests")
    assert kind.status == 2
    assert "request" in kind.err


def test_a_schema_is_printed_or_written(shell: Shell, tmp_path: Path) -> None:
    assert "timeout" in shell.run("schema", "request").json["properties"]["options"]["properties"]
    assert "folder" in shell.run("schema").json["definitions"]
    said = shell.run("schema", "--output", str(tmp_path / "schemas"))
    assert said.status == 0
    for name in ("workspace", "environment", "folder", "request", "settings", "theme"):
        path = tmp_path / "schemas" / f"outrider-{name}.schema.json"
        assert json.loads(path.read_text())["title"].lower() == name
        assert str(path) in said.text
    assert shell.run("schema", "requests").status == 2


def test_manual_pages_are_written_without_a_complaint(shell: Shell, tmp_path: Path) -> None:
    said = shell.run("help", "--man", str(tmp_path))
    assert said.status == 0
    pages = [tmp_path / "man1" / "outrider.1", tmp_path / "man5" / "outrider-files.5"]
    assert said.text.splitlines() == [str(page) for page in pages]
    for page in pages:
        assert page.read_text().isascii()
        if shutil.which("mandoc"):
            done = subprocess.run(
                ["mandoc", "-T", "lint", "-W", "warning", str(page)],
                capture_output=True,
                text=True,
                check=False,
            )
            complaints = [one for one in done.stdout.splitlines() if "missing date" not in one]
            assert not complaints
