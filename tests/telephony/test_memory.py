from __future__ import annotations

import json
import subprocess
import sys

import pytest

HOLDS = """
import ctypes, json, resource, sys, threading
from pathlib import Path
from telephony import memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
if "thrifty" in sys.argv:
    memory.be_thrifty()

def work(worked, over):
    pieces = [libc.malloc(50_000) for _ in range(100)]
    for piece in pieces:
        ctypes.memset(piece, 1, 50_000)
    libc.malloc(100)  # stays, and keeps what is below it from the system
    for piece in pieces:
        libc.free(piece)
    worked.set()
    over.wait()

before, over = held(), threading.Event()
for _ in range(8):
    worked = threading.Event()
    threading.Thread(target=work, args=(worked, over)).start()
    worked.wait()
after = held()
memory.settle()
print(json.dumps([after - before, held() - before]))
over.set()
"""


def held(*arguments: str) -> tuple[int, int]:
    """Return the MB that eight threads, one after another, left behind, and what is left of it after settling."""
    ran = subprocess.run([sys.executable, "-c", HOLDS, *arguments], capture_output=True, text=True, check=True)
    left, settled = json.loads(ran.stdout)
    return left, settled


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be told")
def test_threads_use_again_what_others_gave_back() -> None:
    careless, settled = held()
    thrifty, _ = held("thrifty")
    assert careless > 30
    assert thrifty < 12
    assert settled < 8
