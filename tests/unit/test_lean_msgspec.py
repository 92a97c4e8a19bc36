"""What msgspec would load stays out of a command's start, and is there afterwards."""

import subprocess
import sys

CODE = """
import sys
from outrider.lean_msgspec import load_msgspec
load_msgspec()
load_msgspec()
left_out = {"typing_extensions", "platform"} & set(sys.modules)
assert not left_out, left_out
import platform, typing_extensions, uuid
from typing import NotRequired, TypedDict
import msgspec
assert platform.system() and typing_extensions.TypedDict
made = uuid.uuid4()
assert msgspec.json.decode(msgspec.json.encode(made), type=uuid.UUID) == made
Made = TypedDict("Made", {"a": int, "b": NotRequired[str]})
assert msgspec.json.decode(b'{"a": 1}', type=Made) == {"a": 1}
print("well")
"""


def test_what_is_left_out_is_there_for_who_asks() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("well\n", "")
