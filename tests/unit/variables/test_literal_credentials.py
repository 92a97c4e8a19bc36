"""Credentials written out in a request: found whole, and under names that tell nothing."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import Imported, imported

HERE = "http://api.test"


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (f"curl -u ghp_K1abcdefghijklmnopqrst:x-oauth-basic {HERE}", "ghp_K1abcdefghijklmnopqrst"),
        ("curl http://0A1b2C3d4E5f6A7b8C9d:X@api.test/", "0A1b2C3d4E5f6A7b8C9d"),
        (f"curl -u DEADBEEFDEADBEEFCAFE:pw {HERE}", "DEADBEEFDEADBEEFCAFE"),
        (f"curl --digest -u sk_live_abcdefghij:pw {HERE}", "sk_live_abcdefghij"),
        (f"curl --aws-sigv4 aws:amz:x:s3 --user AKIAABCDEFGHIJKL:s/k+ {HERE}", "AKIAABCDEFGHIJKL"),
        (f"curl -H 'Authorization: ghp_abcdefghijklmnopqrst 2' {HERE}", "ghp_abcdefghijklmnopqrst"),
        (f"curl -H 'X-Token-ghp_abcdefghijklmnopqrst: abc' {HERE}", ""),
    ],
)
def test_a_key_names_no_secret(command: str, key: str) -> None:
    found = imported(command)
    for name in found.secrets:
        assert "ghp" not in name
        assert not key or key.lower() not in name.replace("_", "").lower()
    assert not key or key not in found.files
    assert not key or key.lower() not in found.report.lower()


def test_a_user_who_is_no_key_names_the_password() -> None:
    assert imported(f"curl -u joe:pw {HERE}").secrets == {"joe_password": "pw"}
    found: Imported = imported(f"curl -u me@shop.test:pw {HERE}")
    assert found.secrets == {"me_shop_test_password": "pw"}
