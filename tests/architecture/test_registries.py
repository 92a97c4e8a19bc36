"""What every member of every registry promises."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from outrider.auth.schemes import SCHEMES, Scheme
from outrider.auth.schemes.api_key import ApiKey
from outrider.auth.schemes.aws_sigv4 import AwsSigV4
from outrider.auth.schemes.basic import Basic
from outrider.auth.schemes.bearer import Bearer
from outrider.auth.schemes.command import Command
from outrider.auth.schemes.digest import Digest
from outrider.auth.schemes.none import NoAuth
from outrider.auth.schemes.oauth2 import OAuth2
from outrider.body_views import BODY_VIEWS
from outrider.cli.output.reports import REPORTS, Report
from outrider.cli.output.reports.html_report import HtmlReport
from outrider.cli.output.reports.json_report import JsonReport
from outrider.cli.output.reports.junit_report import JUnitReport
from outrider.cli.output.reports.tap_report import TapReport
from outrider.cli.output.reports.text_report import TextReport
from outrider.cli.output.token_formats import TOKEN_FORMATS
from outrider.cli.output.token_formats.curl_config import CurlConfigFormat
from outrider.cli.output.token_formats.docker_credential import DockerCredentialFormat
from outrider.cli.output.token_formats.exec_credential import ExecCredentialFormat
from outrider.cli.output.token_formats.git_credential import GitCredentialFormat
from outrider.cli.output.token_formats.header import HeaderFormat
from outrider.cli.output.token_formats.json_token import JsonTokenFormat
from outrider.cli.output.token_formats.token_format import TokenFormat
from outrider.exporters import EXPORTERS, Exporter
from outrider.exporters.bruno import BrunoExporter
from outrider.exporters.code.go_http import GoExporter
from outrider.exporters.code.httpie import HttpieExporter
from outrider.exporters.code.javascript_fetch import FetchExporter
from outrider.exporters.code.powershell import PowerShellExporter
from outrider.exporters.code.python_httpx import PythonExporter
from outrider.exporters.curl import CurlExporter
from outrider.exporters.har import HarExporter
from outrider.exporters.http_file import HttpFileExporter
from outrider.exporters.jsonl import JsonLinesExporter
from outrider.exporters.load import LOAD_EXPORTERS
from outrider.exporters.load.k6 import K6Exporter
from outrider.exporters.load.load_script import LoadExporter
from outrider.exporters.load.locust import LocustExporter
from outrider.exporters.markdown import MarkdownExporter
from outrider.exporters.postman import PostmanExporter
from outrider.exporters.text import TextExporter
from outrider.lazy_registry import LazyRegistry
from outrider.model.auth import Field
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS, ClientAuthMethod
from outrider.oauth.client_auth.client_secret_basic import ClientSecretBasic
from outrider.oauth.client_auth.client_secret_jwt import ClientSecretJwt
from outrider.oauth.client_auth.client_secret_post import ClientSecretPost
from outrider.oauth.client_auth.none import PublicClient
from outrider.oauth.client_auth.private_key_jwt import PrivateKeyJwt
from outrider.oauth.client_auth.self_signed_tls_client_auth import SelfSignedTlsClientAuth
from outrider.oauth.client_auth.tls_client_auth import TlsClientAuth
from outrider.oauth.grants import GRANTS, Grant
from outrider.oauth.grants.authorization_code import AuthorizationCode
from outrider.oauth.grants.client_credentials import ClientCredentials
from outrider.oauth.grants.device_code import DeviceCode
from outrider.oauth.grants.exchanged_token import TokenExchangeGrant
from outrider.oauth.grants.jwt_bearer import JwtBearer
from outrider.oauth.grants.password import Password
from outrider.secret_providers import PROVIDERS
from outrider.secret_providers.command import CommandProvider
from outrider.secret_providers.dotenv import DotenvProvider
from outrider.secret_providers.env import EnvProvider
from outrider.secret_providers.file import FileProvider
from outrider.secret_providers.keyring import KeyringProvider
from outrider.secret_providers.literal import LiteralProvider
from outrider.secret_providers.prompt import PromptProvider
from outrider.secret_providers.provider import SecretProvider

ROOT = Path(__file__).parents[2]

# Registries name their members in strings; that each is one is for the type checker to see.
OF_GRANTS: tuple[Grant, ...] = (
    ClientCredentials(),
    AuthorizationCode(),
    DeviceCode(),
    Password(),
    JwtBearer(),
    TokenExchangeGrant(),
)
OF_CLIENT_AUTH: tuple[ClientAuthMethod, ...] = (
    ClientSecretBasic(),
    ClientSecretPost(),
    ClientSecretJwt(),
    PrivateKeyJwt(),
    TlsClientAuth(),
    SelfSignedTlsClientAuth(),
    PublicClient(),
)
OF_SCHEMES: tuple[Scheme, ...] = (
    OAuth2(),
    Basic(),
    Bearer(),
    ApiKey(),
    Digest(),
    AwsSigV4(),
    Command(),
    NoAuth(),
)
OF_PROVIDERS: tuple[SecretProvider, ...] = (
    EnvProvider(),
    DotenvProvider(),
    FileProvider(),
    CommandProvider(),
    KeyringProvider(),
    PromptProvider(),
    LiteralProvider(),
)
OF_EXPORTERS: tuple[Exporter, ...] = (
    BrunoExporter(),
    CurlExporter(),
    FetchExporter(),
    GoExporter(),
    HarExporter(),
    HttpFileExporter(),
    HttpieExporter(),
    JsonLinesExporter(),
    K6Exporter(),
    LocustExporter(),
    MarkdownExporter(),
    PostmanExporter(),
    PowerShellExporter(),
    PythonExporter(),
    TextExporter(),
)
OF_LOAD_EXPORTERS: tuple[LoadExporter, ...] = (K6Exporter(), LocustExporter())
OF_REPORTS: tuple[Report, ...] = (
    TextReport(),
    JsonReport(),
    JUnitReport(),
    TapReport(),
    HtmlReport(),
)
OF_TOKEN_FORMATS: tuple[TokenFormat, ...] = (
    HeaderFormat(),
    CurlConfigFormat(),
    JsonTokenFormat(),
    ExecCredentialFormat(),
    DockerCredentialFormat(),
    GitCredentialFormat(),
)


def members_in(folder: str) -> set[str]:
    """The files and folders that hold a member: a class that has a summary of its own."""
    top = ROOT / "tui" / "outrider" / folder
    paths = {path.stem: path for path in top.glob("*.py") if path.stem != "__init__"}
    paths |= {path.stem: path for path in top.glob("code/*.py") if path.stem != "__init__"}
    paths |= {path.stem: path for path in top.glob("load/*.py") if path.stem != "__init__"}
    paths |= {path.parent.name: path for path in top.glob("*/__init__.py")}
    return {name for name, path in paths.items() if "    summary = " in path.read_text("utf-8")}


@pytest.mark.parametrize(
    ("folder", "members", "name"),
    [
        ("body_views", BODY_VIEWS, "name"),
        ("oauth/grants", GRANTS, "grant_type"),
        ("oauth/client_auth", CLIENT_AUTH_METHODS, "name"),
        ("auth/schemes", SCHEMES, "type"),
        ("secret_providers", PROVIDERS, "name"),
        ("exporters", EXPORTERS, "name"),
        ("cli/output/reports", REPORTS, "name"),
        ("cli/output/token_formats", TOKEN_FORMATS, "name"),
    ],
)
def test_every_file_of_a_registry_is_registered(
    folder: str, members: Sequence[Any], name: str
) -> None:
    names = [getattr(member, name) for member in members]
    assert len(set(names)) == len(names)
    defined = {type(member).__module__.rsplit(".", 1)[-1] for member in members}
    assert defined == members_in(folder)


@pytest.mark.parametrize(
    ("registry", "members", "name"),
    [
        (GRANTS, OF_GRANTS, "grant_type"),
        (CLIENT_AUTH_METHODS, OF_CLIENT_AUTH, "name"),
        (SCHEMES, OF_SCHEMES, "type"),
        (PROVIDERS, OF_PROVIDERS, "name"),
        (EXPORTERS, OF_EXPORTERS, "name"),
        (LOAD_EXPORTERS, OF_LOAD_EXPORTERS, "name"),
        (REPORTS, OF_REPORTS, "name"),
        (TOKEN_FORMATS, OF_TOKEN_FORMATS, "name"),
    ],
)
def test_a_registry_knows_each_member_by_its_own_name(
    registry: LazyRegistry[Any], members: tuple[Any, ...], name: str
) -> None:
    assert [type(one) for one in registry] == [type(one) for one in members]
    assert registry.names == tuple(getattr(one, name) for one in members)


@pytest.mark.parametrize("member", [*GRANTS, *CLIENT_AUTH_METHODS, *SCHEMES, *PROVIDERS])
def test_every_member_explains_itself(member: Any) -> None:
    assert member.summary.endswith(".")
    fields = member.fields if isinstance(member.fields, tuple) else member.fields({})
    assert all(isinstance(field, Field) and field.label for field in fields)
    assert len({field.name for field in fields}) == len(fields)
