"""The options of GNU Wget 1.21, as its manual has them."""

from __future__ import annotations

from outrider.importers.curl.program_options import ProgramOptions

_VALUES = """
    accept accept-regex append-output backups base bind-address body-data body-file ca-certificate
    ca-directory certificate certificate-type ciphers compression config connect-timeout crl-file
    cut-dirs default-page directory-prefix dns-timeout domains dot-style egd-file
    exclude-directories exclude-domains execute follow-tags ftp-password ftp-user header hsts-file
    http-passwd http-password http-user ignore-tags include-directories input-file level limit-rate
    load-cookies local-encoding max-redirect method n output-document output-file password
    pinnedpubkey post-data post-file prefer-family private-key private-key-type progress
    proxy-passwd proxy-password proxy-user quota random-file read-timeout referer regex-type reject
    reject-regex rejected-log remote-encoding report-speed restrict-file-names retry-on-http-error
    save-cookies secure-protocol start-pos timeout tries use-askpass user user-agent wait waitretry
    warc-dedup warc-file warc-header warc-max-size warc-tempdir
"""
_FLAGS = """
    adjust-extension ask-password auth-no-challenge background backup-converted content-disposition
    content-on-error continue convert-file-only convert-links debug delete-after follow-ftp
    force-directories force-html ftps-clear-data-connection ftps-fallback-to-ftp ftps-implicit
    ftps-resume-ssl help html-extension htmlify https-only ignore-case ignore-length inet4-only
    inet6-only keep-session-cookies mirror no-cache no-check-certificate no-clobber no-config
    no-cookies no-directories no-dns-cache no-glob no-host-directories no-hsts no-http-keep-alive
    no-if-modified-since no-iri no-netrc no-parent no-passive-ftp no-proxy no-remove-listing
    no-use-server-timestamps no-verbose no-warc-compression no-warc-digests no-warc-keep-log
    page-requisites preserve-permissions protocol-directories quiet random-wait recursive relative
    retr-symlinks retry-connrefused save-headers server-response show-progress span-hosts spider
    strict-comments timestamping trust-server-names unlink verbose version warc-cdx xattr
"""
_LETTERS = {
    "4": "inet4-only", "6": "inet6-only", "A": "accept", "B": "base", "D": "domains",
    "E": "adjust-extension", "F": "force-html", "H": "span-hosts", "I": "include-directories",
    "K": "backup-converted", "L": "relative", "N": "timestamping", "O": "output-document",
    "P": "directory-prefix", "Q": "quota", "R": "reject", "S": "server-response", "T": "timeout",
    "U": "user-agent", "V": "version", "X": "exclude-directories", "a": "append-output",
    "b": "background", "c": "continue", "d": "debug", "e": "execute", "h": "help",
    "i": "input-file", "k": "convert-links", "l": "level", "m": "mirror", "n": "n",
    "o": "output-file", "p": "page-requisites", "q": "quiet", "r": "recursive", "t": "tries",
    "v": "verbose", "w": "wait", "x": "force-directories",
}  # fmt: skip
_ANSWER = """
    adjust-extension append-output background backups content-disposition content-on-error cut-dirs
    debug default-page delete-after directory-prefix dot-style force-directories htmlify
    ignore-length n no-clobber no-directories no-host-directories no-use-server-timestamps
    no-verbose output-document output-file progress protocol-directories quiet rejected-log
    report-speed restrict-file-names save-cookies save-headers server-response show-progress
    trust-server-names unlink verbose warc-cdx warc-file xattr
"""

OLD_NAMES = {
    "html-extension": "adjust-extension",
    "http-passwd": "http-password",
    "proxy-passwd": "proxy-password",
}
"""Names that wget still takes, and what they are called now."""

OPTIONS = ProgramOptions(_VALUES.split(), _FLAGS.split(), _LETTERS)
"""``n`` is the letter of ``-nv``, ``-nc`` and their like."""

ANSWER = frozenset(_ANSWER.split())
"""Options that say what happens to the response, not what is sent."""
