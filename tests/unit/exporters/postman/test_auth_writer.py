"""Which keys of an auth definition are kept out of an export."""

from __future__ import annotations

from outrider.auth.schemes import SCHEMES
from outrider.auth.schemes.oauth2 import CLIENT_AUTH, GRANT_TYPE
from outrider.exporters.postman.auth_writer import SECRETS
from outrider.model.auth import FieldKind

TABLES = [
    {},
    *({GRANT_TYPE.name: one} for one in GRANT_TYPE.choices),
    *({CLIENT_AUTH.name: one} for one in CLIENT_AUTH.choices),
]


def test_every_key_that_holds_a_secret_is_one_of_them() -> None:
    fields = [one for scheme in SCHEMES for table in TABLES for one in scheme.fields(table)]
    secret = {field.name for field in fields if field.kind is FieldKind.SECRET}
    assert {"client_secret", "private_key", "service_account"} <= secret
    assert secret <= SECRETS
