"""A new workspace: a few files that explain themselves."""

from __future__ import annotations

import os
from pathlib import Path

from outrider.storage.writing.git_ignore import ignore_overlays, refuse_open_overlay
from outrider.storage.writing.template_environment import TemplateEnvironment

_SETTINGS = """\
# This file marks the root of the workspace.
name = {name}
default_environment = {environment}

[variables]
# Variables for all environments and requests, used as {{{{api_version}}}}
api_version = "v1"
"""

_ENVIRONMENT = """\
# An environment: the base URL of the API, and the credentials for it.
# Copy this file for staging, production and so on. Environments never share tokens.
# Values for this machine only go into dev.local.toml, which git ignores.
name = "Dev"
# color = "warning"          # color of the frame while this environment is active
# protected = true           # confirm POST, PUT, PATCH and DELETE

[variables]
base_url = "https://api.example.com"

[secrets]
# Where secrets come from. A secret is read only when a request needs it.
client_secret = { env = "DEV_CLIENT_SECRET" }
# client_secret = { dotenv = ".env.dev", key = "CLIENT_SECRET" }
# client_secret = { file = "~/keys/dev.secret" }
# client_secret = { command = ["op", "read", "op://dev/api/secret"] }
# client_secret = { prompt = true }

[auth.default]
# Used by every request, unless the request or its folder has its own [auth].
type = "oauth2"
grant_type = "client_credentials"
token_endpoint = "https://login.example.com/oauth2/token"
client_id = "my-client"
client_secret = "{{client_secret}}"
# scope = "orders.read"
# hosts = ["*.example.com"]  # send the token to these hosts only
"""

_FOLDER = """\
# Settings for all requests in this folder.
headers = [{ name = "Accept", value = "application/json" }]
"""

_REQUEST = """\
name = "Hello"
method = "GET"
url = "{{base_url}}/{{api_version}}/hello"
query = [
  { name = "greeting", value = "hi" },
  { name = "debug", value = "1", enabled = false },
]

# No [auth] here: the request uses the environment's [auth.default].
# [auth]
# use = "other"              # another auth definition of the environment
# type = "none"              # or send no credentials

# [body]
# type = "json"
# content = '''{"note": "hello"}'''
"""

_URL = '"{{base_url}}/{{api_version}}/hello"'
_EXAMPLE_QUERY = """\
query = [
  { name = "greeting", value = "hi" },
  { name = "debug", value = "1", enabled = false },
]
"""

_ENV_PATTERN = b".env*\n"


def create_workspace(
    root: Path, name: str, environment: TemplateEnvironment | None = None
) -> tuple[str, ...]:
    """Writes a new workspace and returns the paths of its files.

    A ``.gitignore`` that is there gets the lines that it lacks.

    Args:
        root: of the workspace.
        name: of the workspace.
        environment: the one that it begins with; one for an authorization server of an example
            without it.

    Raises:
        SaveRefused: one of the files exists, or the system refuses to write.
    """
    from outrider.storage.files.atomic_write import refuse_save, save_error, write_atomically
    from outrider.toml_text.toml_values import render

    default = environment.environment_id if environment else "dev"
    files = {
        "outrider.toml": _SETTINGS.format(name=render(name), environment=render(default)),
        "environments/dev.toml": _ENVIRONMENT,
        "requests/folder.toml": _FOLDER,
        "requests/hello.toml": _REQUEST,
    }
    if environment is not None:
        del files["environments/dev.toml"]
        first = render(environment.template.first_url)
        files["requests/hello.toml"] = _REQUEST.replace(_URL, first).replace(_EXAMPLE_QUERY, "")
    more = (environment.file, environment.local_file) if environment else ()
    present = [file for file in (*files, *more) if os.path.lexists(root / file)]
    if present:
        raise refuse_save(
            "exists",
            f"The folder already contains {', '.join(present)}.",
            str(root),
            why="Existing files are not overwritten.",
            advice="Choose another folder.",
        )
    local = environment.local_file if environment and environment.local_text() else ""
    if local:
        refuse_open_overlay(root, local)
    try:
        for file, text in files.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(root / file, text.encode(), shown=file)
        _ignore_dotenv(root)
    except OSError as error:
        raise save_error(error, str(root)) from None
    ignore_overlays(root)
    made = environment.write(root) if environment else ()
    return (*files, *made, ".gitignore")


def _ignore_dotenv(root: Path) -> None:
    from outrider.storage.files.atomic_write import write_atomically

    path = root / ".gitignore"
    data = path.read_bytes() if path.is_file() else b""
    if _ENV_PATTERN.strip() not in {line.strip() for line in data.splitlines()}:
        gap = b"" if not data or data.endswith(b"\n") else b"\n"
        write_atomically(path, data + gap + _ENV_PATTERN, shown=".gitignore")
