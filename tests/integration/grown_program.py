"""A copy of the program to which each registry has got one more member: one file, one line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.shell import ROOT

GRANT = """
from msgspec.structs import replace

from outrider.model.auth import Field, FieldKind
from outrider.model.connection import ClientTls
from outrider.model.message import FieldLine, ResponseMessage
from outrider.model.secret import Secret, reveal
from outrider.oauth.grant_flow import (
    AwaitRedirect, GrantContext, GrantFlow, Listen, PromptUser, ShowUser, TokenRequest, Wait,
    RedirectResponse, expect,
)


class Attended:
    grant_type = "attended"
    summary = "Asks, shows, listens, waits and polls."
    fields = (
        Field("authorization_endpoint", "Page", kind=FieldKind.URL, required=True),
        Field("certificate", "Certificate", kind=FieldKind.PATH, required=True),
        Field("certificate_key", "Key", kind=FieldKind.PATH, required=True),
    )

    def flow(self, context: GrantContext) -> GrantFlow:
        from outrider.oauth.token_response import read_token_response

        auth, state = context.auth, context.random_bytes(8).hex()
        back_to = expect(str, (yield Listen("http://127.0.0.1:0/callback")))
        word = expect(str, (yield PromptUser("The magic word")))
        page = context.endpoints.need("authorization_endpoint")
        yield ShowUser("Open the page.", f"{page}?r={back_to}&state={state}", "CODE-7")
        back = expect(RedirectResponse, (yield AwaitRedirect(30)))
        assert back.first("state") == state
        endpoint = context.endpoints.need("token_endpoint")
        tls = ClientTls(
            reveal(auth.setting("certificate")), reveal(auth.setting("certificate_key"))
        )
        while True:
            form = (("grant_type", "attended"), ("word", word), ("code", back.first("code")))
            proof = context.proof_key().proof(
                "POST", endpoint, identifier=context.random_bytes(8).hex(), now=context.clock()
            )
            line = FieldLine("DPoP", Secret(proof))
            request = context.authenticate(TokenRequest(endpoint, form, (line,)))
            reply = expect(ResponseMessage, (yield replace(request, tls=tls)))
            if reply.status != 428:
                return read_token_response(reply, endpoint, context.client)
            yield Wait(0.05, "The server is not ready.")
"""
CLIENT_AUTH = """
from msgspec.structs import replace

from outrider.model.message import FieldLine
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID


class ClientHeader:
    name = "client_header"
    summary = "The client id in a header field."
    fields = (CLIENT_ID,)
    sent_as = "The client ID was sent in a header (client_header)."

    def authenticate(self, request, auth, context):
        line = FieldLine("X-Client", auth.setting("client_id"))
        return replace(request, headers=(*request.headers, line))

    def when_refused(self, client):
        return MethodAdvice("Check the header.")
"""
SCHEME = """
from hashlib import sha256

from outrider.auth.credential import Credentials, header_credential
from outrider.auth.scheme import Scheme
from outrider.model.auth import Field, FieldKind
from outrider.model.connection import ClientTls
from outrider.model.message import content_text
from outrider.model.secret import reveal


class Signed(Scheme):
    type = "signed"
    summary = "Signs the message, and what the server wants to see in it."
    answers = True

    def fields(self, table):
        return (
            Field("key", "Key", kind=FieldKind.SECRET, required=True),
            Field("certificate", "Certificate", kind=FieldKind.PATH, required=True),
            Field("certificate_key", "Its key", kind=FieldKind.PATH, required=True),
        )

    def credentials(self, message, auth, context):
        return self._sign(message, auth, context, "")

    def answer(self, message, response, auth, context):
        return self._sign(message, auth, context, response.header("X-Nonce") or "")

    def _sign(self, message, auth, context, nonce):
        text = reveal(content_text(message.content) or "")
        signed = f"{reveal(auth.setting('key'))}{nonce}{message.method}{text}"
        digest = sha256(signed.encode()).hexdigest()
        proof = context.proof_key().proof(
            message.method,
            reveal(message.url),
            identifier=context.random_bytes(8).hex(),
            now=context.now,
        )
        parts = (header_credential("X-Signature", digest), header_credential("DPoP", proof))
        certificate, key = auth.setting("certificate"), auth.setting("certificate_key")
        return Credentials(parts, ClientTls(reveal(certificate), reveal(key)))
"""
PROVIDER = """
from outrider.model.auth import Field
from outrider.model.secret import Secret


class Backwards:
    name = "backwards"
    summary = "Reads backwards."
    fields = (Field("backwards", "Text", required=True),)

    def needs_trust(self, ref, root, environment):
        return None

    def origin(self, ref, root):
        return "read backwards"

    def source(self, ref, root):
        return "text that is read backwards"

    async def open(self, ref, context):
        return Secret(str(ref.options["backwards"])[::-1])
"""
IMPORTER = """
from types import MappingProxyType

from outrider.model.import_result import ImportResult
from outrider.model.workspace import Request


class Lines:
    name = "lines"
    summary = "A URL in each line."

    def recognises(self, text):
        return text.startswith("#lines")

    def read(self, sources):
        urls = [line for one in sources for line in one.text.splitlines()[1:] if line]
        return ImportResult(
            requests=tuple(
                Request(f"line-{n}", f"Line {n}", f"requests/line-{n}.toml", url=url)
                for n, url in enumerate(urls, 1)
            )
        )
"""
EXPORTER = """
from outrider.model.secret import reveal


class Shout:
    name = "shout"
    summary = "Loud."
    suffix = ".txt"
    carries = frozenset()

    def export_request(self, outgoing, masking):
        return f"{outgoing.message.method} {reveal(outgoing.message.url)}".upper() + "!"

    def export_entries(self, entries, masking):
        return ""
"""
BODY_VIEW = """
import codecs

from outrider.body_views.formatted_body import format_text


class RotView:
    name = "rot13"
    summary = "Turned by thirteen letters."
    max_inline_bytes = 1 << 20

    def priority(self, media_type, first_bytes):
        return 9 if media_type == "text/rot13" else 0

    def format(self, data, charset):
        return format_text(codecs.encode(data.decode(), "rot13").encode(), "", "", self.name)
"""
TOKEN_FORMAT = """
from outrider.cli.output.token_formats.token_format import TokenFormat
from outrider.model.secret import join_texts


class Assignment(TokenFormat):
    name = "assignment"
    summary = "A line of a shell."
    operations = ("now",)

    def render(self, handed):
        return join_texts(("TOKEN=", handed.use.token.value, "\\n"))
"""
MEMBERS = (
    ("oauth/grants", "attended", "Attended", GRANT, "GRANTS"),
    ("oauth/client_auth", "client_header", "ClientHeader", CLIENT_AUTH, "CLIENT_AUTH_METHODS"),
    ("auth/schemes", "signed", "Signed", SCHEME, "SCHEMES"),
    ("secret_providers", "backwards", "Backwards", PROVIDER, "PROVIDERS"),
    ("importers", "lines", "Lines", IMPORTER, "IMPORTERS"),
    ("exporters", "shout", "Shout", EXPORTER, "EXPORTERS"),
    ("cli/output/token_formats", "assignment", "Assignment", TOKEN_FORMAT, "TOKEN_FORMATS"),
    ("body_views", "rot13", "RotView", BODY_VIEW, "BODY_VIEWS"),
)
"""Room, file, class, its source, and the registry's tuple."""


def grow(folder: Path) -> str:
    """Copies the program, adds a member to each registry; what ``PYTHONPATH`` has to be then."""
    source = folder / "tui"
    # With what is compiled: each process would compile a program without.
    shutil.copytree(ROOT / "tui", source)
    for name in ("themes", "sample_envs"):
        shutil.copytree(ROOT / name, folder / name)
    for room, file, kind, text, registry in MEMBERS:
        (source / "outrider" / room / f"{file}.py").write_text(text)
        package = source / "outrider" / room / "__init__.py"
        module = f"outrider.{room.replace('/', '.')}.{file}"
        before = package.read_text("utf-8")
        line = rf"^({registry}: tuple\[\w+, \.\.\.\] = \()"
        after = re.sub(line, rf"from {module} import {kind}\n\n\1{kind}(), ", before, flags=re.M)
        named = re.search(r"^    (?:name|type|grant_type) = (.+)$", text, re.M)
        line = rf"^({registry}: LazyRegistry\[\w+\] = LazyRegistry\(\n    __name__,\n    {{)"
        member = f'\\1{named[1]}: "{file}:{kind}", ' if named is not None else ""
        after = re.sub(line, member, after, flags=re.M)
        assert after != before, registry
        package.write_text(after)
    return str(source)
