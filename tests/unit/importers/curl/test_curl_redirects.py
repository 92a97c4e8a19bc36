"""What is told of redirects, which curl follows in another way."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported


def test_credentials_for_other_hosts_are_told() -> None:
    found = imported("curl --location-trusted -u me:pw https://a.test/")
    assert found.request.options.follow_redirects
    assert "--location-trusted was imported as --location." in found.report


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("-L -H 'X-Api-Key: abc' -H 'X-B;'", "X-Api-Key, X-B is not sent"),
        ("-L -H 'Accept: a/b' -H 'Authorization: Bearer t' -b a=b", ""),
        ("-H 'X-Api-Key: abc'", ""),
        ("-L -X DELETE", "with --request, curl keeps the method"),
        ("-L -X GET", ""),
        ("-L -d a=b", ""),
    ],
)
def test_what_is_sent_otherwise_after_a_redirect_is_told(options: str, told: str) -> None:
    report = imported(f"curl {options} https://a.test/").report
    assert told in report
    assert told or not report.strip()
