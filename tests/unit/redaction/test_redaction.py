"""No registered secret leaves in any form in which it may have been written."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.work_counter import counted

from outrider.model.secret import MASK, Secret
from outrider.redaction import SHORTEST, Redactor

SECRET = 'CANARY p@ss:w%rd+1 &2=/~"\\é'


def redactor(*secrets: str) -> Redactor:
    made = Redactor()
    made.register(map(Secret, secrets))
    return made


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote(SECRET, safe="~"),
        quote_plus(SECRET),
        urlencode({"x": SECRET}),
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        b64encode(SECRET.encode()).decode(),
        urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    ],
)
def test_every_form_is_masked(form: str) -> None:
    text = redactor(SECRET).mask_text(f"before {form} after")
    assert "CANARY" not in text
    assert form not in text
    assert text.startswith("before ")
    assert text.endswith(" after")


def test_short_values_are_masked_by_name_only() -> None:
    made = redactor("dev")
    assert made.mask_text("develop in dev") == "develop in dev"
    assert made.mask_body('{"client_secret": "dev"}') == f'{{"client_secret": "{MASK}"}}'


def test_short_values_are_not_looked_for_in_other_spellings_either() -> None:
    made = redactor("dev", "abcdefg")
    for text in ("ZGV2ZGV2ZGV2ZGV2", "6465766465766465", b64encode(b"abcdefg" * 2).decode()):
        assert made.mask_text(text) == text


def test_a_value_of_the_least_length_is_masked() -> None:
    assert redactor("a" * SHORTEST).mask_text("a" * SHORTEST) == MASK
    assert redactor("b" * SHORTEST).mask_text("a" * SHORTEST) == "a" * SHORTEST


def test_a_text_that_was_shown_is_masked_once_its_secret_is_known() -> None:
    made = redactor("another-secret")
    text = "https://api.example.com/rows?n=a-secret-value"
    assert [made.mask_body(text), made.mask_url(text)] == [text, text]
    made.register([Secret("a-secret-value")], whole=True)
    shown = f"https://api.example.com/rows?n={MASK}"
    assert [made.mask_body(text), made.mask_url(text)] == [shown, shown]


def test_a_secret_that_is_registered_again_is_no_more_work() -> None:
    def work(times: int) -> int:
        made = Redactor()
        for _ in range(times):
            made.register(["CANARY-secret"])
            made.register(["a field with CANARY-other"], whole=True)
        with counted() as done:
            made.mask_text("a CANARY-secret b" * 9)
        return done.steps

    work(1)
    assert work(50) <= work(1) * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"access_token":"abc","x":"y"}', f'{{"access_token":"{MASK}","x":"y"}}'),
        ('{"access_token" : "a\\"b", "x": 1}', f'{{"access_token" : "{MASK}", "x": 1}}'),
        ('{"access_token": "cut off', f'{{"access_token": "{MASK}"'),
        ("grant_type=a&client_secret=abc&x=y", f"grant_type=a&client_secret={MASK}&x=y"),
        ("https://h/?access_token=abc#f", f"https://h/?access_token={MASK}#f"),
        ("https://h/?my_access_token_type=abc", "https://h/?my_access_token_type=abc"),
        (
            '{"clientSecret": "a", "next_page_token": "b"}',
            f'{{"clientSecret": "{MASK}", "next_page_token": "b"}}',
        ),
        ('{"X-Vault-Token":"abc"}', f'{{"X-Vault-Token":"{MASK}"}}'),
        ('{"token_type":"Bearer","max_tokens":"9"}', '{"token_type":"Bearer","max_tokens":"9"}'),
        ("db_pwd=abc&sessionId=1&bypass=2", f"db_pwd={MASK}&sessionId={MASK}&bypass=2"),
        ("a=1; refresh-token=xyz", f"a=1; refresh-token={MASK}"),
        ("nothing here", "nothing here"),
    ],
)
def test_members_and_parameters_are_masked_by_name(text: str, expected: str) -> None:
    assert Redactor().mask_body(text) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Authorization", "Bearer abc", f"Bearer {MASK}"),
        ("AUTHORIZATION", "abc", MASK),
        ("Cookie", "a=b", MASK),
        ("Set-Cookie", "sid=1; Path=/", MASK),
        ("X-Api-Key", "abc", MASK),
        ("Proxy-Authorization", "Basic abc", f"Basic {MASK}"),
        ("X-CSRF-Token", "abc", MASK),
        ("DPoP", "eyJ0eXAi", MASK),
        ("X-Auth", "abc", MASK),
        ("X-Amz-Security-Token", "abc", MASK),
        ("ApiKey", "abc", MASK),
        ("X-Vault-Token", "abc", MASK),
        ("Ocp-Apim-Subscription-Key", "abc", MASK),
        ("Accept", "text/html", "text/html"),
        ("X-Next-Page-Token", "abc", "abc"),
        ("Location", "https://h/?access_token=abc", f"https://h/?access_token={MASK}"),
    ],
)
def test_fields_are_masked_by_name(name: str, value: str, expected: str) -> None:
    assert Redactor().mask_header(name, value) == expected


@pytest.mark.parametrize("name", ["Authorization", "Accept"])
def test_a_field_that_holds_a_secret_is_shown_as_the_secret_is(name: str) -> None:
    value = Secret("Basic abc", f"Basic {MASK}")
    assert Redactor().mask_header(name, value) == f"Basic {MASK}"


def test_what_is_shown_of_a_secret_is_masked_too() -> None:
    made = redactor("CANARY-secret")
    assert made.mask_header("X-Note", Secret("a b", "CANARY-secret b")) == f"{MASK} b"


def test_userinfo_in_a_url_is_masked() -> None:
    assert Redactor().mask_url("https://me:pw@h/x") == f"https://{MASK}@h/x"


def test_a_secret_inside_a_secret_leaves_nothing() -> None:
    made = redactor("CANARY-inner", "x-CANARY-inner-y")
    assert "CANARY" not in made.mask_text("a x-CANARY-inner-y b CANARY-inner c")


@given(st.text(min_size=SHORTEST), st.text(), st.text())
def test_what_is_registered_does_not_come_out(secret: str, before: str, after: str) -> None:
    masked = redactor(secret).mask_text(before + secret + after)
    assert secret not in masked.replace(MASK, "\0") or secret in MASK * 3


def test_bytes_are_masked_too_and_those_around_stay() -> None:
    masked = redactor("CANARY-secret").mask_bytes(b"\xff CANARY-secret \xe4\x00")
    assert masked == b"\xff " + MASK.encode() + b" \xe4\x00"


def test_a_value_that_was_cut_off_is_masked() -> None:
    redactor = Redactor()
    redactor.register(["a-secret-with-an-end"])
    assert redactor.mask_text("it said: a-secret-w…") == f"it said: {MASK}…"
    assert redactor.mask_text("(it said a-secret)") == f"(it said {MASK})"
    assert redactor.mask_text("a-secre") == "a-secre"
    assert redactor.mask_text("a-secret") == MASK
    redactor.register(["another-X-with-an-end"])
    assert redactor.mask_text("it said: another-X…") == f"it said: {MASK}…"
    assert redactor.mask_text("not a secret…") == "not a secret…"


def test_a_secret_of_blanks_masks_nothing_else() -> None:
    redactor = Redactor()
    redactor.register([" " * 12])
    assert redactor.mask_text("two words") == "two words"


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        (
            "https://a.test/x?otp=482913&pin=4821&page=4821",
            "https://a.test/x?otp=•&pin=•&page=4821",
        ),
        (
            '{"otp":"482913","userPin": 4821,"shipping":4821}',
            '{"otp":"•","userPin": •,"shipping":4821}',
        ),
        ("totp=482913", "totp=•"),
        (
            '{"mfa":"482913","user_2fa": 4821,"twoFactor":"482913","factor":4821}',
            '{"mfa":"•","user_2fa": •,"twoFactor":"•","factor":4821}',
        ),
        ("OTP=482913&PIN=4821&userOtp: 4821", "OTP=•&PIN=•&userOtp: •"),
        (f"a{'x' * 76}Pin=4821", f"a{'x' * 76}Pin=•"),
        (f"a{'x' * 77}Pin=4821", None),
        ('{"pin":true,"pincode":"560001","otp":"123","pins":[4821]}', None),
        ("spin=4821&opinion=48213", None),
    ],
)
def test_numbers_that_people_type_are_masked_by_name(text: str, owed: str | None) -> None:
    masked = Redactor().mask_body(text)
    assert masked == (text if owed is None else owed.replace("•", MASK))


def test_header_fields_of_signatures_and_typed_numbers_are_masked() -> None:
    redactor = Redactor()
    mac = "5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd"
    assert redactor.mask_header("Stripe-Signature", f"t=1,v1={mac}") == MASK
    assert redactor.mask_header("X-Otp", "482913") == MASK
    assert redactor.mask_header("ETag", f'"{mac}"') == f'"{mac}"'
    assert redactor.mask_header("Content-Digest", f"sha-256=:{mac}:") == f"sha-256=:{mac}:"
