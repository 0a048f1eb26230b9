"""What does the process hold on to? The C library's allocator, told to give back what is no longer in use.

glibc gives every thread a heap of its own, and keeps in each what the largest request once took: under twenty-five
calls that was 60 MB. Elsewhere than on glibc nothing is done.
"""

from __future__ import annotations

import ctypes
import gc
import sys

LARGE = 1 << 20
"""Bytes; what is as large is asked of the system, and given back to it, by itself."""
_FULL, _NEVER = gc.get_threshold()[2], 2**31 - 1
_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
"""``mallopt``'s names, as in glibc's malloc.h."""


def be_thrifty() -> None:
    """Let all threads share one heap. To be called before there are any."""
    if _is_glibc():
        libc = ctypes.CDLL(None)
        libc.mallopt(_ARENA_MAX, 1)
        libc.mallopt(_MMAP_THRESHOLD, LARGE)
        libc.mallopt(_TRIM_THRESHOLD, LARGE)


def settle() -> None:
    """Give back what starting took, and let the collector pass over what is here to stay.

    Everything that is referred to counts as here to stay, and all of it is looked at: some tenths of a second. For a
    moment without calls.
    """
    gc.unfreeze()
    collect()
    gc.freeze()
    if _is_glibc():
        ctypes.CDLL(None).malloc_trim(0)


def postpone() -> None:
    """Let the collector do its small rounds only: a full one stops every call for as long as it takes."""
    gc.set_threshold(*gc.get_threshold()[:2], _NEVER)


def collect() -> None:
    """Do a full round now, and let the collector choose its own times again."""
    gc.set_threshold(*gc.get_threshold()[:2], _FULL)
    gc.collect()


def _is_glibc() -> bool:
    return sys.platform == "linux" and hasattr(ctypes.CDLL(None), "gnu_get_libc_version")
