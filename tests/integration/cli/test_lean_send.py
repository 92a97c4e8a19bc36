"""What a send loads: what it uses, and of each registry the one member that it names."""

from __future__ import annotations

import subprocess
import sys

from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.shell import Shell

_SEND = """
import atexit, sys
atexit.register(lambda: sys.stderr.write("\\n".join(("", "MODULES", *sys.modules))))
from outrider.__main__ import run
sys.argv = ["outrider", "send", "list", "--env", "dev", "--trust"]
run()
"""
EXTENDING = '[auth.other]\nextends = "default"\nscope = "orders.write"\n'
ROOMS = ("oauth.grants", "oauth.client_auth", "auth.schemes", "secret_providers", "exporters")
USED = {
    "oauth.grants.client_credentials",
    "oauth.grants.first_step",
    "oauth.client_auth.client_secret_basic",
    "oauth.client_auth.secret_fields",
    "oauth.client_auth.method_advice",
    "oauth.client_auth.certificate_auth",
    "auth.schemes.oauth2",
    "secret_providers.provider",
    "secret_providers.literal",
    "exporters.masking",
    "exporters.exchange_text",
    "exporters.text_bodies",
    "exporters.cookies",
}
HEAVY = {
    *("tomlkit", "pygments", "textual", "click", "certifi", "h2", "socksio", "idna", "shutil"),
    *("email.message", "email.utils", "http.client", "http.cookiejar", "urllib.request"),
    *("joserfc", "cryptography", "keyring", "outrider.transport.tls_contexts"),
}


def test_a_send_loads_no_member_that_it_does_not_use(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    file = lab.root / "environments/dev.toml"
    file.write_text(file.read_text() + EXTENDING)
    lab.request("list")
    done = subprocess.run(
        [sys.executable, "-c", _SEND],
        cwd=shell.folder,
        env=shell.environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    told, _, names = done.stderr.decode().partition("\nMODULES\n")
    assert done.returncode == 0, told
    loaded = set(names.split())
    members = {
        name.removeprefix("outrider.")
        for name in loaded
        if name.startswith(tuple(f"outrider.{room}." for room in ROOMS))
    }
    assert members <= USED, members - USED
    assert not HEAVY & loaded
