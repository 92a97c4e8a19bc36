"""Which header fields let a request in by their signature, and which only name or check it."""

from __future__ import annotations

import pytest

from outrider.credential_shapes import is_credential_field

MAC = "5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd"
BASE64 = "XWmrwMey6OsLMeiZKwP4FppHH3cmAiiJJAweH5Jo4bM="


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Stripe-Signature", f"t=1492774577,v1={MAC}"),
        ("X-Hub-Signature-256", f"sha256={MAC}"),
        ("X-Hub-Signature", f"sha1={MAC[:40]}"),
        ("X-Slack-Signature", f"v0={MAC}"),
        ("x-shopify-hmac-sha256", BASE64),
        ("X-Twilio-Signature", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
        ("webhook-signature", f"v1,{BASE64}"),
        ("svix-signature", f"v1,{BASE64} v1,bm9ldHUjKzFob2VudXRob2VodWUzMjRv"),
        ("Signature", f"sig1=:{BASE64}:"),
        ("Signature", f'keyId="k",algorithm="hmac-sha256",signature="{BASE64}"'),
        ("CB-ACCESS-SIGN", MAC),
        ("X-Signature-V2", BASE64),
        ("X-Otp", "482913"),
        ("X-2FA-Code", "482913"),
    ],
)
def test_what_lets_a_request_in_is_a_credential(name: str, value: str) -> None:
    assert is_credential_field(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Signature-Input", 'sig1=("@method");created=1618884475;keyid="test-key-rsa-pss-4711"'),
        ("X-Signature-Algorithm", "RSA-SHA256"),
        ("X-Signature-Version", "2"),
        ("X-Signature", "{{signature}}"),
        ("Stripe-Signature", "t={{timestamp}},v1={{signature}}"),
        ("X-Amz-Content-Sha256", MAC),
        ("X-Amz-Checksum-Sha256", BASE64),
        ("Content-Digest", f"sha-256=:{BASE64}:"),
        ("Content-MD5", "Q2hlY2sgSW50ZWdyaXR5IQ=="),
        ("ETag", '"33a64df551425fcc55e4d42a148795d9f25f89d4"'),
        ("X-Goog-Hash", "crc32c=n03x6A==,md5=Ojk9c3dhfxgoKVVHYwFbHQ=="),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ("X-Request-Id", "7b8f6c52-1c9e-4d2b-9f3c-2d1e8a4f5b6c"),
        ("Idempotency-Key", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        ("X-Next-Cursor", "eyJpZCI6MTIzfQ1234"),
        ("X-Sign-In-Url", "https://example.com/4bf92f3577b34da6a3ce929d0e0e4736"),
        ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
    ],
)
def test_what_names_or_checks_a_request_is_none(name: str, value: str) -> None:
    assert not is_credential_field(name, value)
