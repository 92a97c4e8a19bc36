"""``git``: the protocol of git's credential helpers (gitcredentials(7), git-credential(1))."""

from __future__ import annotations

import re

from outrider.cli.output.token_formats.token_format import (
    USERNAME,
    HandedToken,
    ProgramCall,
    TokenFormat,
    TokenPurpose,
    TokenQuery,
    plain_origin,
)
from outrider.model.secret import MaybeSecret, Secret, join_texts


class GitCredentialFormat(TokenFormat):
    """User name and password for the host that git names, and for no other."""

    name = "git"
    summary = "Git's credential helper: `get`, `store`, `erase`; other hosts get nothing."
    operations = ("get", "store", "erase")
    reads_input = True
    has_username = True
    names_host = True
    is_quiet = True
    for_others = ""
    # Without it, git would ask the user for a password.
    when_failed = "quit=1\n"

    def query(self, call: ProgramCall) -> TokenQuery:
        """The host, from attributes of one line each; operations of later gits are ignored."""
        given = _attributes(call.given)
        url = _url(given)
        if call.operation not in {"get", "erase"} or not url:
            return TokenQuery(TokenPurpose.NOTHING)
        wanted = call.username or USERNAME
        username = given.get("username", wanted)
        if call.username and username != wanted:
            # Another user's password.
            return TokenQuery(TokenPurpose.NOTHING)
        if call.operation == "get":
            return TokenQuery(url=url, username=username)
        password = given.get("password")
        if not password:
            return TokenQuery(TokenPurpose.NOTHING)
        return TokenQuery(TokenPurpose.DROP, url, username, rejected=Secret(password))

    def render(self, handed: HandedToken) -> MaybeSecret:
        """The attributes; a git that knows it asks again once the token has expired."""
        token = handed.use.token
        expires = int(token.expires_at)
        # One that may be used once only has expired for a git that looks.
        expiry = f"password_expiry_utc={expires}\n" if expires > handed.now else ""
        username = handed.query.username
        return join_texts((f"username={username}\npassword=", token.value, f"\n{expiry}"))


def _attributes(text: str) -> dict[str, str]:
    """What git writes, up to an empty line; the last of each name counts."""
    found = {}
    for line in text.split("\n"):
        if not line:
            break
        name, _, value = line.partition("=")
        found[name] = value
    return found


def _url(given: dict[str, str]) -> str:
    """Where the password is taken; empty where that is not HTTP."""
    if "url" in given:
        return plain_origin(given["url"])
    host = given.get("host", "")
    # What a URL would end or begin the host with is no part of one.
    return "" if re.search(r"[/?#@]", host) else plain_origin(f"{given.get('protocol')}://{host}")
