"""What can go wrong? One class per stage, each with a stable code, a sentence for people, and what to do about it.

TrunklineError
├── SettingsError      the environment or project.yaml asks for something impossible
├── FlowError          the flows do not check; carries every finding
├── StoreError         the database, or a file in .trunkline/, cannot be used
├── ModelError         an intent model is missing, damaged or made for other flows
├── DataError         sentences to learn from or to measure by cannot be used
├── HandlerError       a handler is unknown or its signature cannot be wired
├── ReleaseError       a release is damaged, gone, or not the one that its name says
├── ProviderError      a speech or language provider failed (its answer, its socket, its silence)
├── ProtocolError      they did wrong: a peer broke the wire protocol
└── MissingPartError   an optional part is needed and not installed (exit code 3)
"""

from collections.abc import Mapping


class TrunklineError(Exception):
    """The root. ``code`` is stable, ``str()`` is one sentence, ``todo`` says what a person can do."""

    code = "trunkline"

    def __init__(self, message: str, *, todo: str = "") -> None:
        """Keep the sentence and the remedy apart, so that each shell can lay them out its own way."""
        super().__init__(message)
        self.todo = todo


class SettingsError(TrunklineError):
    """The environment or project.yaml asks for something impossible."""

    code = "settings"


class FlowError(TrunklineError):
    """The flows do not check. The message holds every finding, one a line."""

    code = "flows"


class StoreError(TrunklineError):
    """The database, or a file in .trunkline/, cannot be used."""

    code = "store"


class ModelError(TrunklineError):
    """An intent model is missing, damaged or made for other flows."""

    code = "model"


class DataError(TrunklineError):
    """Sentences to learn from or to measure by cannot be used. The message holds every problem, one a line."""

    code = "data"


class HandlerError(TrunklineError):
    """A handler is unknown or its signature cannot be wired."""

    code = "handler"

    def __init__(self, message: str, *, todo: str = "", line: int = 0) -> None:
        """Keep, too, which line of the file of handlers is to be mended; 0 when it is none, or not known."""
        super().__init__(message, todo=todo)
        self.line = line


class ReleaseError(TrunklineError):
    """A release is damaged, gone, or not the one that its name says; or there is none to go back to."""

    code = "release"


class ProviderError(TrunklineError):
    """A speech or language provider failed: its answer, its socket or its silence."""

    code = "provider"

    def __init__(self, message: str, *, provider: str, cause: str, todo: str = "", status: int = 0) -> None:
        """``cause`` is one of refused, unpaid, limited, unreachable, dropped, stalled, garbage.

        ``status`` is that of HTTP, where the provider answered with one.
        """
        super().__init__(message, todo=todo)
        self.provider = provider
        self.cause = cause
        self.status = status
        self.among: Mapping[str, str] = {}
        """Of several that were asked for one thing and all failed: which, and the cause of each."""


class ProtocolError(TrunklineError):
    """They did wrong: a peer broke the wire protocol."""

    code = "protocol"


class MissingPartError(TrunklineError):
    """An optional part is needed and not installed."""

    code = "missing"
