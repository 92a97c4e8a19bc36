"""What to do next, in words of the screen: its keys and dialogs, never a flag."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, structs

from outrider.errors import AuthorizationError, OutriderError, Severity, SourceLocation
from outrider.model.response_note import ResponseNote
from outrider.next_steps import (
    AddScope,
    AllowHost,
    ChooseEnvironment,
    ChooseWorkspace,
    ConfirmSend,
    DefineVariable,
    EditKey,
    EnterSecret,
    NextStep,
    RaiseTimeout,
    SaveWhole,
    SendAgain,
    SendFirst,
    SetOsVariable,
    SetUrl,
    TrustWorkspace,
    UseAuthorizationServer,
)
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, REQUESTS
from outrider.variables.reference_grammar import is_name

_WORDS: dict[type[NextStep], str] = {
    EnterSecret: "Enter it for this session.",
    ChooseEnvironment: "Choose an environment.",
    ChooseWorkspace: "Restart Outrider in a workspace.",
    TrustWorkspace: 'Review the files, then choose "Trust workspace".',
    ConfirmSend: "Send it again and confirm.",
    RaiseTimeout: "Raise the timeout on the Options tab.",
    SendAgain: "Send again to sign in.",
    SaveWhole: "Save all of it to a file.",
    UseAuthorizationServer: "Use it in the auth of the request.",
}

_LABELS: dict[type[NextStep], str] = {
    ChooseEnvironment: "Choose environment",
    TrustWorkspace: "Trust workspace",
    ConfirmSend: "Confirm",
    RaiseTimeout: "Raise timeout",
    SetUrl: "Edit URL",
    SendAgain: "Send again",
    AddScope: "Add scope and send",
    SaveWhole: "Save whole body",
    UseAuthorizationServer: "Use server",
}


def screen_advice(advice: str, step: NextStep | None) -> str:
    """The advice of an error or fault: its own words, else those of its step."""
    return advice or (screen_step(step) if step is not None else "")


def screen_step(step: NextStep) -> str:
    """One sentence about what to do here."""
    words = _WORDS.get(type(step), "")
    match step:
        case DefineVariable(_, near=(first, *_)):
            words = f'Did you mean "{first}"?'
        case DefineVariable():
            words = "Define it, or correct the reference."
        case SetOsVariable(name):
            words = (
                f"Enter a value for this session, or restart Outrider after: export {name}=VALUE"
            )
        case SendFirst(request):
            words = f'Send request "{request}" first.'
        case AllowHost(host):
            words = f"Allow {host}, or send without the credential."
        case SetUrl(url):
            words = f"Set the URL to {url}."
        case EditKey(file, line, key):
            where = f"{file}:{line}" if line is not None else file
            words = f"Edit {key} in {where}." if key else f"Edit {where}."
        case AddScope(scope):
            words = f'Request scope "{scope}" as well.'
    return words


class TakeableStep(Struct, frozen=True):
    """A step that a key can take here.

    Attributes:
        place: what it is about.
        label: of the key.
    """

    step: NextStep
    place: SourceLocation | None
    label: str


def takeable_step(
    error: OutriderError, environment_id: str = "", environment_name: str = ""
) -> TakeableStep | None:
    """What a key can do about an error; of several faults, about the first of which it can.

    Args:
        error: what went wrong.
        environment_id: in which it did; empty where that does not matter.
        environment_name: what people call it.
    """
    return _labelled(_takeable(error, environment_id), environment_id, environment_name)


def takeable_note(
    notes: Iterable[ResponseNote], environment_id: str = "", environment_name: str = ""
) -> TakeableStep | None:
    """What a key can do about the first of the notes beside a response that it can."""
    steps = ((one.step, one.place) for one in notes)
    taken = (
        TakeableStep(step, place, step_label(step))
        for step, place in steps
        if step is not None and _can_be_taken(step)
    )
    return _labelled(next(taken, None), environment_id, environment_name)


def _labelled(
    found: TakeableStep | None, environment_id: str, environment_name: str
) -> TakeableStep | None:
    """The step with what people call its environment."""
    if found is None or not isinstance(found.step, EditKey) or not environment_name:
        return found
    same = environment_of(found.step.file) == environment_id
    return structs.replace(found, label=f"Edit {environment_name}") if same else found


def _takeable(error: OutriderError, environment_id: str) -> TakeableStep | None:
    wrong = [one for one in error.faults if one.severity is Severity.ERROR]
    found = [(one.step, one.place) for one in wrong] or [(None, None)]
    if error.step is not None and all(step is None for step, _ in found):
        found.insert(0, (error.step, found[0][1]))
    for step, place in found:
        if step is not None and _can_be_taken(step):
            return TakeableStep(step, place, step_label(step))
    for _, place in found:
        if place is not None and place.file:
            edit = EditKey(place.file, place.line, place.dotted_key)
            return TakeableStep(edit, place, step_label(edit))
    if error.exit_code == AuthorizationError.exit_code and environment_id:
        edit = EditKey(f"{ENVIRONMENTS}/{environment_id}.toml")
        return TakeableStep(edit, None, step_label(edit))
    return None


def _can_be_taken(step: NextStep) -> bool:
    match step:
        case DefineVariable(name):
            return is_name(name)
        case ChooseWorkspace():
            return False
    return True


def environment_of(file: str) -> str:
    """The id of the environment whose file, or local file, this is; empty for another file."""
    folder, _, name = file.rpartition("/")
    if folder != ENVIRONMENTS or not name.endswith(".toml"):
        return ""
    return name.removesuffix(".toml").removesuffix(OVERLAY_SUFFIX)


def step_label(step: NextStep) -> str:
    """What the key of a step does, in a few words."""
    label = _LABELS.get(type(step), "")
    match step:
        case DefineVariable(name):
            label = f'Define "{name}"'
        case SetOsVariable(name, secret):
            label = f'Enter "{secret}"' if secret else f"Enter {name}"
        case EnterSecret(name):
            label = f'Enter "{name}"'
        case AllowHost(host):
            label = f"Allow {host}"
        case SendFirst(request):
            label = f"Send {request} first"
        case EditKey(file, _, key):
            named = environment_of(file)
            below = file.startswith(f"{REQUESTS}/")
            label = f"Edit {named or (file if below else file.rpartition('/')[2])}"
            if below and key and not file.endswith("/folder.toml"):
                # A field of the request that is shown.
                label = "Edit request"
    return label
