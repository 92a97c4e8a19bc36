"""``aws_sigv4``: a signature of the whole request (AWS Signature Version 4)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from posixpath import normpath
from typing import ClassVar
from urllib.parse import quote, unquote_to_bytes

from msgspec.structs import replace

from outrider.auth.credential import (
    Credential,
    Credentials,
    add_credentials,
    header_credential,
)
from outrider.auth.origins import parse_origin
from outrider.auth.request_target import request_target
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.errors import Fault, ResolveError
from outrider.model.auth import CredentialLocation, Field, FieldKind, ResolvedAuth
from outrider.model.message import ClientLogin, FieldLine, FileContent, RequestMessage, header_value
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MASK, Secret, reveal

ALGORITHM = "AWS4-HMAC-SHA256"
_END = "aws4_request"
_CLOUDS = (".amazonaws.com", ".amazonaws.com.cn", ".on.aws", ".api.aws")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_SIGNED_AS = {"lambda-url": "lambda", "email": "ses", "bedrock-runtime": "bedrock"}
"""Services whose hosts have another name than their signatures."""

_NO_SERVICE = frozenset({"dualstack", "www"})
_USUAL_REGION = "us-east-1"
_HASH = re.compile(r"[0-9a-f]{64}")
_UNRESERVED = "-._~"
_UNENCODED_ONCE = frozenset({"s3", "s3-outposts", "s3-object-lambda", "s3express"})
"""Services whose path is signed as it is sent, neither normalised nor encoded again."""


class AwsSigV4(Scheme):
    """Signs method, path, query, host and body with a key that never leaves this machine."""

    type = "aws_sigv4"
    summary = "A signature of the request (AWS Signature Version 4)."
    own_fields = (
        Field(
            "access_key_id",
            "Access key",
            required=True,
            meaning="ID of the access key.",
            example="AKIAIOSFODNN7EXAMPLE",
        ),
        Field(
            "secret_access_key",
            "Secret key",
            kind=FieldKind.SECRET,
            required=True,
            meaning="Secret of the access key: a reference to a secret.",
            example="{{aws_secret}}",
        ),
        Field(
            "session_token",
            "Session token",
            kind=FieldKind.SECRET,
            help="optional",
            meaning="Token of temporary credentials: a reference to a secret.",
            example="{{aws_session}}",
        ),
        Field(
            "region",
            "Region",
            help="default: from the host",
            meaning=(
                "Region of the service. Without it, that in the name of the host, else us-east-1."
            ),
            example="eu-central-1",
        ),
        Field(
            "service",
            "Service",
            help="default: from the host",
            meaning=(
                "Name of the service in signatures. Without it, that in the name of the host."
            ),
            example="execute-api",
        ),
    )

    def client_login(self, message: RequestMessage, auth: ResolvedAuth) -> ClientLogin:
        """The keys, and what they are for."""
        service, region = _scope(_host(message), auth)
        return ClientLogin(
            "aws_sigv4",
            auth.setting("access_key_id"),
            auth.setting("secret_access_key"),
            region,
            service,
            auth.setting("session_token"),
        )

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The headers of the signature.

        Raises:
            ResolveError: neither the auth nor the host tells the service.
        """
        host = _host(message)
        service, region = _scope(host, auth)
        if not service:
            fault = Fault(
                "aws_service",
                f"{auth.config.place.dotted_key or 'auth'} has no service.",
                auth.config.location_of("service"),
                why="The host does not name one as those of amazonaws.com do.",
                advice='Add service = "execute-api", or the one that the API belongs to.',
            )
            raise ResolveError.of([fault])
        signer = _Signer(
            access_key=reveal(auth.setting("access_key_id")),
            secret_key=reveal(auth.setting("secret_access_key")),
            region=region,
            service=service,
        )
        moment = reveal(header_value(message.headers, "x-amz-date") or "")
        moment = moment or datetime.fromtimestamp(context.now, UTC).strftime("%Y%m%dT%H%M%SZ")
        payload = reveal(header_value(message.headers, "x-amz-content-sha256") or "")
        payload = payload or _payload(message, service, context)
        added: dict[str, str] = {"X-Amz-Date": moment}
        if reveal(auth.setting("session_token")):
            added["X-Amz-Security-Token"] = reveal(auth.setting("session_token"))
        if service in _UNENCODED_ONCE:
            added["X-Amz-Content-Sha256"] = payload
        written = {line.name.lower() for line in message.headers}
        added = {name: value for name, value in added.items() if name.lower() not in written}
        signed = [*message.headers, *(FieldLine(name, value) for name, value in added.items())]
        value = signer.authorization(message, host, signed, payload, moment)
        shown = re.sub("Signature=.*", f"Signature={MASK}", value)
        return Credentials(
            (
                *(_part(name, text) for name, text in added.items()),
                header_credential("Authorization", value, shown),
            )
        )

    def redirected(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> RequestMessage:
        """Signed anew: method, target and body may be others; the moment of the first stays."""
        own = f"{ALGORITHM} Credential={reveal(auth.setting('access_key_id'))}/"
        if not reveal(header_value(message.headers, "authorization") or "").startswith(own):
            return message
        kept = tuple(line for line in message.headers if not _is_signed_over(line))
        message = replace(message, headers=kept)
        return add_credentials(message, self.credentials(message, auth, context))


def _is_signed_over(line: FieldLine) -> bool:
    """Whether a field is of the signature, or the hash of a body; not a word instead of a hash."""
    if line.name.lower() == "x-amz-content-sha256":
        return bool(_HASH.fullmatch(reveal(line.value)))
    return line.name.lower() == "authorization"


def _scope(host: str, auth: ResolvedAuth) -> tuple[str, str]:
    """Service and region: as the auth says, else as the host does."""
    service, region = _service_and_region(host.partition(":")[0].lower())
    return (
        reveal(auth.setting("service")) or service,
        reveal(auth.setting("region")) or region or _USUAL_REGION,
    )


def _service_and_region(host: str) -> tuple[str, str]:
    """What a host of AWS is named after; both empty for any other."""
    cloud = next((one for one in _CLOUDS if host.endswith(one)), "")
    labels = host.removesuffix(cloud).split(".") if cloud else []
    region = labels.pop() if labels and _REGION.fullmatch(labels[-1]) else ""
    labels = [one for one in labels if one not in _NO_SERVICE]
    if not labels:
        return "", region
    return _SIGNED_AS.get(labels[-1], labels[-1]), region


def _payload(message: RequestMessage, service: str, context: SchemeContext) -> str:
    """The hash of the body; a file on its way to S3 over TLS is not read beforehand."""
    secure = reveal(message.url)[:6].lower() == "https:"
    if service in _UNENCODED_ONCE and secure and isinstance(message.content, FileContent):
        return "UNSIGNED-PAYLOAD"
    return _sha256(context.body(message))


def _part(name: str, text: str) -> Credential:
    value = Secret(text) if name == "X-Amz-Security-Token" else text
    return Credential(CredentialLocation.HEADER, name, value)


def _host(message: RequestMessage) -> str:
    """The value of the Host field, as it is sent."""
    written = header_value(message.headers, "host")
    if written is not None:
        return reveal(written).strip()
    origin = parse_origin(reveal(message.url))
    if origin is None:
        return ""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    usual = {"http": 80, "https": 443}.get(origin.scheme)
    return host if origin.port in {None, usual} else f"{host}:{origin.port}"


class _Signer(SafeRepr, frozen=True):
    """A signature of one request, step by step as AWS describes it."""

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"secret_key"})

    access_key: str
    secret_key: str
    region: str
    service: str

    def authorization(
        self,
        message: RequestMessage,
        host: str,
        fields: Iterable[FieldLine],
        payload: str,
        moment: str,
    ) -> str:
        """The value of the Authorization field."""
        headers = _canonical_headers(host, fields)
        names = ";".join(headers)
        path, query = request_target(message.url)
        canonical = "\n".join(
            (
                message.method,
                self._path(path),
                _canonical_query(query),
                *(f"{name}:{value}" for name, value in headers.items()),
                "",
                names,
                payload,
            )
        )
        scope = "/".join((moment[:8], self.region, self.service, _END))
        to_sign = "\n".join((ALGORITHM, moment, scope, _sha256([canonical.encode()])))
        key = f"AWS4{self.secret_key}".encode()
        for step in (moment[:8], self.region, self.service, _END):
            key = hmac.digest(key, step.encode(), "sha256")
        signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
        return (
            f"{ALGORITHM} Credential={self.access_key}/{scope}, SignedHeaders={names}, "
            f"Signature={signature}"
        )

    def _path(self, path: str) -> str:
        if self.service in _UNENCODED_ONCE:
            return "/".join(_encoded(unquote_to_bytes(one)) for one in path.split("/"))
        # The path as it is sent is encoded once more, without empty and dot segments.
        ended = "/" if path.endswith(("/", "/.", "/..")) else ""
        normal = normpath(path).lstrip("/")
        normal = "/" + ("" if normal == "." else normal)
        if ended and normal != "/":
            normal += "/"
        return quote(normal, safe=f"/{_UNRESERVED}")


def _canonical_query(query: str) -> str:
    pairs = []
    for one in filter(None, query.split("&")):
        name, _, value = one.replace("+", " ").partition("=")
        pairs.append((_encoded(unquote_to_bytes(name)), _encoded(unquote_to_bytes(value))))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _canonical_headers(host: str, fields: Iterable[FieldLine]) -> dict[str, str]:
    """The fields that nobody on the way changes: host, content type and AWS's own."""
    found: dict[str, list[str]] = {"host": [host]}
    for line in fields:
        name = line.name.lower()
        if name == "content-type" or name.startswith("x-amz-"):
            found.setdefault(name, []).append(" ".join(reveal(line.value).split()))
    return {name: ",".join(found[name]) for name in sorted(found)}


def _encoded(octets: bytes) -> str:
    return quote(octets, safe=_UNRESERVED)


def _sha256(chunks: Iterable[bytes]) -> str:
    made = hashlib.sha256()
    for chunk in chunks:
        made.update(chunk)
    return made.hexdigest()
