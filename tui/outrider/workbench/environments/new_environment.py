"""Makes an environment: an empty one, or one for a known authorization server."""

from __future__ import annotations

from msgspec import Struct

from outrider.dialogs.picker_item import PickerItem
from outrider.storage.reading.provider_templates import provider_template, provider_templates
from outrider.storage.writing.template_environment import TemplateEnvironment
from outrider.toml_text.schema import KeyPath
from outrider.workbench.context.workbench_context import WorkbenchContext

_EMPTY = ""


class MadeEnvironment(Struct, frozen=True):
    """An environment that was just written.

    Attributes:
        environment_id: its name.
        key: what is to be entered first.
    """

    environment_id: str
    key: KeyPath = ()


async def new_environment(context: WorkbenchContext) -> MadeEnvironment | None:
    """Asks what it is for and what it is called, and writes it; ``None`` where the user went away.

    Raises:
        SaveError: the name is taken, or the system refuses to write.
    """
    provider = await _provider(context)
    if provider is None:
        return None
    note = "A name, such as staging."
    name = await context.prompt_file_name("New environment", provider, note)
    if not name:
        return None
    filing = context.buffers.filing
    if provider == _EMPTY:
        with context.consent.saving_environment(name):
            filing.create_environment(name)
        return MadeEnvironment(name)
    environment = TemplateEnvironment(provider_template(provider), name)
    filing.check_new_name(environment.file, name)
    with context.consent.saving_environment(name):
        environment.write(context.workspace.root)
    asked = environment.template.variables
    return MadeEnvironment(name, ("variables", asked[0].name) if asked else ())


async def _provider(context: WorkbenchContext) -> str | None:
    """The name of a template, empty for none; ``None`` where the user went away."""
    choices = [PickerItem("empty", "Empty", "to be filled in")]
    choices += [
        PickerItem(f"of {one.name}", one.title, one.summary) for one in provider_templates()
    ]
    picked = await context.pick("New environment for", choices)
    if not picked:
        return None
    return picked.removeprefix("of ") if picked != "empty" else _EMPTY
