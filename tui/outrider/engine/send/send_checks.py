"""What is checked between resolving and sending: where credentials go, and what files are read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from outrider.auth.origins import is_insecure, parse_origin
from outrider.errors import Fault, SourceLocation
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import RequestMessage, content_texts
from outrider.model.secret import Secret, masked, reveal
from outrider.model.trust import TrustNeed, WorkspaceTrust
from outrider.model.workspace import Environment
from outrider.next_steps import ChooseEnvironment
from outrider.oauth.client_auth import proves_by_certificate
from outrider.oauth.server_endpoints import SUFFIX


def token_endpoint_faults(auth: ResolvedAuth, environment: Environment | None) -> Iterator[Fault]:
    """Whether the client's credentials may go to the server's endpoints (RFC 6749 §3.2)."""
    for key in (*(name for name in auth.settings if name.endswith(SUFFIX)), "issuer"):
        url = auth.setting(key)
        if not reveal(url):
            continue
        place = auth.config.location_of(key)
        origin = parse_origin(reveal(url))
        if origin is None or origin.scheme not in {"http", "https"}:
            yield Fault(
                "token_endpoint_url",
                f"{key} is not an http or https URL: {masked(url)}.",
                place,
                advice=f'Set {key} = "https://…".',
            )
            continue
        parts = urlsplit(reveal(url))
        if parts.fragment or parts.username is not None:
            yield Fault(
                "token_endpoint_url",
                f"{key} must not contain a fragment (#…) or a user name (user@).",
                place,
                why="RFC 6749 §3.2 does not allow a fragment; credentials go into "
                "client_id and client_secret.",
            )
        method = reveal(auth.setting("token_endpoint_auth_method"))
        if origin.scheme == "http" and proves_by_certificate(method):
            what = f"{key} uses http://, and {method} needs TLS."
            advice = f"Change http:// to https:// in {key}."
            yield Fault("token_endpoint_url", what, place, advice=advice)
        elif is_insecure(reveal(url)) and not _insecure_allowed(environment):
            yield _insecure(place, str(origin), "The client's credentials", environment)


def certificate_faults(
    config: AuthConfig, environment: Environment | None, resolved: str | None = None
) -> Iterator[Fault]:
    """Whether the certificate is there that the client is to prove itself by (RFC 8705 §2).

    ``resolved`` is its path where that is known already: a reference may stand for nothing.
    """
    key = "token_endpoint_auth_method"
    method = config.settings.get(key, "")
    if not proves_by_certificate(method):
        return
    place = config.location_of(key)
    if environment is None:
        what = f"{method} needs a client certificate, which only an environment can have."
        yield Fault("no_certificate", what, place, step=ChooseEnvironment())
    elif not (environment.tls.client_certificate if resolved is None else resolved):
        yield Fault(
            "no_certificate",
            f"{method} needs a client certificate, and client_certificate in [tls] is not set.",
            place,
            advice=f'Add client_certificate = "…" to [tls] of {environment.file}: a PEM file, with '
            "its key in it or in client_key, or a .p12 file.",
        )


def plain_http_faults(
    message: RequestMessage,
    *,
    carries: bool,
    environment: Environment | None,
    place: SourceLocation,
) -> Iterator[Fault]:
    """Whether the request's credentials would go where anybody on the way could read them.

    ``carries`` says whether a credential, a token or a secret goes with the request.
    """
    url = reveal(message.url)
    if carries and is_insecure(url) and not _insecure_allowed(environment):
        yield _insecure(place, str(parse_origin(url)), "The request's credentials", environment)


def holds_secret(message: RequestMessage) -> bool:
    """Whether a secret is anywhere in the message."""
    fields = (line.value for line in message.headers)
    texts = (message.url, *fields, *content_texts(message.content))
    return any(isinstance(text, Secret) for text in texts)


def file_faults(
    files: Iterable[tuple[str, SourceLocation]],
    root: Path,
    needs: Callable[[str, SourceLocation], Iterable[TrustNeed]],
    trust: WorkspaceTrust,
) -> Iterator[Fault]:
    """Files that are not for this workspace to read, and files that cannot be read.

    Args:
        files: absolute path and place of each.
        root: of the workspace.
        needs: what a file outside of it needs, by its path and place.
        trust: what the user has agreed to.
    """
    real_root: Path | None = None
    for path, place in files:
        real_root = real_root or root.resolve()
        missing = () if _lies_in(path, real_root) else trust.missing(needs(path, place))
        if missing:
            yield from (need.fault for need in missing)
            continue
        fault = unreadable_file(path, place)
        if fault is not None:
            yield fault


def unreadable_file(path: str, place: SourceLocation) -> Fault | None:
    """Why a file cannot be read, before a token is fetched for nothing; ``None`` where it can.

    Args:
        path: absolute.
        place: where it is named.
    """
    reason = _unreadable(path)
    if not reason:
        return None
    return Fault(
        "file_unreadable",
        f'File "{path}" cannot be read.',
        place,
        why=reason,
        advice="Check the path: it is relative to the workspace folder.",
    )


def _lies_in(path: str, real_root: Path) -> bool:
    try:
        return Path(path).resolve().is_relative_to(real_root)
    except (OSError, RuntimeError, ValueError):
        return False


def _unreadable(path: str) -> str:
    """The reason in a sentence; empty where it can be read.

    Nothing is opened: a pipe would lose its writer.
    """
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        return f"{error.strerror or 'The system gives no reason'}."
    except ValueError:
        return "It is not a valid path."
    if stat.S_ISDIR(mode):
        return "It is a folder."
    if not stat.S_ISREG(mode):
        return "It is not a regular file."
    return "" if os.access(path, os.R_OK) else "Permission denied."


def _insecure_allowed(environment: Environment | None) -> bool:
    return environment is not None and environment.allow_insecure_http


def _insecure(
    place: SourceLocation, origin: str, what: str, environment: Environment | None
) -> Fault:
    return Fault(
        "insecure_http",
        f"{what} would go to {origin} without TLS.",
        place,
        why="Plain http is not encrypted.",
        advice="Use https://, or set allow_insecure_http = true in "
        f"{environment.file if environment else 'the environment'}.",
    )
