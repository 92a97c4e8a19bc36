"""What goes to people's files is masked by what it looks like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outrider.exporters.credential_masking import mask_credentials, mask_json
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor

SHAPED = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z5B"


def test_known_secrets_names_and_shapes() -> None:
    redactor = Redactor()
    redactor.register([Secret("a known secret")])
    text = f'it is a known secret, {SHAPED}, and {{"password": "hunter22x"}} of order-17'
    shown = mask_credentials(text, redactor)
    for secret in ("a known secret", SHAPED, "hunter22x"):
        assert secret not in shown
    assert "order-17" in shown
    assert mask_credentials(shown, redactor) == shown


def test_json_is_masked_by_the_names_of_its_members() -> None:
    value = {"password": "x7Rq", "pin": 1234, "a": [1, True, None, {"api_key": "k-1234567890ab"}]}
    assert mask_json(value, str) == {
        "password": MASK,
        "pin": MASK,
        "a": [1, True, None, {"api_key": MASK}],
    }


@given(st.text())
def test_it_never_fails_and_masked_again_it_stays(text: str) -> None:
    shown = mask_credentials(text, Redactor())
    assert mask_credentials(shown, Redactor()) == shown
