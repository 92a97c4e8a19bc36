"""A credential that an import keeps as a secret, wherever else the import has it in clear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import structs

from outrider.importers.file_naming import FileNamer, SecretVault, slug
from outrider.model.import_result import (
    ExampleResponse,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)
from outrider.model.secret import Secret
from outrider.model.workspace import Folder, Request
from outrider.storage.writing.import_environments import reference_list
from outrider.variables.nested_texts import with_texts
from outrider.variables.secret_copies import (
    SHORTEST,
    SecretCopies,
    known_values,
    refer_in_request,
    refer_in_text,
)

_IGNORE = ".gitignore"
_TEMPLATES = ("url", "query_params", "headers", "path_params", "auth", "variables", "body")
"""Where a reference means something; all other texts of a request or folder only lose the value."""


def without_echoes(imported: ImportResult) -> ImportResult:
    """The import in which every value that is a secret is one in all its places.

    Where a reference can stand there is one, elsewhere a mask; a copy in another encoding, which
    no reference to the secret can express, becomes a secret too.
    """
    copies = SecretCopies(_values(imported))
    if not copies:
        return imported
    vault = SecretVault(dict.fromkeys(_names(imported), Secret("")))
    hide = copies.referring(vault.put)

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
    return _with_secrets(made, vault) if vault.values else made


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
    spelled = [slug(value, "") for value in copies.values]
    told = [one for one in spelled if len(one) >= SHORTEST]
    pattern = re.compile("|".join(map(re.escape, sorted(told, key=len, reverse=True))) or r"(?!)")
    names, renamed = FileNamer(), []
    for one in responses:
        if pattern.search(one.name):
            renamed.append(one)
        else:
            names.take(one.request_id, one.name)
            yield one
    for one in renamed:
        path = names.take(one.request_id, pattern.sub(" ", one.name), "example")
        yield structs.replace(one, name=path.rpartition("/")[2])


def _with_secrets(imported: ImportResult, vault: SecretVault) -> ImportResult:
    """With the copies in other encodings, wherever secrets have values."""
    environments = tuple(
        one.with_secrets(vault.values) if one.values else one for one in imported.environments
    )
    secrets = {**imported.secrets, **vault.values} if imported.secrets else imported.secrets
    remark = ImportRemark(
        ImportVerdict.CHANGED,
        f"Secrets in another encoding became secrets too: {reference_list(vault.values)}.",
        why="No reference to the secret itself can express them.",
        advice="Change them together with the secret.",
    )
    return structs.replace(
        imported,
        environments=environments,
        secrets=secrets,
        literals=(*imported.literals, *vault.values),
        remarks=(*imported.remarks, remark),
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
