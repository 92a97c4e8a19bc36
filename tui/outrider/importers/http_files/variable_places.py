"""Variables that stand in files and in environments, and those that stand nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Set

from outrider.importers.building.import_builder import ImportBuilder
from outrider.importers.building.shadowed_auths import settle_shadowed_auths
from outrider.importers.building.shadowed_variables import ShadowSettler
from outrider.importers.http_files.token_requests import names_in_texts
from outrider.importers.postman.token_usage import names_in_request
from outrider.variables.variable_scope import ACCESS_TOKEN


def settle_shadowed(built: ImportBuilder) -> None:
    """Files win where only VS Code's REST Client and httpyac know the environments."""
    built.secret_parter.part_folders(one.values for one in built.folders)
    built.report.source = ""
    settler = ShadowSettler(built.report, built.environments, built.scopes, names_in_request)
    for drafts in built.collections:
        settler.settle(drafts.folders, drafts.requests)
        settle_shadowed_auths(drafts, drafts.folders, built.environments, built.scopes)


def tell_shadowed(
    built: ImportBuilder, of_environments: Set[str], folder_sources: Mapping[str, str]
) -> None:
    """Files win over environments for most readers, and lose here.

    Args:
        built: what was read.
        of_environments: names that environments define.
        folder_sources: the file of each folder, by the folder's id.
    """
    for folder in built.folders:
        own = {**folder.values.variables, **folder.values.secrets}
        for name in sorted(of_environments & own.keys()):
            held = [{**one.values.variables, **one.values.secrets} for one in built.environments]
            if any(name in values and values[name] != own[name] for values in held):
                built.report.source = folder_sources.get(folder.id, "")
                built.report.at(folder.place).changed(
                    f'Variable "{name}" is defined in the file and in environments.',
                    why="The environment's value counts, as for JetBrains; for VS Code's REST "
                    "Client and httpyac the file's does.",
                )


def tell_undefined(built: ImportBuilder) -> None:
    """Names that no imported file defines: their environment may be in another folder."""
    defined = set(built.captured) | built.secrets.values.keys() | {ACCESS_TOKEN}
    for scope in built.scopes:
        defined |= scope.variables.keys() | scope.secrets.keys()
    for request in built.requests:
        defined |= request.variables.keys()
    names = [one for one in names_in_texts(built.requests) if one not in defined]
    if names:
        built.report.source = ""
        built.report.at().lost(
            f"Variables that no imported file defines: {', '.join(names)}.",
            why="Their requests cannot be sent until you define them.",
            advice="Import the folder that has their environment files, or define them.",
        )
