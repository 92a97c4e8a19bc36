"""Each recipe of docs/secrets.md is a valid environment, and opens the secret as it says."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.shell import ROOT, Shell

DOCS = (ROOT / "docs/secrets.md").read_text("utf-8")
VALUE = "CANARY-of-the-recipe"

REST = """
[auth.default]
type = "oauth2"
token_endpoint = "https://login.example.com/token"
client_id = "me"
client_secret = "{{client_secret}}"
"""

AWS = "secretsmanager get-secret-value --secret-id orders-api/dev --query SecretString"
PROGRAMS = {
    "op": (["read", "op://Development/orders-api/client_secret"], VALUE),
    "vault": (
        ["kv", "get", "-mount=secret", "-field=client_secret", "orders-api/dev"],
        VALUE,
    ),
    "pass": (["show", "orders-api/dev"], f"{VALUE}\nuser: me\nurl: https://example.com"),
    "systemd-creds": (["cat", "client_secret"], VALUE),
    "gopass": (["show", "-o", "orders-api/dev"], VALUE),
    "bw": (["get", "password", "orders-api dev"], VALUE),
    "bws": (
        ["secret", "get", "382580ab-1368-4e85-bfa3-b02e01400c9f"],
        f'{{"id": "1", "value": "{VALUE}"}}',
    ),
    "gcloud": (["secrets", "versions", "access", "latest", "--secret=orders-api-dev"], VALUE),
    "az": (
        [
            *("keyvault", "secret", "show", "--vault-name", "orders", "--name", "orders-api-dev"),
            *("--query", "value", "--output", "tsv"),
        ],
        VALUE,
    ),
    "sops": (["decrypt", "--extract", '["client_secret"]', "secrets/dev.enc.yaml"], VALUE),
    "security": (["find-generic-password", "-s", "orders-api-dev", "-w"], VALUE),
}
"""What each program is asked, and what it prints for that."""


@dataclass(frozen=True)
class Recipe:
    heading: str
    text: str

    @property
    def words(self) -> str:
        return str(tomllib.loads(self.text)["secrets"]["client_secret"])


def recipes() -> list[Recipe]:
    found = []
    for section in DOCS.split("\n## ")[1:]:
        heading = section.partition("\n")[0]
        found += [Recipe(heading, one) for one in re.findall(r"```toml\n(.*?)```", section, re.S)]
    return found


def test_each_place_has_a_recipe() -> None:
    places = dict.fromkeys(recipe.heading for recipe in recipes())
    assert list(places) == [
        "1Password",
        "Vault",
        "pass",
        "gopass",
        "Bitwarden",
        "AWS Secrets Manager",
        "Google Secret Manager",
        "Azure Key Vault",
        "SOPS",
        "macOS keychain, GNOME Keyring, KWallet",
        "systemd credentials",
    ]


@pytest.mark.parametrize("recipe", recipes(), ids=lambda one: one.heading)
def test_a_recipe_is_valid(tmp_path: Path, recipe: Recipe) -> None:
    lab = Lab(tmp_path / "w")
    lab.write({"outrider.toml": "", "environments/dev.toml": recipe.text + REST})
    said = Shell(tmp_path / "home", lab.root).run("check", "--json")
    # Its file is not on this machine.
    faults = [one for one in said.json["faults"] if one["code"] != "secret_file"]
    assert (said.status, faults) == (0, []), said.text


def programs(folder: Path) -> Path:
    """The programs of the recipes: each prints the secret if it is asked as documented."""
    folder.mkdir()
    for name, (words, printed) in PROGRAMS.items():
        write_program(folder / name, f'[ "$*" = {shlex.quote(" ".join(words))} ]', printed)
    kinds = f'[ "$*" = "{AWS} --output text" ]'
    write_program(folder / "aws", kinds, VALUE)
    return folder


def write_program(path: Path, condition: str, printed: str) -> None:
    path.write_text(f"#!/bin/sh\n{condition} || exit 2\ncat <<'END'\n{printed}\nEND\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    "recipe",
    # What a keyring gives, tests/unit/secret_providers/test_keyring.py shows.
    [one for one in recipes() if "keyring" not in one.words],
    ids=lambda one: one.heading,
)
async def test_a_recipe_opens_the_secret(tmp_path: Path, recipe: Recipe) -> None:
    there = programs(tmp_path / "bin")
    if "| jq" in recipe.words:
        write_program(
            there / "aws", f'[ "$*" = "{AWS} --output text" ]', f'{{"client_secret":"{VALUE}"}}'
        )
        write_program(
            there / "jq", '[ "$*" = "-er .client_secret" ] || [ "$*" = "-er .value" ]', VALUE
        )
    (tmp_path / "secret").write_text(f"{VALUE}\n")
    (tmp_path / "secret").chmod(0o600)
    text = re.sub(r'file = "[^"]*"', f'file = "{tmp_path}/secret"', recipe.text)
    lab = Lab(tmp_path / "w", {"PATH": f"{there}:{os.environ['PATH']}", "HOME": str(tmp_path)})
    lab.write({"outrider.toml": "", "environments/dev.toml": text + REST})
    async with lab.workbench() as engine:
        opened, faults = await engine.secret_opener.open(["client_secret"], lab.snapshot("dev"))
    assert faults == []
    assert opened["client_secret"].reveal() == VALUE


def test_the_words_about_commands_are_true() -> None:
    from outrider.secret_providers.command import TIME_LIMIT

    assert f"ended after {TIME_LIMIT:.0f} seconds" in DOCS
