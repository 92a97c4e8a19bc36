"""Many names are judged as each of them is."""

from hypothesis import given
from hypothesis import strategies as st

from outrider.credential_shapes.credential_names import (
    _SECRET_ENDS,
    _SECRET_WORDS,
    credential_names,
    is_credential_name,
)

WORDS = st.sampled_from(
    [
        *("client", "Secret", "secrets", "PASSWORD", "passphrase", "passcode", "kennwort", "senha"),
        *("contrasena", "motDePasse", "wachtwoord", "token", "Tokens", "api", "key", "keys", "jwt"),
        *("session", "id", "ID", "code", "verifier", "device", "assertion", "pwd", "pw", "pswd"),
        *("pass", "sig", "sid", "pat", "cookie", "bearer", "csrf", "page", "type", "2", "prod"),
    ]
)
NAMES = st.builds(str.join, st.sampled_from(["", "_", "-", ".", " "]), st.lists(WORDS, max_size=4))


@given(st.lists(NAMES | st.text(max_size=8), max_size=8))
def test_names_are_judged_together_as_alone(names: list[str]) -> None:
    assert credential_names(names) == {name for name in names if is_credential_name(name)}


def test_each_name_that_is_a_credential_has_a_stem() -> None:
    for name in (*_SECRET_ENDS, *_SECRET_WORDS):
        assert credential_names([name]) == {name}
