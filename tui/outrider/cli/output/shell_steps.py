"""What to do next, in flags and commands."""

from __future__ import annotations

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

_WORDS: dict[type[NextStep], str] = {
    TrustWorkspace: "Review the files, then run outrider trust, or pass --trust for one command.",
    ConfirmSend: "Pass --yes to confirm.",
    SendAgain: "Run the command again.",
}


def shell_advice(advice: str, step: NextStep | None) -> str:
    """The advice of an error or fault: its own words, else those of its step."""
    return advice or (shell_step(step) if step is not None else "")


def shell_step(step: NextStep) -> str:
    """One sentence that can be typed."""
    words = _WORDS.get(type(step), "")
    match step:
        case DefineVariable(name, near, file):
            where = f"define it{f' in {file}' if file else ''}, or pass --var {name}=VALUE."
            words = f'Did you mean "{near[0]}"? Otherwise {where}' if near else f"D{where[1:]}"
        case EnterSecret(name):
            words = f"Pass --var {name} (reads OS environment variable {name})."
        case SetOsVariable(name):
            words = f"Run: export {name}=VALUE"
        case SendFirst(request, then):
            words = f"Send both in one run: outrider run {request} {then}"
            words = words if then else f"Send it in the same run: outrider run {request} …"
        case ChooseEnvironment() | ChooseWorkspace():
            words = _choice(step)
        case AllowHost(host):
            add = f'Add "{host}" to hosts{_place(step)}, or pass' if step.file else "Pass"
            words = f"{add} --allow-host {host}."
        case SaveWhole() | RaiseTimeout():
            words = _option(step)
        case SetUrl(url):
            words = f"Set the URL to {url}."
        case EditKey(file, line, key):
            where = f"{file}:{line}" if line is not None else file
            words = f"Edit {key} in {where}." if key else f"Edit {where}."
        case AddScope(scope, file, line):
            where = f"{file}:{line}" if line is not None else file
            words = f'Add "{scope}" to scope ({where}).'
        case UseAuthorizationServer(url):
            words = f'Add an [auth] of type "oauth2" whose issuer is the one that {url} names.'
    return words


def _choice(step: ChooseEnvironment | ChooseWorkspace) -> str:
    if isinstance(step, ChooseEnvironment):
        return f"Pass --env NAME{': ' if step.known else ''}{', '.join(step.known)}."
    if step.create:
        return "Run outrider init DIR to create one, or pass --workspace DIR."
    return "Change to another folder, or pass --workspace DIR."


def _place(step: AllowHost) -> str:
    return f" ({step.file}:{step.line})" if step.line is not None else f" ({step.file})"


def _option(step: SaveWhole | RaiseTimeout) -> str:
    """What an option of a request's file has to do with it."""
    if isinstance(step, SaveWhole):
        if not step.limited:
            return "Pass --output FILE to save all of it."
        return f"Raise or remove max_body under [options] in {step.limited}."
    words = f"Raise timeout under [options] in {step.file}."
    return words if step.file else "Pass --save NAME, then raise timeout in that file."
