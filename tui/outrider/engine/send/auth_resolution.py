"""Resolves auth definitions and connection settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outrider.auth.host_patterns import host_fault_of
from outrider.auth.schemes import find_scheme
from outrider.auth.validation import number_fault
from outrider.errors import Fault, SourceLocation, UsageError
from outrider.home_path import expand_home
from outrider.model.auth import AuthConfig, Field, FieldKind, Placement, ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.secret import MaybeSecret, Secret, join_texts, masked, reveal
from outrider.model.workspace import Environment
from outrider.oauth.metadata import issuer_fault
from outrider.secret_providers.provider import command_words
from outrider.variables.characters import forbidden
from outrider.variables.header_resolution import field_value
from outrider.variables.reference_faults import secret_fault
from outrider.variables.reference_grammar import has_reference, reference_spans
from outrider.variables.resolver import Resolver
from outrider.variables.url.proxy_url import resolve_proxy


def auth_fields(config: AuthConfig) -> tuple[Field, ...]:
    """The keys that mean something to this definition."""
    scheme = find_scheme(config.type)
    assert scheme is not None
    return scheme.fields(config.settings)


def auth_templates(config: AuthConfig) -> Iterator[tuple[str, SourceLocation]]:
    """Everything in a definition that may hold references."""
    for field in auth_fields(config):
        if field.name in config.settings:
            yield config.settings[field.name], config.location_of(field.name)
    for word in _command(config):
        yield word, config.location_of("command")
    for name, values in config.token_parameters:
        for value in values:
            yield value, config.location_of("token_parameters").inside(name)
    for name, value in config.token_headers:
        yield value, config.location_of("token_headers").inside(name)
    for pattern in config.hosts or ():
        yield pattern, config.location_of("hosts")
    if config.placement is not None:
        yield config.placement.name, config.location_of("placement").inside("name")
        yield config.placement.prefix, config.location_of("placement").inside("prefix")


def resolve_auth(config: AuthConfig, resolver: Resolver, root: Path) -> ResolvedAuth:
    """The definition without references, its defaults filled in and its paths absolute."""
    settings: dict[str, MaybeSecret] = {}
    for field in auth_fields(config):
        if field.name in config.settings:
            place = config.location_of(field.name)
            parts = resolver.parts(config.settings[field.name], place)
            settings[field.name] = join_texts(part.text for part in parts)
            if not any(part.failed for part in parts):
                _say_unusable(resolver, field, settings[field.name], place)
            _say_broken(resolver, field.name, settings[field.name], place)
            if field.kind is FieldKind.PATH:
                settings[field.name] = _absolute(settings[field.name], root, resolver, place)
        elif field.default is not None:
            settings[field.name] = field.default
    parameters: list[tuple[str, MaybeSecret]] = []
    for name, values in config.token_parameters:
        place = config.location_of("token_parameters").inside(name)
        for value in values:
            parameters.append((name, resolver.text(value, place)))
            _say_broken(resolver, name, parameters[-1][1], place)
    hosts = config.hosts
    if hosts is not None:
        place = config.location_of("hosts")
        hosts = tuple(_host(pattern, resolver, place.inside(i)) for i, pattern in enumerate(hosts))
    return ResolvedAuth(
        config=config,
        settings=settings,
        token_parameters=tuple(parameters),
        hosts=hosts,
        placement=_placement(config, resolver),
        token_headers=tuple(_headers(config, resolver)),
        command=tuple(_word(word, config, resolver) for word in _command(config)),
    )


def _command(config: AuthConfig) -> tuple[str, ...]:
    """The program whose output is the token, and its arguments, as they are written."""
    names = (field.name for field in auth_fields(config) if field.kind is FieldKind.COMMAND)
    refs = (config.sources[name] for name in names if name in config.sources)
    return tuple(word for ref in refs for word in command_words(ref))


def _word(written: str, config: AuthConfig, resolver: Resolver) -> str:
    """A word of a command without references; a fault where it holds a secret."""
    place = config.location_of("command")
    parts = resolver.parts(written, place)
    word = join_texts(part.text for part in parts)
    if isinstance(word, Secret) and not any(part.failed for part in parts):
        names = ", ".join(f"{{{{{span.name}}}}}" for span in reference_spans(written))
        what = f"command contains a secret: {names}."
        why = "Every user of this machine can see the arguments of a program."
        advice = "Let the program read it itself: from an OS environment variable or a file."
        resolver.add_fault(Fault("secret_in_command", what, place, why, advice))
    return reveal(word)


def _host(written: str, resolver: Resolver, place: SourceLocation) -> str:
    """An entry of ``hosts`` without references; a warning where it can match nothing."""
    parts = resolver.parts(written, place)
    pattern = reveal(join_texts(part.text for part in parts))
    if not any(part.failed for part in parts):
        shown = written if has_reference(written) else None
        resolver.add_fault(host_fault_of(pattern, place, shown))
    return pattern


def _headers(config: AuthConfig, resolver: Resolver) -> Iterator[tuple[str, MaybeSecret]]:
    """The header fields of the token request; what cannot be one is a fault."""
    for name, written in config.token_headers:
        place = config.location_of("token_headers").inside(name)
        value = field_value(written, place, f'Header "{name}"', resolver)
        if value is not None:
            yield name, value


def auth_files(auth: ResolvedAuth) -> Iterator[tuple[str, SourceLocation]]:
    """Each file that a definition names (absolute path and place)."""
    for field in auth_fields(auth.config):
        path = masked(auth.setting(field.name))
        if field.kind is FieldKind.PATH and path:
            yield path, auth.config.location_of(field.name)


def _absolute(written: MaybeSecret, root: Path, resolver: Resolver, place: SourceLocation) -> str:
    """A path from the workspace on, ``~`` from the home folder; blank after a fault."""
    try:
        return str(root / expand_home(masked(written))) if masked(written) else ""
    except UsageError as error:
        resolver.faults.append(Fault(error.code, error.what, place, advice=error.advice))
        return ""


def secret_settings(auth: ResolvedAuth) -> Iterator[MaybeSecret]:
    """The values of the keys that hold secrets, also where they are written out in a file."""
    for field in auth_fields(auth.config):
        if field.kind is FieldKind.SECRET:
            yield auth.setting(field.name)


def secret_references(auth: ResolvedAuth, only: str = "") -> tuple[str, ...]:
    """The names that the keys which hold secrets refer to, in the order of the form.

    Args:
        auth: the definition.
        only: the one key that counts; empty for all.
    """
    written = (
        auth.config.settings.get(field.name, "")
        for field in auth_fields(auth.config)
        if field.kind is FieldKind.SECRET and only in ("", field.name)
    )
    return tuple(dict.fromkeys(span.name for text in written for span in reference_spans(text)))


def _placement(config: AuthConfig, resolver: Resolver) -> Placement | None:
    written = config.placement
    if written is None:
        return None
    place = config.location_of("placement")
    texts = []
    for key, text in (("name", written.name), ("prefix", written.prefix)):
        texts.append(reveal(resolver.text(text, place.inside(key))))
        if found := forbidden(texts[-1]):
            what = f"{key} of placement contains {found}."
            resolver.add_fault(
                Fault("placement_text", what, place.inside(key), advice="Remove it at its source.")
            )
    return Placement(written.location, *texts)


def _say_broken(resolver: Resolver, name: str, value: MaybeSecret, place: SourceLocation) -> None:
    """Bytes that are no UTF-8 come from process variables and arguments as half characters."""
    if any("\ud800" <= character <= "\udfff" for character in reveal(value)):
        what = f"{name} contains bytes that are not UTF-8."
        advice = "Check its source: a binary key is not text."
        resolver.faults.append(Fault("auth_not_text", what, place, advice=advice))


def _say_unusable(
    resolver: Resolver, field: Field, value: MaybeSecret, place: SourceLocation
) -> None:
    """What is wrong with a value, once: a secret that is written here is checked as any other."""
    text = reveal(value)
    if not text.strip():
        if field.required:
            what = f"{field.name} is empty after substitution."
            resolver.add_fault(Fault("auth_empty_key", what, place))
    elif field.kind is FieldKind.SECRET:
        resolver.add_fault(secret_fault(field.name, text, place))
    elif field.name == "issuer":
        resolver.add_fault(issuer_fault(text, place))
    elif field.kind is FieldKind.NUMBER:
        resolver.add_fault(number_fault(field, text.strip(), place))


def tls_paths(environment: Environment) -> Iterator[tuple[str, str, SourceLocation]]:
    """Each file that the settings of TLS name: its key, the path as written, and the place."""
    tls = environment.tls
    for key, written in (
        ("ca_bundle", tls.ca_bundle),
        ("client_certificate", tls.client_certificate),
        ("client_key", tls.client_key),
    ):
        if written:
            yield key, written, SourceLocation(environment.file, ("tls", key))


def _key_password_place(environment: Environment) -> SourceLocation:
    return SourceLocation(environment.file, ("tls", "client_key_password"))


def _key_password(environment: Environment, resolver: Resolver) -> Secret | None:
    """The password of the client certificate's key, which is a secret however it is written."""
    written = environment.tls.client_key_password
    if not written:
        return None
    value = resolver.text(written, _key_password_place(environment))
    return value if isinstance(value, Secret) else Secret(value)


def connection_templates(environment: Environment) -> Iterator[tuple[str, SourceLocation]]:
    """Everything about an environment's connections that may hold references."""
    for _, written, place in tls_paths(environment):
        yield written, place
    if environment.tls.client_key_password:
        yield environment.tls.client_key_password, _key_password_place(environment)
    if environment.proxy:
        yield environment.proxy, SourceLocation(environment.file, ("proxy", "url"))


def resolve_connection(
    environment: Environment | None, resolver: Resolver, root: Path
) -> tuple[ConnectionSettings, tuple[tuple[str, SourceLocation], ...]]:
    """The settings, and each file that they name (absolute path and place)."""
    if environment is None:
        return ConnectionSettings(environment=""), ()
    files: list[tuple[str, SourceLocation]] = []
    paths: dict[str, str] = {}
    for key, written, place in tls_paths(environment):
        paths[key] = _absolute(resolver.text(written, place), root, resolver, place)
        if paths[key]:
            files.append((paths[key], place))
    proxy: MaybeSecret = ""
    if environment.proxy:
        place = SourceLocation(environment.file, ("proxy", "url"))
        proxy = resolve_proxy(environment.proxy, place, resolver)
    settings = ConnectionSettings(
        environment=environment.id,
        verify=environment.tls.verify,
        ca_bundle=paths.get("ca_bundle", ""),
        client_certificate=paths.get("client_certificate", ""),
        client_key=paths.get("client_key", ""),
        client_key_password=_key_password(environment, resolver),
        proxy=proxy if isinstance(proxy, Secret) else proxy.strip(),
        http=environment.options.http,
        file=environment.file,
    )
    return settings, tuple(files)
