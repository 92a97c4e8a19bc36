"""The part of a Locust script that is always the same."""

from __future__ import annotations

IMPORTS = """
import base64
import json
import os
import random
import re
import time
import uuid
from datetime import datetime, timezone
from urllib.parse import parse_qsl

from gevent.lock import RLock
from locust import HttpUser, task
from locust.exception import RescheduleTask
from urllib3 import HTTPHeaderDict
from urllib3.util import SKIP_HEADER
""".strip()

RUNTIME = r'''
def value_of(name, known=""):
    value = os.environ.get(name) or known
    if not value:
        raise SystemExit(f"OS environment variable {name} is not set.")
    return value


def percent(text, kept):
    """Percent-encodes all but ASCII letters, digits and the characters that are kept."""
    return "".join(
        chr(one) if one < 128 and (chr(one).isalnum() or chr(one) in kept) else f"%{one:02X}"
        for one in text.encode()
    )


def form_percent(text, kept):
    return percent(text, kept).replace("%20", "+")


def inside_json(text):
    return json.dumps(text, ensure_ascii=False)[1:-1]


def base64_of(text):
    return base64.b64encode(text.encode()).decode()


def content_of(path):
    with open(path, "rb") as file:
        return file.read()


def dynamic(name):
    now = datetime.now(timezone.utc)
    if name == "$timestamp":
        return str(int(now.timestamp()))
    if name == "$isoTimestamp":
        return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"
    if name == "$randomInt":
        return str(random.randint(0, 1000))
    return str(uuid.uuid4())


NOTHING = object()


def at(response, *steps):
    """The value at a path of the JSON body; NOTHING where there is none."""
    try:
        value = json.loads(response.content or b"")
    except ValueError:
        return NOTHING
    for step in steps:
        if value is None:
            return None
        if not isinstance(value, list if isinstance(step, int) else dict):
            return NOTHING
        if isinstance(step, int):
            value = value[step] if -len(value) <= step < len(value) else None
        else:
            value = value.get(step)
    return value


def header(response, name):
    return (response.headers or {}).get(name, NOTHING)


def is_there(value):
    return value is not NOTHING and value is not None


def same(one, other):
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return one == other


def differs(one, other):
    return one is not NOTHING and not same(one, other)


def has_status(response, wanted):
    status = response.status_code
    return any(
        status // 100 == int(one[0]) if isinstance(one, str) else status == one for one in wanted
    )


def perform(user, name, message, timeout, redirects):
    """Sends method, target and header fields as they are here: requests would change them."""
    method, url, fields, body, without = message

    def exact(request):
        own = {*without, *(key.lower() for key, _ in fields)}
        headers = HTTPHeaderDict()
        for key, value in request.headers.items():
            if key.lower() not in own and (KEEPS_COOKIES or key.lower() != "cookie"):
                headers.add(key, value)
        for key, value in fields:
            headers.add(key, value.encode().decode("latin-1"))
        for key in {"user-agent", "accept-encoding"}.intersection(without):
            headers.add(key, SKIP_HEADER)
        request.method, request.url, request.headers = method, url, headers
        return request

    return user.client.request(
        method,
        url,
        name=name,
        data=body,
        auth=exact,
        timeout=timeout,
        allow_redirects=redirects,
        verify=VERIFY,
        proxies=PROXIES,
        catch_response=True,
    )


def send(user, captured, name, message, token="", needs=(), timeout=60.0, redirects=False,
         captures={}, checks={}):
    if any(one not in captured for one in needs):
        user.environment.events.request.fire(
            request_type=name, name=name, response_time=0, response_length=0, context={},
            exception=LookupError("an earlier response did not have what it needs"),
        )
        return
    value, is_new = access_token(user, token) if token else ("", True)
    with perform(user, name, message(value), timeout, redirects) as response:
        is_refused = not is_new and is_token_refused(response)
        if is_refused:
            response.success()
        else:
            judge(response, captured, captures, checks)
    if is_refused:
        # A token that was kept may have been revoked: one new token, one more try.
        forget(token, value)
        value, _ = access_token(user, token)
        with perform(user, name, message(value), timeout, redirects) as response:
            judge(response, captured, captures, checks)


def judge(response, captured, captures, checks):
    missing = []
    for key, find in captures.items():
        value = find(response)
        if is_there(value):
            is_text = isinstance(value, str)
            captured[key] = value if is_text else json.dumps(value, ensure_ascii=False)
        else:
            missing.append(f"nothing to capture for {key}")
    if response.status_code == 0:
        return
    unmet = missing + [title for title, is_met in checks.items() if not is_met(response)]
    if unmet:
        response.failure(f"{response.status_code}: not met: {'; '.join(unmet)}")
    else:
        response.success()


def is_token_refused(response):
    if response.status_code != 401:
        return False
    asked = response.headers.get("WWW-Authenticate", "")
    errors = re.findall(r'(?<!\w)error\s*=\s*"?(\w+)', asked)
    return "insufficient_scope" not in errors and (not errors or "invalid_token" in errors)
'''.strip()

TOKEN_RUNTIME = r'''
# All users of a process share its tokens.
LOCK = RLock()
KEPT = {}
REFRESH_TOKENS = {}
ENDPOINTS = {}

# Errors after which only the grant's first request helps (RFC 6749 section 5.2).
SPENT = {
    "invalid_grant", "bad_refresh_token", "interaction_required", "login_required",
    "consent_required",
}


def access_token(user, name):
    """The token, and whether it was fetched for this request."""
    with LOCK:
        now = time.time()
        if name in KEPT and KEPT[name][1] - 300 <= now < KEPT[name][2]:
            return KEPT[name][0], False
        token, members = TOKENS[name], None
        if token["refresh"] and REFRESH_TOKENS.get(name):
            members = token_members(user, name, token["refresh"](REFRESH_TOKENS[name]), True)
            if members is None:
                del REFRESH_TOKENS[name]
        if members is None:
            members = token_members(user, name, token["request"](), False)
        value, refresh_token, seconds = members
        if refresh_token:
            REFRESH_TOKENS[name] = refresh_token
        # Renewed 30 s before it expires, or after nine tenths of its life.
        KEPT[name] = (value, now, now + seconds - min(30.0, seconds * 0.1))
        return value, True


def forget(name, value):
    with LOCK:
        if name in KEPT and KEPT[name][0] == value:
            del KEPT[name]


def token_members(user, name, message, is_refresh):
    token = TOKENS[name]
    if token["metadata"]:
        message = (message[0], token_endpoint(user, name), *message[2:])
    with perform(user, f"token {name}", message, 15.0, False) as response:
        body = members_of(response)

        def member(key):
            value = body
            for step in token["paths"].get(key, [key]):
                if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                    value = value[int(step)]
                else:
                    value = value.get(step) if isinstance(value, dict) else None
            return value

        value, refresh_token = member("access_token"), member("refresh_token")
        is_usable = isinstance(value, str) and re.fullmatch("[!-~]+", value)
        if 200 <= response.status_code < 300 and is_usable:
            response.success()
            return value, refresh_token if isinstance(refresh_token, str) else "", lifetime(member)
        if is_refresh and body.get("error") in SPENT:
            response.success()
            return None
        words = [body.get("error"), body.get("error_description")]
        words = ": ".join(one for one in words if isinstance(one, str))
        response.failure(f'No token "{name}": {response.status_code} {words}')
    raise RescheduleTask()


def members_of(response):
    try:
        found = json.loads(response.content or b"")
    except ValueError:
        found = dict(parse_qsl(response.text or "", keep_blank_values=True))
    return found if isinstance(found, dict) else {}


def lifetime(member):
    """Seconds; 5 min where the server does not say, a day at most."""
    seconds = number(member("expires_in"))
    if seconds is None:
        written = member("expires_at")
        end = number(written)
        if end is None and isinstance(written, str):
            try:
                written = re.sub(r"\s*(UTC|GMT|[Zz])$", "+00:00", written.strip())
                found = datetime.fromisoformat(written)
                end = (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
            except ValueError:
                pass
        if end is not None and end >= 1e11:
            end /= 1000
        seconds = int(end - time.time()) if end is not None and end >= 1e8 else None
    return 300.0 if seconds is None else float(max(0, min(86400, seconds)))


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return int(float(value))
    except (ValueError, OverflowError):
        return None


def token_endpoint(user, name):
    """The token endpoint that the issuer names (RFC 8414 section 3)."""
    if name not in ENDPOINTS:
        for url in TOKENS[name]["metadata"]:
            message = ("GET", url, METADATA_FIELDS, None, ())
            with perform(user, f"metadata {name}", message, 15.0, False) as response:
                response.success()
                found = members_of(response)
                endpoint = found.get("token_endpoint")
                if response.status_code != 200 or not isinstance(endpoint, str):
                    continue
                is_safe = endpoint.lower().startswith("https:") or origin(endpoint) == origin(url)
                if found.get("issuer") == TOKENS[name]["issuer"] and is_safe:
                    ENDPOINTS[name] = endpoint
                    break
        else:
            print(f"No metadata of issuer {TOKENS[name]['issuer']} names its token endpoint.")
            raise RescheduleTask()
    return ENDPOINTS[name]


def origin(url):
    return "/".join(url.split("/")[:3]).lower()
'''.strip()
