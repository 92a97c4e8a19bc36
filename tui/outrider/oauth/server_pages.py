"""What a page is that came in place of an answer: of a firewall, a login, a default page.

A page says little that is meant for programs: its kind is known by the names of products, by the
fields that they send, and by the words that they are shipped with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from outrider.model.message import ResponseMessage


class PageKind(StrEnum):
    """Whose page it is, and what for."""

    UNKNOWN = ""
    NETWORK = "network"
    BROWSER_CHECK = "browser_check"
    FIREWALL = "firewall"
    MESH_POLICY = "mesh_policy"
    STOPPED = "stopped"
    CRASH = "crash"
    DEFAULT = "default"
    SIGN_IN = "sign_in"
    FORM = "form"


class ServerPage(Struct, frozen=True):
    """A page, recognised.

    Attributes:
        maker: of the firewall or CDN; empty where nothing names it.
        link: the address that a network's sign-in names; empty for none.
        reference: by which its maker finds the request: ``support ID 4711``; empty for none.
    """

    kind: PageKind
    maker: str = ""
    link: str = ""
    reference: str = ""


_MAKERS = (
    ("Akamai", r"akamai", r"akamai|edgesuite|reference #\d+\.[0-9a-f]"),
    ("Cloudflare", r"cloudflare", r"cloudflare|error code: 1\d\d\d|error 1\d\d\d\b|ray id"),
    ("Imperva", r"incapsula|imperva", r"incapsula|imperva"),
    ("Amazon CloudFront", r"cloudfront", r"cloudfront"),
    ("AWS WAF", r"awselb", r"aws ?waf"),
    ("Azure", r"azure|x-azure", r"azure (?:front door|waf|application gateway)"),
    ("Fastly", r"fastly", r"fastly"),
    ("Sucuri", r"sucuri", r"sucuri"),
    ("F5", r"big-?ip|volt-adc", r"the requested url was rejected|f5 networks|big-?ip"),
    ("FortiWeb", r"fort(?:i|inet)", r"fort(?:iweb|igate|inet|iguard)"),
    ("Barracuda", r"barracuda", r"barracuda"),
    ("Zscaler", r"zscaler", r"zscaler"),
    ("Palo Alto", r"", r"palo alto|web page blocked"),
    ("ModSecurity", r"mod_security", r"mod_?security"),
    ("DataDome", r"datadome", r"datadome"),
    ("Google Cloud Armor", r"", r"your client does not have permission to get url"),
)
_FIELDS = ("server", "via", "x-cdn", "x-azure-ref", "x-sucuri-id", "x-served-by", "x-iinfo")
_BLOCKED = re.compile(
    r"access (?:is |has been |was )?(?:denied|blocked|forbidden|restricted)|request (?:is |was )?"
    r"(?:blocked|rejected|unsuccessful)|(?:you have|has) been blocked|requested url was rejected"
    r"|error (?:code:? ?)?1(?:0(?:0[5-9]|1[0-2]|20))\b|web page blocked|this (?:page|site|request)"
    r" (?:is|was|has been) blocked|blocked by (?:the |your |our )?(?:\w+ ){0,3}"
    r"(?:firewall|waf|security|administrator|network|policy)|web application firewall"
    r"|403\W{0,3}forbidden|do(?:n't| not) have permission to access"
    r"|does not have permission to get url|ip address.{0,40}(?:rejected|block|not allowed|denied)"
    r"|attention required!|security service to protect itself|\bforbidden\b\W*\Z"
)
_OF_AN_APPLICATION = re.compile(r"http status 4\d\d|whitelabel|apache tomcat/")
"""A framework's own page: the request has reached a program."""

_BROWSER = re.compile(
    r"just a moment|checking (?:if the site connection is secure|your browser)"
    r"|enable javascript and cookies|verif(?:y|ying) (?:that )?you are (?:a )?human|captcha"
    r"|ddos protection by|please (?:enable|turn on) javascript|bot (?:check|protection)"
)
_NETWORK = re.compile(
    r"captive portal|authenticate with the (?:local )?network|network authentication required"
    r"|(?:sign|log) ?in to (?:this |the )?(?:\S+ )?(?:network|wi-?fi|hotspot|internet)"
    r"|guest (?:wi-?fi|network|internet|access)|\bhotspot\b|wi-?fi (?:login|sign|access|portal)"
    r"|accept the terms.{0,40}(?:internet|wi-?fi|network)"
)
_STOPPED = re.compile(
    r"(?:web ?app|web ?site|site|app(?:lication)?|service|server|instance|container)\b"
    r"(?: \S+)? (?:is|has been|was) (?:currently )?(?:stopped|suspended|disabled|paused|asleep"
    r"|sleeping|not running|shut down|deactivated|offline)"
    r"|account (?:has been )?suspended|no web processes running"
)
_CRASH = re.compile(
    r"\b(?:fatal|parse|catchable fatal) error\b\W{0,3}(?:uncaught|call to|allowed memory|require"
    r"|syntax|maximum|cannot|class|unsupported)|uncaught [\w\\]{0,80}(?:exception|error)\b"
    r"|traceback \(most recent call last\)|stack trace:|server error in '/|unhandled exception"
    r"|an unhandled error|http status 500|internal server error|runtime error\b.{0,40}\bline"
    r"|\b(?:warning|notice|deprecated)\b\W{0,3}.{0,200} in \S+\.php on line \d|error establishing "
    r"a database connection|whitelabel error page.{0,200}status=500|\bat [\w.$]+\([\w$]+\.java:\d"
    r"|\b\w{1,40}error at /|sqlstate\["
)
_DEFAULT = re.compile(
    r"welcome to (?:nginx|openresty|caddy|centos|wildfly|jboss|lighttpd|litespeed|tengine|traefik"
    r"|apache|iis|h2o|glassfish|payara|tomcat|red hat|fedora)|apache2? (?:\w+ )?default page"
    r"|\bit works ?!|test page for the\b.{0,40}(?:server|apache|nginx)|http server test page"
    r"|iis windows(?: server)?\b|internet information services|\Aiis\d?\b"
    r"|apache tomcat/\d|you've successfully installed tomcat|congratulations!? .{0,60}(?:caddy"
    r"|web server|installed|server is running)|default (?:web ?)?(?:site|server|backend|page|vhost)"
    r"|index of /|this domain (?:is|may be) (?:for sale|parked)|future home of|site not configured"
    r"|powered by jetty|placeholder page|your azure (?:function|app).{0,30}(?:up and running|ready)"
    r"|web ?server is (?:working|running)"
)
_SIGN_IN = re.compile(
    r"\b(?:sign|log)[ -]?(?:in|on|into)\b|\blogon\b|\blogin\b|single sign-?on|\bpassword\b|anmelden"
    r"|anmeldung|se connecter|connexion|iniciar sesi|accedi\b|inloggen|zaloguj|\bsso\b"
)
_LINK = re.compile(
    rb"""(?:url\s*=\s*['"]?|href\s*=\s*['"]|location(?:\.href)?\s*=\s*['"])(https?://[^\s'"<>]{4,300})""",
    re.IGNORECASE,
)
_LOOKED_AT = 16 * 1024


def server_page(reply: ResponseMessage, text: str) -> ServerPage:
    """What a body that is not JSON is.

    Args:
        reply: the whole response.
        text: its words, in lower case and without tags, the title first.
    """
    status = reply.status
    if status == 511 or _NETWORK.search(text):
        found = _LINK.search(reply.content[:_LOOKED_AT])
        return ServerPage(
            PageKind.NETWORK, link=found[1].decode("ascii", "ignore") if found else ""
        )
    maker = _maker(reply, text)
    if reply.header("cf-mitigated") == "challenge" or _BROWSER.search(text):
        return ServerPage(PageKind.BROWSER_CHECK, maker)
    if re.match(r"\W*rbac: access denied", text):
        return ServerPage(PageKind.MESH_POLICY, "Istio or Envoy")
    if re.search(r"\bcsrf|cross-?site request forgery|requestverificationtoken", text):
        return ServerPage(PageKind.FORM, maker)
    kinds = (
        (PageKind.STOPPED, status in (200, 403, 404, 503) and _STOPPED.search(text)),
        (PageKind.CRASH, status < 500 and _CRASH.search(text)),
        (PageKind.FIREWALL, _is_blocked(status, text, maker)),
        (PageKind.DEFAULT, _is_default(status, text)),
        (PageKind.SIGN_IN, status < 400 and _is_sign_in(reply, text)),
    )
    kind = next((kind for kind, found in kinds if found), PageKind.UNKNOWN)
    return ServerPage(kind, maker, reference=_reference(reply, text))


_REFERENCE = re.compile(
    r"\b((?:support|ray|incident|request|event|transaction|session|attack|block|error|case|tracking)"
    r" (?:id|number)|reference)(?: is)?\s*[:#=]{1,2}\s*((?=[^\s]*\d)[\w.:-]{1,80}\w)"
)
_REFERENCE_FIELDS = (
    ("Ray ID", "cf-ray"),
    ("request ID", "x-amz-cf-id"),
    ("Azure reference", "x-azure-ref"),
    ("request ID", "x-iinfo"),
    ("request ID", "x-sucuri-id"),
    ("request ID", "x-request-id"),
)


def _reference(reply: ResponseMessage, text: str) -> str:
    """What a page or a field names the request by, for whoever has its log; empty for nothing."""
    found = _REFERENCE.search(text)
    if found is not None:
        # Letters of an ID count as they were sent.
        sent = re.search(re.escape(found[2]), reply.content[:_LOOKED_AT].decode("latin-1"), re.I)
        return f"{found[1].replace(' id', ' ID')} {sent[0] if sent is not None else found[2]}"
    for name, field in _REFERENCE_FIELDS:
        value = (reply.header(field) or "").strip()
        if re.fullmatch(r"[\w.:/=+-]{4,100}", value, re.ASCII):
            return f"{name} {value}"
    return ""


def _is_default(status: int, text: str) -> bool:
    if status != 200 and _OF_AN_APPLICATION.search(text):
        return False
    return status in (200, 403, 404, 405) and _DEFAULT.search(text) is not None


def _is_blocked(status: int, text: str, maker: str) -> bool:
    """Whether somebody in front of the server let nothing through."""
    if _OF_AN_APPLICATION.search(text):
        return False
    if status in (403, 406, 451):
        # A maker's name on a page that forbids is its own page.
        return bool(_BLOCKED.search(text) or (maker and text.strip()))
    return bool(status < 500 and status != 401 and maker and _BLOCKED.search(text))


def _is_sign_in(reply: ResponseMessage, text: str) -> bool:
    begun = reply.content[:_LOOKED_AT].lower()
    return b'type="password"' in begun or _SIGN_IN.search(text[:600]) is not None


def _maker(reply: ResponseMessage, text: str) -> str:
    """Who made what stands in front of the server; empty where nothing says so."""
    sent = " ".join(_sent(reply)).lower()
    for name, in_fields, in_text in _MAKERS:
        if (in_fields and re.search(in_fields, sent)) or re.search(in_text, text):
            return name
    return ""


def _sent(reply: ResponseMessage) -> Iterator[str]:
    """What the fields say that name a product."""
    for name in _FIELDS:
        for value in reply.headers_named(name):
            yield f"{name}: {value}"
