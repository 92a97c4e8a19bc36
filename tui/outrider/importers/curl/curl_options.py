"""The options of curl: which there are, which take a value, and what they are about.

They are those of curl's manual, up to version 8.
"""

from __future__ import annotations

_FLAGS = """
    alpn anyauth append basic buffer ca-native cert-status clobber compressed compressed-ssh
    create-dirs crlf digest disable disable-eprt disable-epsv disallow-username-in-url
    doh-cert-status doh-insecure dump-ca-embed fail fail-early fail-with-body false-start
    form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc
    ftp-ssl-control get globoff haproxy-protocol head http0.9 http1.0 http1.1 http2
    http2-prior-knowledge http3 http3-only ignore-content-length include insecure ipv4 ipv6
    junk-session-cookies keepalive list-only location location-trusted mail-rcpt-allowfails
    manual metalink mptcp negotiate netrc netrc-optional next npn ntlm ntlm-wb out-null
    parallel parallel-immediate path-as-is post301 post302 post303 progress-bar
    progress-meter proxy-anyauth proxy-basic proxy-ca-native proxy-digest proxy-http2
    proxy-http3 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
    proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name
    remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir
    sessionid show-error silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec
    ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort
    sslv2 sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay
    tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding
    trace-ids trace-time use-ascii verbose version xattr
"""
_VALUES = """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config
    connect-timeout connect-to continue-at cookie cookie-jar create-file-mode crlfile curves
    data data-ascii data-binary data-raw data-urlencode delegation dns-interface
    dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine
    etag-compare etag-save expect100-timeout form form-string ftp-account
    ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms
    haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway
    json keepalive-cnt keepalive-time key key-type knownhosts krb libcurl limit-rate
    local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time
    netrc-file noproxy oauth2-bearer output output-dir parallel-max parallel-max-host pass
    pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath
    proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key
    proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers
    proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote
    random-file range rate referer request request-target resolve retry retry-delay
    retry-max-time sasl-authzid service-name sigalgs signature-algorithms socks4 socks4a
    socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time ssl-sessions stderr
    telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword
    tlsuser trace trace-ascii trace-config unix-socket upload-file upload-flags url
    url-query user user-agent variable vlan-priority write-out
"""
_ANSWER = """
    append buffer clobber cookie-jar create-dirs create-file-mode dump-header fail
    fail-early fail-with-body include libcurl list-only out-null output output-dir parallel
    parallel-immediate parallel-max parallel-max-host progress-bar progress-meter rate raw
    remote-header-name remote-name remote-name-all remote-time remove-on-error show-error
    silent skip-existing stderr styled-output suppress-connect-headers trace trace-ascii
    trace-config trace-ids trace-time verbose write-out xattr
"""

_TOLD = """
    abstract-unix-socket alt-svc capath cert-type ciphers connect-timeout connect-to continue-at
    crlfile curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url
    egd-file engine etag-compare etag-save expect100-timeout ftp-method ftp-port
    ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip hostpubmd5 hostpubsha256 hsts
    interface ip-tos ipfs-gateway keepalive-cnt keepalive-time key-type knownhosts limit-rate
    local-port mail-from mail-rcpt max-filesize max-redirs netrc-file noproxy pinnedpubkey
    preproxy proto proto-redir proxy-cacert proxy-capath proxy-cert-type proxy-ciphers
    proxy-crlfile proxy-key proxy-key-type proxy-pinnedpubkey proxy-service-name
    proxy-tls13-ciphers proxy-tlsauthtype pubkey random-file request-target resolve retry
    retry-delay retry-max-time service-name sigalgs signature-algorithms
    socks5-gssapi-service speed-limit speed-time ssl-sessions tftp-blksize time-cond tls-max
    tls13-ciphers tlsauthtype unix-socket upload-flags vlan-priority
"""

FLAGS = frozenset(_FLAGS.split())
"""Options without a value; each can be written with ``no-`` before it."""

VALUES = frozenset(_VALUES.split())
"""Options that take a value."""

ANSWER = frozenset(_ANSWER.split())
"""Options that say what happens to the answer, not what is sent."""

TOLD = frozenset(_TOLD.split())
"""Options whose values are told where they are not imported; those of others may be secret."""

LETTERS = {
    "#": "progress-bar", "0": "http1.0", "1": "tlsv1", "2": "sslv2", "3": "sslv3", "4": "ipv4",
    "6": "ipv6", ":": "next", "A": "user-agent", "B": "use-ascii", "C": "continue-at",
    "D": "dump-header", "E": "cert", "F": "form", "G": "get", "H": "header", "I": "head",
    "J": "remote-header-name", "K": "config", "L": "location", "M": "manual", "N": "no-buffer",
    "O": "remote-name", "P": "ftp-port", "Q": "quote", "R": "remote-time", "S": "show-error",
    "T": "upload-file", "U": "proxy-user", "V": "version", "X": "request", "Y": "speed-limit",
    "Z": "parallel", "a": "append", "b": "cookie", "c": "cookie-jar", "d": "data",
    "e": "referer", "f": "fail", "g": "globoff", "h": "help", "i": "include",
    "j": "junk-session-cookies", "k": "insecure", "l": "list-only", "m": "max-time",
    "n": "netrc", "o": "output", "p": "proxytunnel", "q": "disable", "r": "range",
    "s": "silent", "t": "telnet-option", "u": "user", "v": "verbose", "w": "write-out",
    "x": "proxy", "y": "speed-time", "z": "time-cond",
}  # fmt: skip
"""What each letter stands for."""


def find_option(written: str) -> tuple[str, bool] | None:
    """The option that a long name means, and whether it is switched on.

    Args:
        written: without its dashes; any beginning that only one option has will do.

    Returns:
        ``None`` for one that curl does not know, or that could be several.
    """
    for name, on in ((written, True), (written.removeprefix("no-"), not written.startswith("no-"))):
        if name in VALUES or name in FLAGS:
            return (name, on) if on or name in FLAGS else None
    near = [name for name in (*VALUES, *FLAGS) if name.startswith(written)]
    return (near[0], True) if len(near) == 1 else None
