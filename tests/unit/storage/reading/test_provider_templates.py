"""What every template has, so that it can be offered, filled in and sent with."""

from __future__ import annotations

import re

import pytest

from outrider.cli.arguments.command_line import parser
from outrider.errors import UnknownName
from outrider.storage.reading.provider_templates import (
    ProviderTemplate,
    provider_names,
    provider_template,
    provider_templates,
)
from outrider.variables.reference_grammar import reference_spans

TEMPLATES = provider_templates()


def test_the_known_servers_are_there() -> None:
    wanted = "auth0 cognito duende duende-demo entra entra-certificate entra-federated github"
    wanted += " google hydra keycloak okta okta-org paypal pingone salesforce spotify zitadel"
    assert set(wanted.split()) <= set(provider_names())


def test_help_lists_every_one() -> None:
    (commands,) = (one for one in parser()._actions if one.dest == "command")
    assert isinstance(commands.choices, dict)
    words = commands.choices["init"].format_help()
    listed = words.split("providers:\n")[1].split("\n\n")[0]
    assert [name.strip() for name in listed.split(",")] == list(provider_names())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_template_explains_itself(template: ProviderTemplate) -> None:
    assert template.text.startswith("# ")
    # Both are in one line of a dialog.
    assert len(template.title) + len(template.summary) <= 50
    assert template.first_url.startswith("{{base_url}}/")
    assert all(len(line) <= 100 for line in template.text.splitlines())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_what_differs_for_each_user_is_asked(template: ProviderTemplate) -> None:
    asked = {one.name for one in template.variables}
    for name, value in template.table["variables"].items():
        is_example = re.search(r"example|^my-|/my-|^0|^default$", str(value))
        assert (name in asked) >= bool(is_example), name
    for one in template.variables:
        assert 2 <= len(one.meaning) <= 60


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_secret_is_a_reference(template: ProviderTemplate) -> None:
    for definition in template.table["auth"].values():
        for key in ("client_secret", "private_key", "password"):
            if key in definition:
                (span,) = reference_spans(definition[key])
                assert span.name in template.table["secrets"]
    prefix = template.name.upper().replace("-", "_")
    assert all(variable.startswith(f"{prefix}_") for variable in template.secrets.values())
    if template.name != "duende-demo":
        assert not template.published


def test_an_unknown_one_lists_the_others() -> None:
    with pytest.raises(UnknownName) as caught:
        provider_template("keyclok")
    assert caught.value.advice.startswith('Did you mean "keycloak"? Available: keycloak, auth0,')
    with pytest.raises(UnknownName):
        provider_template("../environments/dev")
