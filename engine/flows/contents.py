"""What stands in a file? Its bytes, without ever waiting for them: whatever is no regular file is refused unopened.

A pipe called ``x.yaml`` would otherwise hold a check for ever, and a device would never end.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def contents(path: Path, most: int) -> bytes:
    """Return the first ``most`` bytes of ``path``. Raises ``OSError`` when it is no regular file or cannot be read."""
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is not a file", str(path))
        with open(opened, "rb", closefd=False) as stream:
            return stream.read(most)
    finally:
        os.close(opened)
