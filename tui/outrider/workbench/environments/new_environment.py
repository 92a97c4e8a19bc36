"""Makes an environment: an empty one, or one for a known authorization server."""

from __future__ import annotations

from msgspec import Struct

from outrider.dialogs.picker_item import PickerItem
from outrider.storage.reading.provider_templates import provider_template, provider_templates
from outrider.storage.writing.environment_copy import copy_environment
from outrider.storage.writing.template_environment import TemplateEnvironment
from outrider.toml_text.schema import KeyPath
from outrider.workbench.context.name_prompt import prompt_name
from outrider.workbench.context.workbench_context import WorkbenchContext

_NOTE = "A name, such as Staging."


class MadeEnvironment(Struct, frozen=True):
    """An environment that was just written.

    Attributes:
        environment_id: its name.
        key: what is to be entered first.
        like: the environment that it was made like; empty for none.
    """

    environment_id: str
    key: KeyPath = ()
    like: str = ""


async def new_environment(context: WorkbenchContext) -> MadeEnvironment | None:
    """Asks what it is for and what it is called, and writes it; ``None`` where the user went away.

    Raises:
        SaveError: the name is taken, or the system refuses to write.
    """
    picked = await context.pick("New environment", _choices(context))
    kind, _, name = picked.partition(" ")
    match kind:
        case "like":
            return await environment_like(context, name)
        case "of":
            return await _of_provider(context, name)
        case "empty":
            given = await prompt_name(context, "New environment", "", _NOTE)
            if given is None:
                return None
            with context.consent.saving_environment(given.id):
                context.buffers.filing.create_environment(given.id, given.label)
            return MadeEnvironment(given.id)
    return None


async def environment_like(context: WorkbenchContext, like: str) -> MadeEnvironment | None:
    """Asks what a copy is called, and writes it; ``None`` where the user went away.

    Raises:
        OutriderError: the environment cannot be copied, or the name is taken.
    """
    known = {one.id: one.environment for one in context.workspace.environments}
    environment = known.get(like)
    label = environment.name if environment is not None else like
    given = await prompt_name(context, f"New environment like {label}", "", _NOTE)
    if given is None:
        return None
    workspace = context.workspace
    with context.consent.copying_environment(like, given.id):
        copy_environment(
            workspace.root, like, given.id, given.label, trusted=workspace.reader.trusted
        )
    addresses = (
        name
        for name, one in (environment.variables.items() if environment is not None else ())
        if "://" in str(one.value)
    )
    first = next(addresses, None)
    return MadeEnvironment(given.id, ("variables", first) if first else ("variables",), like)


async def _of_provider(context: WorkbenchContext, provider: str) -> MadeEnvironment | None:
    given = await prompt_name(context, "New environment", provider, _NOTE)
    if given is None:
        return None
    environment = TemplateEnvironment(provider_template(provider), given.id, label=given.label)
    filing = context.buffers.filing
    filing.check_new_name(environment.file, given.id)
    with context.consent.saving_environment(given.id):
        environment.write(context.workspace.root)
    asked = environment.template.variables
    return MadeEnvironment(given.id, ("variables", asked[0].name) if asked else ())


def _choices(context: WorkbenchContext) -> list[PickerItem]:
    """What it can be made of: the active environment comes first."""
    workspace = context.workspace
    known = sorted(workspace.environments, key=lambda one: one.id != workspace.active)
    return [
        *(
            PickerItem(f"like {one.id}", f"Like {one.environment.name}", "its rows, other secrets")
            for one in known
            if one.environment is not None
        ),
        PickerItem("empty", "Empty", "to be filled in"),
        *(PickerItem(f"of {one.name}", one.title, one.summary) for one in provider_templates()),
    ]
