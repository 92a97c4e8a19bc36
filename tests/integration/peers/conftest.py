"""Programs that we did not write, running: two authorization servers and a proxy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from tests.integration.peers.dpop_api import dpop_api_running
from tests.integration.peers.oidc_server import OidcServer, oidc_running, why_not_oidc
from tests.integration.peers.peer_processes import (
    InterceptingProxy,
    PeerServer,
    PeersMissing,
    peers_bin,
    running,
)

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def peers() -> Path:
    """The folder of the peers' programs; a test fails without it, and says how to make it."""
    try:
        return peers_bin(os.environ.get("OUTRIDER_PEERS"))
    except PeersMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def _authlib(peers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeerServer]:
    module = "tests.integration.peers.authlib_server"
    with running([str(peers / "python"), "-m", module], tmp_path_factory.mktemp("authlib")) as port:
        url = f"http://127.0.0.1:{port}"
        yield PeerServer(url, f"{url}/oauth/token")


@pytest.fixture
def authlib_server(_authlib: PeerServer) -> PeerServer:
    """Authlib's authorization server; nothing recorded yet."""
    _authlib.clear()
    return _authlib


@pytest.fixture(scope="session")
def request_auth_url(peers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """httpbin's digest pages, and botocore's opinion of signatures below ``/aws/``."""
    module = "tests.integration.peers.request_auth_server"
    command = [str(peers / "python"), "-m", module]
    with running(command, tmp_path_factory.mktemp("request-auth")) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def _dot(peers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeerServer]:
    module = "tests.integration.peers.dot_server"
    with running([str(peers / "python"), "-m", module], tmp_path_factory.mktemp("dot")) as port:
        url = f"http://127.0.0.1:{port}"
        yield PeerServer(url, f"{url}/o/token/")


@pytest.fixture
def dot_server(_dot: PeerServer) -> PeerServer:
    """django-oauth-toolkit's authorization server; nothing recorded yet."""
    _dot.clear()
    return _dot


@pytest.fixture(scope="session")
def _oidc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcServer]:
    if why_not_oidc():
        pytest.skip(why_not_oidc())
    with oidc_running(tmp_path_factory.mktemp("oidc")) as server:
        yield server


@pytest.fixture
def oidc(_oidc: OidcServer) -> OidcServer:
    """oidc-provider, over https; nothing recorded yet."""
    _oidc.clear()
    return _oidc


@pytest.fixture(scope="session")
def _dpop_api(
    _oidc: OidcServer, peers: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeerServer]:
    with dpop_api_running(peers, _oidc, tmp_path_factory.mktemp("dpop-api")) as api:
        yield api


@pytest.fixture
def dpop_api(_dpop_api: PeerServer) -> PeerServer:
    """An API that takes DPoP tokens of oidc-provider; nothing recorded yet."""
    _dpop_api.clear()
    return _dpop_api


@pytest.fixture(scope="session")
def upstream_authority() -> trustme.CA:
    """The authority whose servers the intercepting proxy believes."""
    return trustme.CA()


@pytest.fixture(scope="session")
def _mitmdump(
    peers: Path, tmp_path_factory: pytest.TempPathFactory, upstream_authority: trustme.CA
) -> Iterator[InterceptingProxy]:
    home = tmp_path_factory.mktemp("mitmproxy")
    confdir, record, trusted = home / "conf", home / "flows.jsonl", home / "upstream.pem"
    upstream_authority.cert_pem.write_to_path(trusted)
    options = {
        "confdir": confdir,
        "record_to": record,
        "ssl_verify_upstream_trusted_ca": trusted,
        "termlog_verbosity": "error",
    }
    command = [str(peers / "mitmdump"), "--quiet", "--scripts", str(HERE / "mitm_record.py")]
    command += ["--listen-host", "127.0.0.1", "--listen-port", "0"]
    for name, value in options.items():
        command += ["--set", f"{name}={value}"]
    with running(command, home) as port:
        yield InterceptingProxy(
            f"http://127.0.0.1:{port}", confdir / "mitmproxy-ca-cert.pem", record
        )


@pytest.fixture
def intercepting_proxy(_mitmdump: InterceptingProxy) -> InterceptingProxy:
    """mitmdump as a proxy that opens TLS; nothing has gone through it yet."""
    _mitmdump.clear()
    return _mitmdump
