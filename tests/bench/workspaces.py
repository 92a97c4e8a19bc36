"""Makes workspaces of any size: for Outrider, and the same requests for posting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_METHODS = ("GET", "POST", "GET", "PUT", "DELETE")
_WORDS = ("orders", "customers", "invoices", "refunds", "parcels", "prices", "stores", "recipes")


def make_workspace(
    folder: Path, *, requests: int, folders: int, environments: int, bodies: str = ""
) -> Path:
    """Makes a workspace of Outrider.

    Args:
        folder: is made.
        requests: how many.
        folders: among which they are spread; 0 for none.
        environments: how many.
        bodies: the address of the server of bodies; each environment's ``base_url``.
    """
    folder.mkdir(parents=True)
    (folder / "outrider.toml").write_text('name = "Bench"\ndefault_environment = "env-000"\n')
    (folder / "environments").mkdir()
    for number in range(environments):
        text = (
            f'name = "Env {number:03}"\n\n[variables]\nbase_url = "{bodies}"\nnumber = "{number}"\n'
            "\n[auth.default]\n"
            'type = "oauth2"\ngrant_type = "client_credentials"\n'
            'token_endpoint = "{{base_url}}/token"\nclient_id = "bench"\n'
            'client_secret = "{{client_secret}}"\n\n[secrets]\n'
            'client_secret = { env = "BENCH_CLIENT_SECRET" }\n'
        )
        (folder / "environments" / f"env-{number:03}.toml").write_text(text)
    for path, name, method, url in _requests(requests, folders):
        file = folder / "requests" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.with_suffix(".toml").write_text(
            f'name = "{name}"\nmethod = "{method}"\nurl = "{{{{base_url}}}}/{url}"\n'
            'headers = [\n    { name = "Accept", value = "application/json" },\n]\n'
            'query = [\n    { name = "limit", value = "{{number}}" },\n]\n'
        )
    return folder


def add_body_requests(folder: Path, sizes: dict[str, int]) -> None:
    """Adds a request for a body of each size, without auth, by name."""
    for name, size in sizes.items():
        (folder / "requests" / f"body-{name}.toml").write_text(
            f'name = "body {name}"\nmethod = "GET"\nurl = "{{{{base_url}}}}/{size}/outrider"\n'
            '\n[auth]\ntype = "none"\n\n[options]\nmax_body = "200MB"\n'
        )


def make_collection(folder: Path, *, requests: int, folders: int) -> Path:
    """Makes a collection of posting's with the same requests."""
    folder.mkdir(parents=True)
    for path, name, method, url in _requests(requests, folders):
        file = folder / f"{path}.posting.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"name: {name}\nmethod: {method}\nurl: http://127.0.0.1:9/{url}\n"
            "headers:\n- name: Accept\n  value: application/json\n"
        )
    return folder


def _requests(count: int, folders: int) -> Iterator[tuple[str, str, str, str]]:
    for number in range(count):
        word = _WORDS[number % len(_WORDS)]
        name, method = f"{word} {number:04}", _METHODS[number % len(_METHODS)]
        path = f"{word}-{number:04}"
        if folders:
            path = f"group-{number % folders:03}/{path}"
        yield path, name, method, f"{word}/{number}"
