"""What README, CONTRIBUTING and the pages of docs/ say is what the program has."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from outrider import __version__
from outrider.auth.schemes import SCHEMES
from outrider.cli.arguments.command_line import parser
from outrider.cli.commands.keys_command import markdown
from outrider.cli.main import COMMANDS
from outrider.cli.output.reports import REPORTS
from outrider.cli.output.token_formats import TOKEN_FORMATS
from outrider.exporters import EXPORTERS
from outrider.importers import IMPORTERS
from outrider.keymap.key_table import key_rows
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.grants import GRANTS
from outrider.secret_providers import PROVIDERS
from outrider.storage.reading.provider_templates import provider_templates

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def rows(heading: str, page: str = "README.md") -> list[tuple[str, ...]]:
    """The rows of the first table below a heading of README, or of another page."""
    text = (ROOT / page).read_text("utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


@pytest.mark.parametrize(
    ("heading", "members", "name", "pages"),
    [
        ("Grants", GRANTS, "grant_type", ["README.md", "docs/auth.md"]),
        ("Client authentication", CLIENT_AUTH_METHODS, "name", ["README.md", "docs/auth.md"]),
        ("Auth of requests", SCHEMES, "type", ["README.md", "docs/auth.md"]),
        ("Secret providers", PROVIDERS, "name", ["README.md", "docs/secrets.md"]),
        ("Importers", IMPORTERS, "name", ["README.md", "docs/importing-and-exporting.md"]),
        ("Exporters", EXPORTERS, "name", ["README.md", "docs/importing-and-exporting.md"]),
        ("Reports", REPORTS, "name", ["docs/runs-and-ci.md"]),
        ("As another program reads it", TOKEN_FORMATS, "name", ["docs/tokens-elsewhere.md"]),
    ],
)
def test_the_tables_are_the_registries(
    heading: str, members: Sequence[Any], name: str, pages: Sequence[str]
) -> None:
    for page in pages:
        written = [(row[0], row[-1]) for row in rows(heading, page)]
        assert written == [(f"`{getattr(one, name)}`", one.summary) for one in members], page


def test_the_known_servers_are_the_templates() -> None:
    templates = provider_templates()
    written = [row[:3] for row in rows("Known servers")]
    assert written == [(f"`{one.name}`", one.title, one.summary) for one in templates]
    written = [row[:3] for row in rows("Known servers", "docs/providers/index.md")]
    linked = [(f"[`{one.name}`]({one.name}.md)", one.title, one.summary) for one in templates]
    assert written == linked


def test_the_keys_are_those_that_the_program_prints() -> None:
    printed = "\n".join(markdown(list(key_rows({}))))
    assert printed in README.split("\n## Keys\n", 1)[1].split("\n## ", 1)[0]
    assert printed in (ROOT / "docs/workbench.md").read_text("utf-8")


def test_the_commands_in_the_help_are_those_that_run() -> None:
    shown = parser().format_help()
    for name in COMMANDS:
        assert re.search(rf"^    {name}\b", shown, re.MULTILINE), name


@pytest.mark.parametrize(
    "target", ["demo", "tour", "docs", "test", "check", "bench", "format", "pictures", "reference"]
)
def test_the_targets_that_are_promised_exist(target: str) -> None:
    assert f"make {target}" in README + CONTRIBUTING
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = [one for group in project["optional-dependencies"].values() for one in group]
    for requirement in [*project["dependencies"], *optional]:
        name = re.split(r"[\[><=]", requirement, maxsplit=1)[0]
        assert re.search(rf"^\|.*\b{name}\b", CONTRIBUTING, re.MULTILINE), name


def test_one_version_everywhere() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text()


def test_every_link_to_a_file_leads_somewhere() -> None:
    for text in (README, CONTRIBUTING):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), target
