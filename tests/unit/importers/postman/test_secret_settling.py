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
