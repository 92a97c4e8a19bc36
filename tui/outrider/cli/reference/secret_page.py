"""The page of secrets: where they can be read."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.cli.reference.auth_keys import field_key
from outrider.cli.reference.file_pages import key_entry
from outrider.cli.reference.reference_page import (
    PageBlock,
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)
from outrider.cli.reference.toml_snippet import toml_snippet
from outrider.secret_providers import PROVIDERS
from outrider.storage.reading.environment_schema import SECRET_HOSTS
from outrider.storage.reading.table_decoding import LITERAL


def secrets_page() -> ReferencePage:
    """Every secret provider with its keys."""
    return ReferencePage(
        "secrets", "Secrets", "where secrets are read: [secrets]", tuple(_blocks())
    )


def _blocks() -> Iterator[PageBlock]:
    yield PageText(
        "An environment names its secrets in `[secrets]`, each with one provider; they are read "
        "when a request needs them, and masked wherever they would be shown. A secret and a "
        "variable cannot have the same name. Commands, OS environment variables, the keyring and "
        "files outside of the workspace need trust: `outrider trust`."
    )
    yield PageList(tuple((one.name, one.summary) for one in PROVIDERS), ("provider", "what it is"))
    for provider in PROVIDERS:
        if provider.name == LITERAL:
            continue
        yield PageHeading(provider.name, 2)
        whole = {field.name: field.example for field in provider.fields}
        for field in provider.fields:
            yield key_entry(
                field.name,
                field_key(field),
                is_required=field.required,
                example=toml_snippet({"secrets": {"client_secret": whole}}),
            )
    yield PageHeading(LITERAL, 2)
    yield PageText(
        'Text in place of a table is the secret itself: `client_secret = "…"`. It belongs into a '
        "local file, which git ignores."
    )
    yield PageHeading("Hosts of a secret")
    example = {"env": "STAGING_CLIENT_SECRET", "hosts": SECRET_HOSTS.example}
    yield key_entry(
        "hosts",
        SECRET_HOSTS,
        is_required=False,
        example=toml_snippet({"secrets": {"client_secret": example}}),
    )
