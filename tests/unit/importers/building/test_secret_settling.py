"""Where the secrets of collections go, and what the report says of it."""

from __future__ import annotations

from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    read,
    request,
)

OWN = [{"key": "apiKey", "value": "of-collection", "type": "secret"}]


def test_a_secret_that_every_environment_has_is_told_to_go() -> None:
    other = environment("prod", apiKey=("of-prod", "secret"))
    imported = read(
        collection(request(), variable=OWN), environment(apiKey=("of-dev", "secret")), other
    )
    held = [one.values["apiKey"].reveal() for one in imported.environments]
    assert held == ["of-dev", "of-prod"]
    assert changed(imported) == ['Collection variable "apiKey" was removed.']


def test_a_secret_that_an_environment_lacks_goes_into_its_overlay() -> None:
    other = environment("prod", host="https://api.example")
    imported = read(
        collection(request(), variable=OWN), environment(apiKey=("of-dev", "secret")), other
    )
    held = [one.values["apiKey"].reveal() for one in imported.environments]
    assert held == ["of-dev", "of-collection"]
    assert changed(imported) == [
        'Collection variable "apiKey" became a secret of every environment.'
    ]


def test_an_empty_variable_that_is_a_secret_by_its_name_is_told() -> None:
    imported = read(collection(request()), environment(password="", host="https://h.example"))
    [dev] = imported.environments
    assert set(dev.environment.secrets) == {"password"}
    assert changed(imported) == ["Secrets without a value will be asked for: {{password}}."]


def test_an_empty_variable_that_only_sounds_like_one_stays() -> None:
    empty = [{"key": name, "value": ""} for name in ("passwordField", "secretName", "apiKeyHeader")]
    imported = read(collection(request(), variable=empty), environment(host="https://h.example"))
    [dev] = imported.environments
    assert not dev.environment.secrets
    assert not changed(imported)
