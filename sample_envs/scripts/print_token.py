"""Prints a token response, as `az`, `gcloud` or a script of your own would."""

import sys
from urllib.parse import urlencode
from urllib.request import urlopen

FORM = {
    "grant_type": "client_credentials",
    "client_id": "orders-script",
    "scope": "orders.read",
    "resource": [f"https://api.{stage}orders.example" for stage in ("", "dev.", "staging.")],
}
data = urlencode(FORM, doseq=True).encode()
with urlopen(sys.argv[1], data, timeout=10) as response:  # noqa: S310 - the URL is the file's
    sys.stdout.write(response.read().decode())
