"""What the console says of an answer with a token: its clock, and what the token is bound to."""

from __future__ import annotations

from outrider.auth.origins import parse_origin
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder
from outrider.engine.tokens.clock_warning import clock_warning
from outrider.engine.tokens.own_certificates import own_certificates
from outrider.engine.tokens.token_binding import binding_note, bound_thumbprint
from outrider.engine.tokens.token_job import TokenJob
from outrider.model.console_entry import EntryKind
from outrider.model.secret import reveal
from outrider.model.token import TokenResponse


def note_answer(
    job: TokenJob, answer: TokenResponse, recorder: ExchangeRecorder, now: float
) -> None:
    """Says when this machine's clock is wrong, and whether the API will see a certificate.

    Args:
        job: what the token is wanted for; its last exchange gave the answer.
        answer: with the token.
        recorder: writes it down.
        now: seconds since the epoch.
    """
    last = job.record.exchanges[-1] if job.record.exchanges else None
    if last is not None and last.response is not None:
        origin = parse_origin(reveal(last.request.url))
        host = origin.host if origin is not None else "the server"
        warning = clock_warning(last.response, answer.access_token, now, host)
        if warning:
            recorder.log(job.record, warning, EntryKind.WARNING)
    certificates = own_certificates(job) if bound_thumbprint(answer.access_token) else ""
    # One that cannot be read has been told by the connection.
    if isinstance(certificates, str):
        note = binding_note(answer.access_token, certificates)
        if note is not None:
            recorder.log(job.record, *note)
