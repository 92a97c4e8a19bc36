from __future__ import annotations

from msgspec import structs

from outrider.auth.schemes import SCHEMES
from outrider.secret_providers import PROVIDERS
from outrider.widgets.environment.environment_rows import EnvironmentFormContext, rows_from_table
from outrider.widgets.environment.environment_table import table_from_rows

VIEW = EnvironmentFormContext(PROVIDERS, SCHEMES, lambda _: ("", {}), lambda _: "")


def test_the_password_of_a_client_key_is_masked_and_edited_in_place() -> None:
    table = {"tls": {"client_certificate": "me.p12", "client_key_password": "hidden-99"}}
    rows = rows_from_table(table, VIEW)
    place = ("tls", "client_key_password")
    index = next(n for n, row in enumerate(rows) if row.model_value == place)
    assert rows[index].secret
    typed = structs.replace(rows[index], cells=(rows[index].cells[0], "{{pw}}"))
    changed = table_from_rows([*rows[:index], typed, *rows[index + 1 :]], table, table, VIEW)
    assert changed["tls"] == {"client_certificate": "me.p12", "client_key_password": "{{pw}}"}
    emptied = structs.replace(typed, cells=(typed.cells[0], ""))
    changed = table_from_rows([*rows[:index], emptied, *rows[index + 1 :]], table, table, VIEW)
    assert changed["tls"] == {"client_certificate": "me.p12"}
