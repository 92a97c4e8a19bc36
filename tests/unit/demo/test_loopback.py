"""Servers on loopback start, stop and speak TLS without a sound."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme
from tests.patience import PATIENCE
from tests.servers.plain_client import Answer, ask, ask_token, basic
from tests.shell import ROOT

from outrider.demo.loopback import Certificate
from outrider.demo.servers import DemoServers

BEARER = basic("orders-dev", "dev-only-secret")


def test_both_stop_though_a_request_hangs() -> None:
    before = set(threading.enumerate())
    servers = DemoServers()
    servers.start()
    token = ask_token(servers.token_url, authorization=BEARER).json["access_token"]
    answers: list[Answer | Exception] = []

    def hang() -> None:
        try:
            url = servers.api_url + "/slow?seconds=600"
            answers.append(
                ask("GET", url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE)
            )
        except OSError as error:
            answers.append(error)

    hanging = threading.Thread(target=hang)
    hanging.start()
    while servers.api.recorder.count == 0:
        time.sleep(0.01)
    servers.stop()
    hanging.join(PATIENCE)
    assert len(answers) == 1
    assert not set(threading.enumerate()) - before
    with pytest.raises(ConnectionRefusedError):
        ask("GET", servers.api_url + "/health")


def test_stopping_twice_and_starting_again_is_fine() -> None:
    servers = DemoServers()
    servers.stop()
    servers.start()
    first = servers.api_url
    servers.stop()
    servers.stop()
    with servers:
        assert servers.api_url == first
        assert ask("GET", servers.api_url + "/health").status == 200


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_running() -> None:
    servers = DemoServers()
    with servers:
        port = urlsplit(servers.api_url).port
    with socket.create_server(("127.0.0.1", port or 0)):
        with pytest.raises(OSError, match="in use"):
            servers.start()
        with pytest.raises(ConnectionRefusedError):
            ask_token(servers.token_url)


def test_both_speak_tls_with_a_certificate(tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    issued.private_key_pem.write_to_path(key)
    for blob in issued.cert_chain_pems:
        blob.write_to_path(chain, append=True)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with DemoServers(certificate=Certificate(chain, key)) as servers:
        assert servers.token_url.startswith("https://127.0.0.1:")
        assert ask_token(servers.token_url, authorization=BEARER, tls=trusting).status == 200
        with pytest.raises(ssl.SSLCertVerificationError):
            ask("GET", servers.api_url + "/health", tls=ssl.create_default_context())


def test_nothing_is_printed_and_nothing_warns() -> None:
    program = (
        "import urllib.request\n"
        "from outrider.demo.servers import DemoServers\n"
        "with DemoServers() as servers:\n"
        "    urllib.request.urlopen(servers.api_url + '/health').read()\n"
        "    try: urllib.request.urlopen(servers.token_url, data=b'').read()\n"
        "    except urllib.error.HTTPError as error: error.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
