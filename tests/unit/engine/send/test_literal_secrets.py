"""A request's export as a command or a log: what is written out in the files is masked there."""

from __future__ import annotations

import json

import pytest
from tests.canary import leaks
from tests.engine_lab import Lab
from tests.shell import Shell

WORDS = ("Heron1abcdef", "Heron2abcdef", "Heron3abcdef", "Heron4abcdef", "87654321", "Heron5abcdef")
REQUEST = """
method = "POST"
headers = [{ name = "X-Vault-Token", value = "Heron1abcdef" }]
query = [{ name = "sig", value = "Heron2abcdef" }]
[body]
type = "json"
content = '''{"headers": [{"name": "X-Api-Key", "value": "Heron4abcdef"}],
 "tokens": ["Heron3abcdef"],
 "password": 87654321, "a": "{{db}}"}'''
[variables]
db = "postgres://u:Heron5abcdef@h/db"
[auth]
type = "none"
"""


@pytest.mark.parametrize("form", ["curl", "har", "jsonl", "text", "postman"])
def test_literal_credentials_are_masked_wherever_they_stand(
    lab: Lab, shell: Shell, form: str
) -> None:
    lab.request("odd", more=REQUEST)
    said = shell.run("export", "odd", "--as", form, "--trust")
    assert said.status == 0, said.err
    assert leaks(WORDS, [("out", said.out), ("err", said.err.encode())]) == []
    assert "X-Vault-Token" in said.text
    said = shell.run("export", "odd", "--as", form, "--trust", "--reveal")
    assert said.status == 0, said.err
    assert all(word in said.text for word in WORDS)


def test_those_of_folders_variables_and_numbers_are_masked_too(lab: Lab, shell: Shell) -> None:
    lab.write(
        {
            "requests/odd/folder.toml": 'headers = [{ name = "X-Note", value = "{{note}}" }]\n'
            "[variables]\nnote = 'login(secret: \"Egret1abcdef\")'\n"
        }
    )
    more = 'method = "POST"\n[variables]\npassword = 13572468\n[body]\ntype = "json"\n'
    lab.request("odd/one", more=more + "content = '[\"{{password}}\"]'\n")
    said = shell.run("export", "odd/one", "--as", "jsonl", "--trust")
    assert said.status == 0, said.err
    assert json.loads(said.text)["request"]["body"] == '["••••••"]'
    assert leaks(["Egret1abcdef"], [("out", said.out)]) == []
