"""The certificate and key that a client proves itself with: PEM files, or one of PKCS#12."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import shutil
import ssl
import tempfile
from collections.abc import Callable
from pathlib import Path

from outrider.model.exchange import Failure, FailureKind
from outrider.model.secret import Secret, reveal
from outrider.transport.exchange_stopped import ExchangeStopped

_PEM = b"-----BEGIN "
_CERTIFICATES = re.compile(
    rb"-----BEGIN [A-Z0-9 ]*CERTIFICATE-----.*?-----END [A-Z0-9 ]*CERTIFICATE-----", re.DOTALL
)
_LARGEST = 10_000_000
_HOW_PEM_LOOKS = "Use PEM files with -----BEGIN CERTIFICATE----- and -----BEGIN PRIVATE KEY-----."
_NEEDS_PASSWORD = (
    "Set client_key_password in [tls] to a {{reference}} to a secret with the password."
)
_WRONG_PASSWORD = "Check client_key_password in [tls] and its secret."


def load_client_certificate(
    context: ssl.SSLContext, certificate: str, key: str, password: Secret | None
) -> None:
    """Has a context offer a certificate; ``key`` is empty where the certificate's file holds it.

    Raises:
        ExchangeStopped: a file cannot be read, is of another kind, or its key stays locked.
    """
    data = _read(certificate, "certificate")
    if not data.lstrip().startswith(_PEM) and _PEM not in data:
        _load_binary(context, certificate, data, password)
        return
    key_data = _read(key, "key") if key else data
    locked = b"ENCRYPTED" in key_data
    files = certificate + (f" and {key}" if key else "")
    if locked and not password:
        raise _broken(
            f"The client key is encrypted, and client_key_password is not set: {files}.",
            _NEEDS_PASSWORD,
        )
    if b"PRIVATE KEY-----" not in key_data:
        what = f"This file has no private key for the client certificate: {key or files}."
        raise _broken(what, "Set client_key in [tls] to the PEM file of the key.")
    opened = password.reveal() if password else ""
    try:
        # A function, or OpenSSL would ask for the password on the terminal.
        context.load_cert_chain(certificate, key or None, lambda: opened)
    except ssl.SSLError as error:
        raise _broken(*_pem_fault(error, files, locked)) from None
    except (OSError, ValueError) as error:
        raise _unreadable("The client certificate", files, error) from None


def certificates_as_pem(certificate: str, password: Secret | None) -> str | Failure:
    """The certificates of such a file as PEM, without any key.

    A failure says that it cannot be read, is of another kind, or stays locked.
    """
    try:
        data = _read(certificate, "certificate")
        if _PEM in data:
            return b"\n".join(_CERTIFICATES.findall(data)).decode("ascii", "replace")
        chain, _ = _open_pkcs12(certificate, data, reveal(password or ""))
    except ExchangeStopped as stopped:
        return stopped.failure
    return chain.decode("ascii")


def _pem_fault(error: ssl.SSLError, files: str, locked: bool) -> tuple[str, str]:
    if error.reason == "KEY_VALUES_MISMATCH":
        return (
            f"The client certificate and the key do not match: {files}.",
            "Check client_certificate and client_key in [tls].",
        )
    if locked:
        what = f"The password does not decrypt the client key: {files}."
        return what, _WRONG_PASSWORD
    return f"The client certificate or the key is damaged: {files}.", _HOW_PEM_LOOKS


def _load_binary(context: ssl.SSLContext, path: str, data: bytes, password: Secret | None) -> None:
    """A certificate that is not PEM: its first bytes show what it is."""
    if data.startswith(b"\xfe\xed\xfe\xed"):
        raise _broken(
            f"The client certificate is a Java keystore, not PEM or PKCS#12: {path}.",
            f"Convert it: keytool -importkeystore -srckeystore {shlex.quote(path)} "
            "-destkeystore client.p12 -deststoretype PKCS12; then set client_certificate to "
            "client.p12.",
        )
    if not data.startswith(b"\x30"):
        raise _broken(f"The client certificate is neither PEM nor PKCS#12: {path}.", _HOW_PEM_LOOKS)
    chain, key = _open_pkcs12(path, data, password.reveal() if password else "")
    lock = secrets.token_hex(16)
    _load_pem(context, chain + key(lock), lock, path)


def _open_pkcs12(path: str, data: bytes, password: str) -> tuple[bytes, Callable[[str], bytes]]:
    """Certificates in PEM form, and what gives the key locked by a password (RFC 7292)."""
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.serialization import pkcs12
    except ImportError:
        raise _broken(
            f"The client certificate is PKCS#12, which needs another package: {path}.",
            f"Convert it: openssl pkcs12 -in {shlex.quote(path)} -out client.pem -nodes; "
            "then set client_certificate to client.pem. "
            'Or run: pipx install --force "outrider[pkcs12]"',
        ) from None
    try:
        found = pkcs12.load_pkcs12(data, password.encode() if password else None)
    except ValueError:
        raise _broken(*_pkcs12_fault(path, data, password)) from None
    except Exception:
        raise _broken(
            f"The encryption of the PKCS#12 client certificate is not supported: {path}.",
            f"Convert it: openssl pkcs12 -legacy -in {shlex.quote(path)} -out client.pem -nodes; "
            "then set client_certificate to client.pem.",
        ) from None
    own, private = found.cert, found.key
    if own is None or private is None:
        missing = "private key" if private is None else "certificate"
        raise _broken(
            f"The PKCS#12 client certificate has no {missing}: {path}.",
            "Export certificate and key together.",
        )
    pem = serialization.Encoding.PEM
    certificates = [own, *found.additional_certs]
    chain = b"".join(one.certificate.public_bytes(pem) for one in certificates)

    def locked(lock: str) -> bytes:
        return private.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(lock.encode()),
        )

    return chain, locked


def _pkcs12_fault(path: str, data: bytes, password: str) -> tuple[str, str]:
    if _is_certificate(data):
        return (
            f"The client certificate is a DER file, which has no private key: {path}.",
            f"Convert it: openssl x509 -inform DER -in {shlex.quote(path)} -out client.pem; then "
            "set client_certificate to client.pem and client_key to its key.",
        )
    if not password:
        return (
            f"The client certificate needs a password, or is not PKCS#12: {path}.",
            _NEEDS_PASSWORD,
        )
    return (
        f"The password does not decrypt the PKCS#12 client certificate: {path}.",
        _WRONG_PASSWORD,
    )


def _is_certificate(data: bytes) -> bool:
    from cryptography import x509

    try:
        x509.load_der_x509_certificate(data)
    except ValueError:
        return False
    return True


def _load_pem(context: ssl.SSLContext, pem: bytes, lock: str, path: str) -> None:
    """Python's TLS reads files only: this one is the user's alone, and its key is locked."""
    folder = tempfile.mkdtemp(prefix="outrider-")
    try:
        file = os.path.join(folder, "client.pem")  # noqa: PTH118  # a path for OpenSSL
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(pem)
        context.load_cert_chain(file, None, lambda: lock)
    except ssl.SSLError as error:
        raise _broken(*_pem_fault(error, path, locked=False)) from None
    except OSError as error:
        raise _unreadable("The client certificate", path, error) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _read(path: str, kind: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST)
    except (OSError, ValueError) as error:
        raise _unreadable(f"client_{kind}", path, error) from None


def _unreadable(source: str, path: str, error: Exception) -> ExchangeStopped:
    reason = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else ""
    what = f"{source} cannot be read: {path}."
    return _broken(what, "Check the path.", reason)


def _broken(what: str, advice: str, why: str = "") -> ExchangeStopped:
    return ExchangeStopped(Failure(FailureKind.TLS_CONFIGURATION, what, why=why, advice=advice))
