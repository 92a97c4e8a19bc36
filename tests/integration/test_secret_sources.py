"""A fault about a secret names its file and line, and where its value comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

ENVIRONMENT = """[secrets]
key = {source}
[auth.default]
type = "bearer"
token = "{{{{key}}}}"
"""

CASES = {
    "empty variable": ('{ env = "K" }', "", "OS environment variable K."),
    "variable with a space": ('{ env = "K" }', "a ", "OS environment variable K."),
    "empty line": ('{ dotenv = ".env", key = "E" }', "", "key E in .env:2."),
    "line with a space": ('{ dotenv = ".env", key = "S" }', "", "key S in .env:3."),
    "missing key": ('{ dotenv = ".env", key = "N" }', "", ".env has no key N."),
    "empty file": ('{ file = "empty" }', "", "file empty."),
    "no file": ('{ file = "none" }', "", "none not found."),
    "no output": ('{ command = ["true"] }', "", 'command "true".'),
    "failure": ('{ command = ["false"] }', "", 'command "false" exited with status 1.'),
    "half a keyring entry": ('{ keyring = "dev" }', "", "keyring entry dev has no service"),
    "empty text": ('""', "", "the text in environments/dev.toml."),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_fault_about_a_secret_names_its_line_and_its_source(name: str, lab: Lab) -> None:
    source, value, words = CASES[name]
    lab.write(
        {
            "environments/dev.toml": ENVIRONMENT.format(source=source),
            "requests/list.toml": 'url = "http://127.0.0.1:9/"\n',
            ".env": "A=1\nE=\nS='a '\n",
            "empty": "",
        }
    )
    for file in (".env", "empty"):
        Path(lab.root / file).chmod(0o600)
    lab.process["K"] = value
    async with lab.workbench() as workbench:
        error = (await lab.send(workbench)).error
    assert error is not None
    assert error.where == "environments/dev.toml:2: secrets.key"
    assert 'Secret "key"' in error.what
    assert words in f"{error.what} {error.advice}"
