"""What the file of a client certificate says of itself."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import trustme

from outrider.transport.client_validity import client_validity

BEGINS, ENDS = datetime.datetime(2024, 1, 1, 12), datetime.datetime(2026, 6, 1, 12)


def moment(year: int) -> float:
    return datetime.datetime(year, 2, 2, tzinfo=datetime.UTC).timestamp()


@pytest.fixture
def certificate(tmp_path: Path) -> str:
    """A certificate with its key in front of it, as some have it."""
    made = trustme.CA(organization_name="Example").issue_cert(
        "m2m@example.com", not_before=BEGINS, not_after=ENDS
    )
    path = tmp_path / "client.pem"
    path.write_bytes(made.private_key_pem.bytes() + made.cert_chain_pems[0].bytes())
    return str(path)


@pytest.mark.parametrize(
    ("year", "fault"),
    [(2025, ""), (2027, "expired on 2026-06-01"), (2023, "is not valid before 2024-01-01")],
)
def test_whether_it_is_valid_now(year: int, fault: str, certificate: str) -> None:
    found = client_validity(certificate, moment(year))
    assert found.fault == fault
    assert found.issuer.startswith("Example")


def test_a_file_of_another_kind_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x30\x03\x02\x01\x01")
    for path in (tmp_path / "x", tmp_path / "nowhere", tmp_path):
        found = client_validity(str(path), moment(2025))
        assert (found.issuer, found.fault) == ("", "")
