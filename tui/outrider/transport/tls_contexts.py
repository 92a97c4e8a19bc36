"""TLS contexts: the system's trust and what an environment adds to it.

Built without :func:`ssl.create_default_context`, which would write session keys to the file that
``SSLKEYLOGFILE`` names.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace

from outrider.model.connection import ConnectionSettings
from outrider.model.exchange import Failure, FailureKind
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import Secret
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.hashed_certificates import is_bundle_of
from outrider.transport.peer_certificates import WitnessedHandshake

# Where distributions keep their certificates, for a Python whose OpenSSL looks elsewhere.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


_SYSTEM_BUNDLE = "The CA bundle of the system"


class TlsContextKey(SafeRepr, frozen=True):
    """Everything that makes two TLS contexts differ.

    Attributes:
        ca_bundle: added to the system's trust; empty for none.
        key: its key; empty where the certificate's file holds it.
        system_file: what SSL_CERT_FILE says; empty for the system's own.
        system_directory: what SSL_CERT_DIR says; empty for the system's own.
        stamps: size and time of the last change of each file, so that an edited file counts.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"password"})

    verify: bool
    ca_bundle: str
    certificate: str
    key: str
    password: Secret | None
    system_file: str
    system_directory: str
    stamps: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, connection: ConnectionSettings, process: Mapping[str, str]) -> TlsContextKey:
        """What a connection's settings and the process's variables come to."""
        files = (connection.ca_bundle, connection.client_certificate, connection.client_key)
        return cls(
            connection.verify,
            *files,
            connection.client_key_password,
            process.get("SSL_CERT_FILE", ""),
            process.get("SSL_CERT_DIR", ""),
            tuple(_stamp(path) for path in files if path),
        )

    def without_client_certificate(self) -> TlsContextKey:
        """The same trust, towards a proxy."""
        return replace(self, certificate="", key="", password=None)

    @property
    def trust_fault(self) -> tuple[str, str]:
        """A variable that replaces the system's trust, and what is wrong with it; else empty."""
        file, directory = self.system_file, self.system_directory
        if file and not Path(file).is_file():
            return "SSL_CERT_FILE", f"SSL_CERT_FILE names no file: {file}."
        if directory and not Path(directory).is_dir():
            return "SSL_CERT_DIR", f"SSL_CERT_DIR names no folder: {directory}."
        return ("SSL_CERT_FILE" if file else "SSL_CERT_DIR" if directory else ""), ""


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116  (one call for size and time)
    except (OSError, ValueError):
        return (-1, -1)
    return found.st_size, found.st_mtime_ns


class TlsContextCache:
    """The contexts that were built, each once."""

    def __init__(self) -> None:
        self._built: dict[TlsContextKey, ssl.SSLContext] = {}

    async def get(self, settings: TlsContextKey) -> ssl.SSLContext:
        """The context for these settings; reading certificates takes place in a thread.

        Raises:
            ExchangeStopped: a file cannot be read or is not what it should be.
        """
        context = self._built.get(settings)
        if context is None:
            context = await asyncio.to_thread(build_context, settings)
            self._built[settings] = context
        return context


def build_context(settings: TlsContextKey) -> ssl.SSLContext:
    """A client context, TLS 1.2 or later.

    Raises:
        ExchangeStopped: a file cannot be read or is not what it should be.
    """
    context = _empty(settings)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not settings.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        _load_system_trust(context, settings)
    _load_files(context, settings)
    return context


def check_files(settings: TlsContextKey) -> None:
    """Reads the files of an environment that a context would be built with.

    Raises:
        ExchangeStopped: one cannot be read or is not what it should be.
    """
    _load_files(_empty(settings), settings)


def _load_files(context: ssl.SSLContext, settings: TlsContextKey) -> None:
    if settings.verify and settings.ca_bundle:
        _load_trust(context, settings.ca_bundle, "ca_bundle")
        # A bundle may hold an intermediate certificate only; naming it means trusting it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if settings.certificate:
        from outrider.transport.client_certificates import load_client_certificate

        load_client_certificate(context, settings.certificate, settings.key, settings.password)


def _empty(settings: TlsContextKey) -> ssl.SSLContext:
    if settings.verify and sys.platform in ("darwin", "win32"):
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslobject_class = WitnessedHandshake
    return context


def _load_system_trust(context: ssl.SSLContext, settings: TlsContextKey) -> None:
    native = sys.platform in ("darwin", "win32")
    paths = ssl.get_default_verify_paths()
    file = settings.system_file or ("" if native else paths.openssl_cafile)
    directory = settings.system_directory or ("" if native else paths.openssl_capath)
    chosen = bool(settings.system_file or settings.system_directory)
    if not (chosen or native or Path(file).is_file() or _has_entries(directory)):
        file = next((path for path in _BUNDLES if Path(path).is_file()), "")
    load_trusted(context, file, directory, "SSL_CERT_FILE" if chosen else _SYSTEM_BUNDLE)


def load_trusted(context: ssl.SSLContext, file: str, directory: str, source: str) -> None:
    """Adds a bundle and a folder of certificates; what is not there is left out.

    Args:
        context: to add them to.
        file: empty for none.
        directory: with hashed names; empty for none.
        source: what people call the bundle.

    Raises:
        ExchangeStopped: the bundle is none, or cannot be read.
    """
    has_folder = bool(directory) and Path(directory).is_dir()
    looked_up = has_folder and is_bundle_of(file, directory)
    if file and Path(file).is_file() and not looked_up:
        _load_trust(context, file, source)
    if has_folder:
        context.load_verify_locations(capath=directory)


def _has_entries(directory: str) -> bool:
    try:
        return any(Path(directory).iterdir())
    except OSError:
        return False


def _load_trust(context: ssl.SSLContext, path: str, source: str) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError:
        raise _broken(
            f"{source} is not a PEM certificate file: {path}.",
            advice="Use a file with lines -----BEGIN CERTIFICATE-----.",
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(source, path, error) from None


def _unreadable(source: str, path: str, error: Exception) -> ExchangeStopped:
    reason = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else ""
    return _broken(f"{source} cannot be read: {path}.", "Check the path.", reason)


def _broken(what: str, advice: str, why: str = "") -> ExchangeStopped:
    return ExchangeStopped(Failure(FailureKind.TLS_CONFIGURATION, what, why=why, advice=advice))
