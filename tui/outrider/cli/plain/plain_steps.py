"""What to do next, in commands of the line-by-line workbench."""

from __future__ import annotations

from outrider.cli.output.shell_steps import shell_step
from outrider.next_steps import (
    AllowHost,
    ChooseEnvironment,
    ConfirmSend,
    DefineVariable,
    EnterSecret,
    NextStep,
    RaiseTimeout,
    SaveWhole,
    SendAgain,
    SendFirst,
    SetOsVariable,
    SetUrl,
    TrustWorkspace,
)

_WORDS: dict[type[NextStep], str] = {
    TrustWorkspace: 'Type "trust" to see what it needs, and to agree.',
    ConfirmSend: 'Type "send" on a terminal, and confirm.',
    SendAgain: 'Type "send" again.',
    SaveWhole: 'Type "send > FILE" to save all of it.',
    RaiseTimeout: 'Type "set timeout SECONDS".',
}


def plain_advice(advice: str, step: NextStep | None) -> str:
    """The advice of an error or fault: its own words, else those of its step."""
    return advice or (plain_step(step) if step is not None else "")


def plain_step(step: NextStep) -> str:
    """One sentence with what can be typed."""
    match step:
        case DefineVariable(name, near, _):
            define = f'type "set variable {name} VALUE".'
            return f'Did you mean "{near[0]}"? Otherwise {define}' if near else f"T{define[1:]}"
        case EnterSecret(name) | SetOsVariable(secret=name) if name:
            return f'Type "set secret {name}".'
        case SendFirst(request):
            return f'Type "open {request}", then "send".'
        case ChooseEnvironment(known):
            return f'Type "use NAME"{": " if known else ""}{", ".join(known)}.'
        case AllowHost(host, file, line) if file:
            where = f"{file}:{line}" if line is not None else file
            return f'Add "{host}" to hosts ({where}).'
        case SaveWhole(file) if file:
            return shell_step(step)
        case SetUrl(url):
            return f'Type "set url" and change it to {url}.'
        case _:
            return _WORDS.get(type(step)) or shell_step(step)
