"""Why AWS refused a signed request: its error codes, in XML, JSON or a header.

AWS IAM User Guide, "Troubleshoot Signature Version 4 signing for AWS API requests".
"""

from __future__ import annotations

import json
import re
from html import unescape

from msgspec import Struct

from outrider.model.units import span_text
from outrider.oauth.refusal_facts import ApiRefusal, RefusalCause, RefusalTarget

_LOOKED_AT = 64 * 1024
_LONGEST = 200
_CLOCK = re.compile(
    r"RequestTimeTooSkewed|RequestExpired|RequestInTheFuture"
    r"|signature (expired|not yet current)|difference between the request time",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"scoped to a valid region|region '[^']*' is wrong|IllegalLocationConstraint", re.IGNORECASE
)
_EXPECTED = re.compile(r"expecting '([A-Za-z0-9-]{1,40})'")
_SERVICE = re.compile(r"scoped to (?:the )?correct service(?:: '([a-z0-9-]{1,40})')?", re.I)
_EXPIRED = re.compile(r"ExpiredToken|security token[^.]* expired|token has expired", re.I)
_UNKNOWN_KEY = re.compile(
    r"InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient"
    r"|security token included in the request is invalid|access key id[^.]* does not exist",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"SignatureDoesNotMatch|InvalidSignature|does not match the signature", re.I
)
_UNSIGNED = re.compile(r"Missing ?Authentication ?Token|IncompleteSignature", re.IGNORECASE)
_DENIED = re.compile(r"AccessDenied|not authorized to perform|explicit deny", re.IGNORECASE)
_OF_TIME = 60.0
_TEMPORARY = "ASIA"


class AwsError(Struct, frozen=True):
    """What AWS says of a request.

    Attributes:
        code: without namespace and URL; empty where it names none.
        region: where the resource is, as S3 says it.
    """

    code: str = ""
    message: str = ""
    region: str = ""


class AwsSignature(Struct, frozen=True):
    """With what a request was signed.

    Attributes:
        auth: how the definition is called: ``[auth.default]``.
        region: in the scope of the signature.
        access_key: its ID.
        has_session: whether a session token went with it.
        secret: where the secret key comes from, in words.
        keys: where the access key comes from, in words.
    """

    auth: str
    region: str
    service: str
    access_key: str
    has_session: bool
    secret: str
    keys: str


def read_aws_error(body: bytes, header: str) -> AwsError:
    """The error of a response; ``header`` is its ``x-amzn-ErrorType``."""
    text = body[:_LOOKED_AT].decode("utf-8", "replace")
    code, message, region = "", "", ""
    if text.lstrip().startswith("<"):
        code, message, region = (_element(text, name) for name in ("Code", "Message", "Region"))
    else:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        members = found if isinstance(found, dict) else {}
        code = _first(members, "__type", "code", "Code")
        message = _first(members, "message", "Message", "errorMessage")
    named = header.partition(":")[0] or code
    line = " ".join(message.split())
    shown = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return AwsError(" ".join(named.rpartition("#")[2].split())[:100], shown, region[:40])


def signature_refused(
    refusal: ApiRefusal, error: AwsError, signed: AwsSignature
) -> RefusalCause | None:
    """The note beside a refusal; ``None`` where nothing says that it is about the signature."""
    said = f"{error.code} {error.message}"
    status = f"{refusal.status} {error.code}".strip()
    if _DENIED.search(said):
        return RefusalCause(
            "access_denied",
            f"AWS denied the access: {status}",
            error.message,
            "The signature was accepted; its key may not do this.",
            "Ask whoever manages the AWS account for the permission.",
        )
    cause = _cause(refusal, error, signed, said)
    if cause is None and refusal.status not in (401, 403):
        return None
    why, advice, target = cause or _unknown(signed)
    what = f"AWS rejected the signature: {status}"
    return RefusalCause("signature_rejected", what, error.message, why, advice, target)


def _cause(
    refusal: ApiRefusal, error: AwsError, signed: AwsSignature, said: str
) -> tuple[str, str, RefusalTarget] | None:
    if _CLOCK.search(said):
        return _clock(refusal), "Set the clock of this machine.", RefusalTarget.NOTHING
    if _UNSIGNED.search(said):
        why = "API Gateway says so as well of a path or method that it does not have."
        return why, "Check the URL and the method of the request.", RefusalTarget.NOTHING
    return _scope(error, signed, said) or _key(signed, said)


def _scope(
    error: AwsError, signed: AwsSignature, said: str
) -> tuple[str, str, RefusalTarget] | None:
    """A region or service that the signature is not for."""
    if _REGION.search(said) or (error.region and error.region != signed.region):
        expected = error.region or "".join(_EXPECTED.findall(error.message)[:1])
        why = f'The request was signed for region "{signed.region}".'
        value = expected or "…"
        return why, f'Set region = "{value}" in {signed.auth}{{place}}.', RefusalTarget.REGION
    if found := _SERVICE.search(said):
        why = f'The request was signed for service "{signed.service}".'
        value = found[1] or "…"
        return why, f'Set service = "{value}" in {signed.auth}{{place}}.', RefusalTarget.SERVICE
    return None


def _key(signed: AwsSignature, said: str) -> tuple[str, str, RefusalTarget] | None:
    """A key that is unknown, has expired, or does not belong to the other."""
    temporary = signed.access_key.startswith(_TEMPORARY)
    if _EXPIRED.search(said):
        why = "The session token has expired; its keys expire with it."
        return why, f"Replace {signed.keys}.", RefusalTarget.SESSION
    if _UNKNOWN_KEY.search(said):
        if temporary and not signed.has_session:
            why = f"Access keys that begin with {_TEMPORARY} need a session token; none was sent."
            return why, f"Add session_token to {signed.auth}{{place}}.", RefusalTarget.SESSION
        why = "AWS does not know the access key, or it is of another account, or inactive."
        return why, f"Check {signed.keys}.", RefusalTarget.ACCESS_KEY
    return _unknown(signed) if _SIGNATURE.search(said) else None


def _unknown(signed: AwsSignature) -> tuple[str, str, RefusalTarget]:
    why = "The secret key probably does not belong to the access key."
    scope = f'region "{signed.region}" and service "{signed.service}"'
    return why, f"Check {signed.secret}; if it is right, check {scope}.", RefusalTarget.CREDENTIAL


def _clock(refusal: ApiRefusal) -> str:
    ahead = refusal.ahead
    if ahead is None or abs(ahead) <= _OF_TIME:
        return "The time of the signature is too far from AWS's clock."
    how = "behind" if ahead > 0 else "ahead of"
    return f"The clock of this machine is {span_text(abs(ahead))} {how} AWS's."


def _element(text: str, name: str) -> str:
    """The text of an XML element, read without a parser: the document may be hostile."""
    found = re.search(rf"<{name}>([^<]{{0,2000}})</{name}>", text)
    return unescape(found[1]).strip() if found else ""


def _first(members: dict[str, object], *names: str) -> str:
    values = (members.get(name) for name in names)
    return next((one for one in values if isinstance(one, str) and one), "")
