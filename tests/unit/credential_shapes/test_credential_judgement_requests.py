"""What requests of known protocols carry: sessions, assertions, tickets, codes, protocols."""

from __future__ import annotations

import pytest

from outrider.credential_shapes import (
    asks_with_code,
    find_credentials,
    find_in_protocols,
    has_credential_shape,
    is_credential,
    is_credential_field,
    name_in_grant,
)

HEX = "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"
ENCODED = "PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm4iLz4="
TICKET = "ST-1856339-aA5Yuvrxzpv8Tau1cYQ7"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("hmac", HEX), ("x_hmac", HEX), ("mac", HEX)),
        *(("PHPSESSID", HEX[:32]), ("JSESSIONID", HEX[:32]), ("php_sessid", "qwertzuiop")),
        *(("SAMLResponse", ENCODED), ("saml_response", ENCODED)),
        ("ticket", TICKET),
        ("code", "kd93Lsk2Ha_Qp8vXw7ZfRn41TbYcMe6uGj5oIiA0xDqAzFu1s2k3=="),
    ],
)
def test_a_credential(name: str, value: str) -> None:
    assert is_credential(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("hmac", "sha256"),
            ("mac", "00:1b:44:11:3a:b7"),
            ("SAMLRequest", "signed"),
            ("SAMLRequest", ENCODED),
        ),
        *(("ticket", "PROJ-1234"), ("ticket", "ST-1234-fix-the-login-page"), ("code", "US")),
        *(("code", "SUMMER2024SALE"), ("code", "ERR_NOT_FOUND_2024_RETRY")),
        ("code", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        *(("samlResponse", "{{saml}}"), ("hmac", "{{mac}}"), ("PHPSESSID", "{{sid}}")),
    ],
)
def test_none(name: str, value: str) -> None:
    assert not is_credential(name, value)


def test_a_ticket_is_known_by_its_shape() -> None:
    assert has_credential_shape(f"see {TICKET} there")
    assert not has_credential_shape("ST-1234-fix-the-login-page-of-customers")


@pytest.mark.parametrize(
    ("value", "token"),
    [
        ("bearer, k8sTokenAbc123456789", "k8sTokenAbc123456789"),
        ("chat.v1, access_token, hiddenvalue", "hiddenvalue"),
        ("base64url.bearer.authorization.k8s.io.QWxhZGRpbjpvcGVuIHNlc2FtZQ, v4", None),
        ("realProtocol, base64UrlBearerAuthorization.k8s.io", ""),
        ("graphql-transport-ws, graphql-ws", ""),
        ("bearer, {{token}}", ""),
    ],
)
def test_tokens_among_the_protocols_of_a_web_socket(value: str, token: str | None) -> None:
    found = [
        value[one.start : one.end] for one in find_in_protocols("Sec-WebSocket-Protocol", value)
    ]
    assert is_credential_field("sec-websocket-protocol", value) is bool(found)
    if token is None:
        assert found[0].endswith("QWxhZGRpbjpvcGVuIHNlc2FtZQ")
    else:
        assert found == ([token] if token else [])
    assert not list(find_in_protocols("Accept", value))


@pytest.mark.parametrize(
    ("told", "with_code"),
    [
        ("grant_type=authorization_code&code=x", True),
        ('{"code": "x", "grant_type": "authorization_code"}', True),
        ("grant_type=password&code=x", False),
        ("response_type=authorization_code", False),
    ],
)
def test_a_code_is_one_beside_its_grant_type(told: str, with_code: bool) -> None:
    assert asks_with_code(told) is with_code
    called = name_in_grant("code", with_code=with_code)
    assert is_credential(called, "SplxlOBeZQQYbYS6") is with_code


def test_an_element_of_xml_holds_a_credential_by_its_name() -> None:
    for text in (
        "<wsse:Password Type='x#PasswordText'>hunter2x</wsse:Password>",
        "<client_secret><![CDATA[hunter2x]]></client_secret>",
        "<a:Password>\n  <![CDATA[hunter2x]]>\n</a:Password>",
        '<token value="hunter2x"/>',
        '<add key="ApiKey" value="hunter2x"/>',
        '<setting value="hunter2x" name="apiKey"/>',
        '<user name="joe" password="hunter2x"/>',
    ):
        assert [text[one.start : one.end] for one in find_credentials(text)] == ["hunter2x"], text
    for text in ('<page token="1" value="abc"/>', "<Password>{{x}}</Password>", "<password/>"):
        assert list(find_credentials(text)) == []
