from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from msgspec.structs import replace
from tests.servers.tls import Authority
from tests.servers.toxic import ok, toxic_server
from tests.unit.transport.transport_client import DEV, TransportClient

from outrider.model.connection import ConnectionSettings
from outrider.model.exchange import FailureKind
from outrider.model.secret import Secret
from outrider.transport.client_certificates import load_client_certificate
from outrider.transport.exchange_stopped import ExchangeStopped

PASSWORD = "pass w\u00f6rd:1"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def packed(authority: Authority, password: str = PASSWORD, *, key: bool = True) -> str:
    """A PKCS#12 file with a client certificate of the authority."""
    certificate, private = (Path(one).read_bytes() for one in authority.client())
    lock = (
        serialization.BestAvailableEncryption(password.encode())
        if password
        else serialization.NoEncryption()
    )
    opened = serialization.load_pem_private_key(private, None)
    data = pkcs12.serialize_key_and_certificates(
        b"me",
        opened if key else None,  # type: ignore[arg-type]
        x509.load_pem_x509_certificate(certificate),
        None,
        lock,
    )
    path = authority.folder / "me.p12"
    path.write_bytes(data)
    return str(path)


def locked_key(authority: Authority, form: serialization.PrivateFormat) -> tuple[str, str]:
    certificate, private = authority.client()
    opened = serialization.load_pem_private_key(Path(private).read_bytes(), None)
    path = authority.folder / "locked.key"
    path.write_bytes(
        opened.private_bytes(
            serialization.Encoding.PEM,
            form,
            serialization.BestAvailableEncryption(PASSWORD.encode()),
        )
    )
    return certificate, str(path)


async def arrives(client: TransportClient, authority: Authority, mine: ConnectionSettings) -> None:
    async with toxic_server(ok(), tls=authority.wanting_a_client_certificate()) as server:
        await client.response(server.url, connection=replace(mine, ca_bundle=authority.pem))


@pytest.mark.parametrize(
    "form",
    [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL],
)
async def test_an_encrypted_key_is_opened_by_its_password(
    client: TransportClient, authority: Authority, form: serialization.PrivateFormat
) -> None:
    certificate, key = locked_key(authority, form)
    mine = replace(DEV, client_certificate=certificate, client_key=key)
    await arrives(client, authority, replace(mine, client_key_password=Secret(PASSWORD)))
    for password, says in (
        (None, "client_key_password is not set"),
        (Secret("other"), "does not decrypt"),
    ):
        failure = await client.failure(
            FailureKind.TLS_CONFIGURATION,
            "https://127.0.0.1:1",
            connection=replace(mine, client_key_password=password),
        )
        assert says in failure.what
        assert key in failure.what
        assert "client_key_password" in failure.advice
        assert "other" not in failure.what + failure.advice


@pytest.mark.parametrize("password", [PASSWORD, ""])
async def test_a_pkcs12_file_brings_certificate_and_key_and_leaves_nothing_behind(
    client: TransportClient,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    mine = replace(DEV, client_certificate=packed(authority, password))
    await arrives(client, authority, replace(mine, client_key_password=Secret(password)))
    assert not any((tmp_path / "temporary").iterdir())


def fault(certificate: str, key: str = "", password: str = "") -> tuple[str, str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with pytest.raises(ExchangeStopped) as stopped:
        load_client_certificate(context, certificate, key, Secret(password) if password else None)
    assert stopped.value.failure.kind is FailureKind.TLS_CONFIGURATION
    return stopped.value.failure.what, stopped.value.failure.advice


def test_each_kind_of_wrong_file_has_its_sentence(authority: Authority) -> None:
    certificate, key = authority.client()
    opened = x509.load_pem_x509_certificate(Path(certificate).read_bytes())
    der = authority.folder / "me.der"
    der.write_bytes(opened.public_bytes(serialization.Encoding.DER))
    store = authority.folder / "me.jks"
    store.write_bytes(b"\xfe\xed\xfe\xed\x00\x00\x00\x02")
    text = authority.folder / "me.txt"
    text.write_text("me")
    cut = authority.folder / "cut.p12"
    cut.write_bytes(Path(packed(authority)).read_bytes()[:200])
    for what, advice, (said, next_) in (
        ("needs a password", "client_key_password", fault(packed(authority))),
        ("does not decrypt", "client_key_password", fault(packed(authority), password="no")),
        ("no private key", "together", fault(packed(authority, key=False), password=PASSWORD)),
        ("DER file", "openssl x509", fault(str(der))),
        ("Java keystore", "keytool", fault(str(store))),
        ("needs a password, or is not PKCS#12", "client_key_password", fault(str(cut))),
        ("no private key", "client_key", fault(certificate)),
        ("no private key", "client_key", fault(certificate, certificate)),
        ("neither PEM nor PKCS#12", "BEGIN CERTIFICATE", fault(str(text), key)),
    ):
        assert what in said
        assert advice in next_
    assert fault("/nonexistent.p12")[1] == "Check the path."


def test_without_its_package_the_command_is_told(authority: Authority) -> None:
    program = (
        "import sys; sys.modules['cryptography'] = None\n"
        "import ssl\n"
        "from outrider.transport.client_certificates import load_client_certificate\n"
        "from outrider.transport.exchange_stopped import ExchangeStopped\n"
        "try:\n"
        "    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n"
        "    load_client_certificate(context, sys.argv[1], '', None)\n"
        "except ExchangeStopped as stopped:\n"
        "    print(stopped.failure.advice)\n"
    )
    path = packed(authority)
    said = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
    ).stdout
    assert "outrider[pkcs12]" in said
    assert f"openssl pkcs12 -in {path} -out client.pem -nodes" in said


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
def test_the_command_that_is_told_makes_a_file_that_works(authority: Authority) -> None:
    path, made = packed(authority), authority.folder / "made.pem"
    subprocess.run(
        ["openssl", "pkcs12", "-in", path, "-out", made, "-nodes", "-passin", f"pass:{PASSWORD}"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    load_client_certificate(context, str(made), "", None)
