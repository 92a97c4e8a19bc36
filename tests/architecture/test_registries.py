"""What every member of every registry promises."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from outrider.auth.schemes import SCHEMES
from outrider.body_views import BODY_VIEWS
from outrider.exporters import EXPORTERS
from outrider.model.auth import Field
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.grants import GRANTS
from outrider.secret_providers import PROVIDERS

ROOT = Path(__file__).parents[2]


def members_in(folder: str) -> set[str]:
    """The files and folders that hold a member: a class that has a summary of its own."""
    top = ROOT / "tui" / "outrider" / folder
    paths = {path.stem: path for path in top.glob("*.py") if path.stem != "__init__"}
    paths |= {path.parent.name: path for path in top.glob("*/__init__.py")}
    return {name for name, path in paths.items() if "    summary = " in path.read_text("utf-8")}


@pytest.mark.parametrize(
    ("folder", "members", "name"),
    [
        ("body_views", BODY_VIEWS, "name"),
        ("oauth/grants", GRANTS, "grant_type"),
        ("oauth/client_auth", CLIENT_AUTH_METHODS, "name"),
        ("auth/schemes", SCHEMES, "type"),
        ("secret_providers", PROVIDERS, "name"),
        ("exporters", EXPORTERS, "name"),
    ],
)
def test_every_file_of_a_registry_is_registered(
    folder: str, members: Sequence[Any], name: str
) -> None:
    names = [getattr(member, name) for member in members]
    assert len(set(names)) == len(names)
    defined = {type(member).__module__.rsplit(".", 1)[-1] for member in members}
    assert defined == members_in(folder)


@pytest.mark.parametrize("member", [*GRANTS, *CLIENT_AUTH_METHODS, *SCHEMES, *PROVIDERS])
def test_every_member_explains_itself(member: Any) -> None:
    assert member.summary.endswith(".")
    fields = member.fields if isinstance(member.fields, tuple) else member.fields({})
    assert all(isinstance(field, Field) and field.label for field in fields)
    assert len({field.name for field in fields}) == len(fields)
