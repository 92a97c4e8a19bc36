"""A system's bundle is read only where its folder does not have the same certificates."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest
import trustme
from tests.patience import PATIENCE
from tests.servers.tls import Authority, blocking_tls_server

from outrider.transport.hashed_certificates import is_bundle_of
from outrider.transport.tls_contexts import load_trusted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two certificates under hashed names, each by a link, one of them by two."""
    made = tmp_path / "certs"
    made.mkdir()
    for number in range(2):
        trustme.CA().cert_pem.write_to_path(made / f"{number}.pem")
        (made / f"0a1b2c3{number}.0").symlink_to(f"{number}.pem")
    (made / "ffffffff.1").symlink_to("0.pem")
    return made


def bundled(folder: Path) -> Path:
    """Both of them in one file, as a distribution writes it."""
    bundle = folder / "bundle.crt"
    bundle.write_bytes(b"".join((folder / f"{n}.pem").read_bytes() for n in range(2)))
    return bundle


def loaded(file: Path | str, folder: Path | str) -> int:
    """How many certificates were read at once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    load_trusted(context, str(file), str(folder), "The bundle")
    return context.cert_store_stats()["x509"]


def test_a_bundle_of_the_same_files_is_not_read(folder: Path) -> None:
    assert is_bundle_of(str(bundled(folder)), str(folder))
    assert loaded(bundled(folder), folder) == 0
    assert loaded(bundled(folder), "") == 2
    assert loaded("", folder) == 0


@pytest.mark.parametrize("change", ["more", "less", "other names", "a file is gone", "no folder"])
def test_any_other_bundle_is_read(change: str, folder: Path, tmp_path: Path) -> None:
    bundle = bundled(folder)
    expected = 2
    if change == "more":
        bundle.write_bytes(bundle.read_bytes() + trustme.CA().cert_pem.bytes())
        expected = 3
    elif change == "less":
        bundle.write_bytes((folder / "0.pem").read_bytes())
        expected = 1
    elif change == "other names":
        (folder / "0a1b2c30.0").rename(folder / "zero.pem")
        (folder / "ffffffff.1").unlink()
    elif change == "a file is gone":
        (folder / "1.pem").unlink()
    else:
        folder = tmp_path / "nowhere"
    assert not is_bundle_of(str(bundle), str(folder))
    assert loaded(bundle, folder) == expected


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_what_is_looked_up_is_trusted(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certs = tmp_path / "certs"
    certs.mkdir()
    shutil.copy(authority.pem, certs / "one.pem")
    subprocess.run(["openssl", "rehash", str(certs)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    load_trusted(context, authority.pem, str(certs), "The bundle")
    assert context.cert_store_stats()["x509"] == 0
    with blocking_tls_server(authority.server()) as url:
        address = ("127.0.0.1", int(url.rpartition(":")[2]))
        with (
            socket.create_connection(address, PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
        ):
            assert secured.version() == "TLSv1.3"
