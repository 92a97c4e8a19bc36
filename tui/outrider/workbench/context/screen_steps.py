"""What to do next, in words of the screen: its keys and dialogs, never a flag."""

from __future__ import annotations

from outrider.next_steps import (
    AllowHost,
    ChooseEnvironment,
    ConfirmSend,
    DefineVariable,
    EditKey,
    EnterSecret,
    NextStep,
    RaiseTimeout,
    SaveWhole,
    SetOsVariable,
    SetUrl,
    TrustWorkspace,
)

_WORDS: dict[type[NextStep], str] = {
    EnterSecret: "Enter it for this session.",
    ChooseEnvironment: "Choose an environment.",
    TrustWorkspace: 'Review the files, then choose "Trust workspace".',
    ConfirmSend: "Send it again and confirm.",
    RaiseTimeout: "Raise the timeout on the Options tab.",
    SaveWhole: "Save all of it to a file.",
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
        case AllowHost(host):
            words = f"Allow {host}, or send without the credential."
        case SetUrl(url):
            words = f"Set the URL to {url}."
        case EditKey(file, line, key):
            where = f"{file}:{line}" if line is not None else file
            words = f"Edit {key} in {where}." if key else f"Edit {where}."
    return words
