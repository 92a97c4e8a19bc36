"""A credential that an import keeps as a secret, wherever else the import has it in clear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec import structs

from outrider.importers.file_naming import FileNamer, SecretVault
from outrider.model.import_result import (
    ExampleResponse,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)
from outrider.model.secret import Secret
from outrider.model.workspace import Folder, Request
from outrider.storage.writing.held_secrets import HeldSecret
from outrider.storage.writing.import_environments import reference_list
from outrider.storage.writing.import_titles import SafeNames
from outrider.variables.nested_texts import with_texts
from outrider.variables.secret_copies import (
    SecretCopies,
    known_values,
    refer_in_request,
    refer_in_text,
)

_IGNORE = ".gitignore"
_TEMPLATES = ("url", "query_params", "headers", "path_params", "auth", "variables", "body")
"""Where a reference means something; all other texts of a request or folder only lose the value."""


def secret_copies(imported: ImportResult, held: Iterable[HeldSecret]) -> SecretCopies:
    """Finds what an import has of its own secrets, and of those of the workspace."""
    return SecretCopies([*((one.name, one.value) for one in held), *_values(imported)])


def without_echoes(
    imported: ImportResult, held: Collection[HeldSecret] = (), taking: Collection[str] = ()
) -> ImportResult:
    """The import in which every value that is a secret is one in all its places.

    Where a reference can stand there is one, elsewhere a mask; a copy in another encoding, which
    no reference to the secret can express, becomes a secret too.

    Args:
        imported: each thing where it goes.
        held: what the workspace keeps as secrets.
        taking: ids of the environments that take the import's secrets.
    """
    copies = secret_copies(imported, held)
    if not copies:
        return imported
    own = set(_names(imported))
    references = _references(held, own, taking)
    there = {one.name: Secret("") for one in held if one.environment in taking}
    vault = SecretVault({**there, **dict.fromkeys(own, Secret(""))})
    refer, brought, used = copies.referring(vault.put), set(_values(imported)), dict[str, None]()
    known = {(one.name, one.value) for one in held} - brought

    def hide(name: str, value: str, respelled: bool) -> str | None:
        if (name, value) in known and (name, value) not in references:
            # The name means nothing, or something else, where the request is sent.
            return vault.put(name, value)
        found = refer(name, value, respelled)
        if found == "{{" + name + "}}" and (name, value) in known:
            used[name] = None
        return found

    def template(value: Any) -> Any:
        return with_texts(value, lambda written: refer_in_text(written, copies, hide))

    def text(value: Any) -> Any:
        return with_texts(value, copies.masked)

    def item(one: Any) -> Any:
        if isinstance(one, Request):
            one = refer_in_request(one, copies, hide)
        fields = {
            name: template(value) if name in _TEMPLATES else text(value)
            for name in one.__struct_fields__
            if name not in {"id", "file"}
            and (value := getattr(one, name)) is not None
            and not (name in _TEMPLATES and isinstance(one, Request))
        }
        return structs.replace(one, **fields)

    def response(one: ExampleResponse) -> ExampleResponse:
        return structs.replace(
            one, reason=text(one.reason), fields=text(one.fields), body=text(one.body)
        )

    environments = tuple(
        structs.replace(
            one,
            environment=structs.replace(
                one.environment,
                variables=template(one.environment.variables),
                auths=template(one.environment.auths),
                description=text(one.environment.description),
            ),
        )
        for one in imported.environments
    )
    made = structs.replace(
        imported,
        folders=tuple(map(item, imported.folders)),
        requests=tuple(map(item, imported.requests)),
        environments=environments,
        variables=template(imported.variables),
        responses=tuple(_renamed(map(response, imported.responses), copies)),
        comments=text(imported.comments),
        files=_ignored_by_git(imported.files, copies),
    )
    if used:
        made = structs.replace(made, remarks=(*made.remarks, _referred(used)))
    if not vault.values:
        return made
    kept = {Secret(one.value) for one in held}
    given = {name: one for name, one in vault.values.items() if one in kept}
    return _with_secrets(made, vault.values, given)


def _references(
    held: Iterable[HeldSecret], own: Collection[str], taking: Collection[str]
) -> set[tuple[str, str]]:
    """The names, with their values, that refer to the same in each environment that counts."""
    places: dict[tuple[str, str], set[str]] = {}
    for one in held:
        if one.is_secret and one.name not in own:
            places.setdefault((one.name, one.value), set()).add(one.environment)
    return {each for each, found in places.items() if found.issuperset(taking)}


def _referred(names: Iterable[str]) -> ImportRemark:
    return ImportRemark(
        ImportVerdict.CHANGED,
        f"Copies of the workspace's secrets became references: {reference_list(names)}.",
        why="The workspace keeps these values out of files that git tracks.",
    )


def _ignored_by_git(files: Mapping[str, bytes], copies: SecretCopies) -> Mapping[str, bytes]:
    """The files of large bodies; git ignores one with a secret, for it is sent byte for byte."""
    made = dict(files)
    for file, data in files.items():
        folder, _, name = file.rpartition("/")
        ignore, line = f"{folder}/{_IGNORE}", f"/{name}\n".encode()
        is_body = name != _IGNORE and line not in made.get(ignore, b"")
        if is_body and copies.may_be_in(data.decode("utf-8", "replace")):
            made[ignore] = made.get(ignore, b"") + line
    return made


def _renamed(
    responses: Iterable[ExampleResponse], copies: SecretCopies
) -> Iterator[ExampleResponse]:
    """Examples whose files are not called by a secret, which a name spells in its own way."""
    safe, names, renamed = SafeNames(copies), FileNamer(), []
    for one in responses:
        if safe.tells(one.name):
            renamed.append(one)
        else:
            names.take(one.request_id, one.name)
            yield one
    for one in renamed:
        path = names.take(one.request_id, safe.safe(one.name, one.name, "example"), "example")
        yield structs.replace(one, name=path.rpartition("/")[2])


def _with_secrets(
    imported: ImportResult, values: Mapping[str, Secret], given: Mapping[str, Secret]
) -> ImportResult:
    """With more secrets, wherever secrets have values.

    Args:
        imported: what refers to them.
        values: the secrets by name.
        given: of these, what another environment, or something that is no secret there, has.
    """
    every = imported.environments
    some = [one for one in every if one.values] or ([] if imported.secrets else [*every])
    environments = tuple(one.with_secrets(values) if one in some else one for one in every)
    secrets = {**imported.secrets, **values} if imported.secrets or not every else {}
    remarks = list(imported.remarks)
    encoded = [name for name in values if name not in given]
    if encoded:
        remarks.append(
            ImportRemark(
                ImportVerdict.CHANGED,
                f"Secrets in another encoding became secrets too: {reference_list(encoded)}.",
                why="No reference to the secret itself can express them.",
                advice="Change them together with the secret.",
            )
        )
    if given:
        remarks.append(
            ImportRemark(
                ImportVerdict.CHANGED,
                f"Copies of the workspace's secrets became secrets too: {reference_list(given)}.",
                why="Local files have these values where no reference can get them.",
                advice="Change them together with the secret.",
            )
        )
    return structs.replace(
        imported,
        environments=environments,
        secrets=secrets,
        literals=(*imported.literals, *values),
        remarks=tuple(remarks),
    )


def _values(imported: ImportResult) -> Iterator[tuple[str, str]]:
    """The secrets by name, with what they stand for."""
    for values in (imported.secrets, *(one.values for one in imported.environments)):
        yield from known_values(values)


def _names(imported: ImportResult) -> Iterator[str]:
    """All names that mean something in the import."""
    yield from imported.secrets
    yield from imported.variables
    items: tuple[Folder | Request, ...] = (*imported.folders, *imported.requests)
    for item in items:
        yield from item.variables
    for one in imported.environments:
        yield from one.environment.secrets
        yield from one.environment.variables
