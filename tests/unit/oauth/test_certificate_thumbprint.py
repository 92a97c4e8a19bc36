"""Thumbprints of certificates: a known answer, and files of every shape."""

import ssl

import pytest
from tests.rfc_keys import CERTIFICATE, CERTIFICATE_THUMBPRINT

from outrider.oauth.certificate_thumbprint import certificate_thumbprint, pem_certificates


def test_the_thumbprint_is_that_of_rfc_8705() -> None:
    (der,) = pem_certificates(CERTIFICATE)
    assert certificate_thumbprint(der) == CERTIFICATE_THUMBPRINT
    assert der == ssl.PEM_cert_to_DER_cert(CERTIFICATE)
    assert len(certificate_thumbprint(der, "x5t")) == 27


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Bag Attributes\n" + CERTIFICATE + CERTIFICATE, 2),
        (CERTIFICATE.replace("\n", "\r\n"), 1),
        (CERTIFICATE.replace(" CERT", " TRUSTED CERT"), 1),
        ("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n" + CERTIFICATE, 1),
        (CERTIFICATE.partition("-----END")[0], 0),
    ],
)
def test_the_certificates_of_a_file_are_found(text: str, count: int) -> None:
    assert len(pem_certificates(text)) == count
