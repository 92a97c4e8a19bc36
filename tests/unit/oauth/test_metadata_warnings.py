"""What the console says of a definition that the issuer's metadata denies."""

from __future__ import annotations

import pytest
from tests.unit.oauth.response_readings import client_with

from outrider.oauth.metadata import ServerMetadata
from outrider.oauth.metadata_warnings import metadata_warnings


@pytest.mark.parametrize(
    ("listed", "dpop", "warned"),
    [
        (["RS256", "EdDSA"], "true", True),
        (["RS256", "ES256"], "true", False),
        ([], "true", False),
        (["RS256"], "false", False),
    ],
)
def test_an_algorithm_of_proofs_that_is_not_listed_is_said(
    listed: list[str], dpop: str, warned: bool
) -> None:
    metadata = ServerMetadata(supported={"dpop_signing_alg_values_supported": tuple(listed)})
    found = [said for said, _ in metadata_warnings(metadata, client_with(dpop=dpop))]
    assert any("ES256 is not in dpop_signing_alg" in one for one in found) is warned
