"""Words of other languages that the rules know."""

from __future__ import annotations

import pytest

from outrider.oauth.client_state import ClientState, client_state
from outrider.oauth.foreign_words import in_english


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("der api-schlüssel ist abgelaufen", ClientState.EXPIRED),
        ("das passwort ist abgelaufen", ClientState.EXPIRED),
        ("le mot de passe du client a expirée", ClientState.EXPIRED),
        ("la contraseña ha expirado", ClientState.EXPIRED),
        ("die anwendung ist deaktiviert", ClientState.DISABLED),
        ("la aplicación está deshabilitada", ClientState.DISABLED),
        ("クライアントの有効期限が切れています", ClientState.ENDED),
        ("die ip-adresse 192.0.2.1 ist nicht zugelassen", ClientState.POLICY),
        ("l'adresse ip 192.0.2.1 n'est pas autorisée", ClientState.POLICY),
    ],
)
def test_what_is_said_of_a_client_is_known(words: str, state: ClientState) -> None:
    assert client_state(in_english(words)) is state


@pytest.mark.parametrize(
    "words",
    [
        "",
        "the client secret has expired",
        "invalid client",
        "est",
        "der kunde bezahlt",
        "no cliente",
    ],
)
def test_a_word_alone_makes_no_other_language(words: str) -> None:
    assert in_english(words) == ""
