"""``check`` compares what git takes along with the secrets of local files."""

from __future__ import annotations

from base64 import b64encode

import pytest
from tests.engine_lab import Lab
from tests.shell import Shell

VALUE = 'Heron5-abc\\"def+9'
SECRETS = {
    "environments/dev.toml": "",
    "environments/dev.local.toml": f"[secrets]\nkey = '{VALUE}'\n"
    'else = { env = "HERON_ELSE_1" }\n'
    '[variables]\ncustomer_token = "Heron6abcdef"\nplace = "ordinary-words-1"\n'
    '[proxy]\nurl = "http://me:Heron7abcdef@proxy.test:8080"\n',
    ".gitignore": "*.local.toml\nignored.md\n",
}


def warned(lab: Lab, shell: Shell, **more: str) -> list[str]:
    lab.write({**SECRETS, **{name.replace("__", "/"): text for name, text in more.items()}})
    (lab.root / "environments/dev.local.toml").chmod(0o600)
    (lab.root / ".git").mkdir(exist_ok=True)
    said = shell.run("check")
    assert "Heron5" not in said.text
    assert "Heron6" not in said.text
    assert "Heron7" not in said.text
    lines = [line.strip() for line in said.text.splitlines()]
    return [line for line in lines if "is also in" in line]


def at(file: str, line: int, name: str) -> str:
    return (
        f'{file}:{line}: warning: The value of "{name}" in environments/dev.local.toml is also in '
        f"{file}, which git does not ignore."
    )


def test_a_secret_of_a_local_file_is_found_wherever_it_is_in_a_shared_file(
    lab: Lab, shell: Shell
) -> None:
    request = (
        'url = "https://a.test"\n[body]\ntype = "text"\ncontent = """\nfirst line\n'
        f'then {b64encode(f"me:{VALUE}".encode()).decode()} as Basic\n"""\n'
    )
    found = warned(
        lab,
        shell,
        **{
            "requests/one.toml": request,
            "README.md": "# Use\n\nThe token is Heron6abcdef.\nHeron6abcdef1 is not.\n",
            "examples/one/ok.http": "HTTP/1.1 200 OK\n\nvia Heron7abcdef",
            "ignored.md": "Heron6abcdef",
            "environments/dev.toml": "# HERON_ELSE_1 of ordinary-words-1\n",
        },
    )
    assert found == [
        at("README.md", 3, "customer_token"),
        at("examples/one/ok.http", 3, "password"),
        at("requests/one.toml", 6, "key"),
    ]


def test_a_line_that_is_told_already_is_told_once(lab: Lab, shell: Shell) -> None:
    request = 'url = "https://a.test"\nheaders = [{ name = "X-Api-Key", value = "Heron6abcdef" }]\n'
    assert warned(lab, shell, **{"requests/one.toml": request}) == []


@pytest.mark.parametrize("value", ["production", "<your key>", "short1", ""])
def test_what_anybody_could_have_written_is_no_copy(lab: Lab, shell: Shell, value: str) -> None:
    local = {"environments/dev.local.toml": f'[secrets]\nkey = "{value}"\n'}
    lab.request("one", more=f'[variables]\nnote = "the {value} one"\n')
    assert warned(lab, shell, **local) == []
