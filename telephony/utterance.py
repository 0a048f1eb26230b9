"""What has the caller said, and how much of it was answered? The words of the turn that a transcriber reports; pure.

A transcriber's turn may hold more than one thing: a request, and behind it what is said to a child. Its words are
counted, so that what was answered is left out of all that the same turn still brings.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Utterance:
    """The caller's turn in progress."""

    words: str = field(default="", repr=False)
    """The latest transcript of what is not answered yet."""
    stood: int = 0
    """How often in a row those words were reported again, unchanged."""
    given_back: str = field(default="", repr=False)
    """What was said before and is not answered: its turn was stopped unheard, or it was probably not for us."""
    near: bool = False
    """Whether some of the words are known to have been said into the telephone."""
    _eager: str = field(default="", repr=False)
    """Those words that were held for all: by the transcriber, or as the voice turned away behind them."""
    _answered: int = 0
    """How many words of the transcriber's turn, from its beginning, were answered."""

    @property
    def paused(self) -> bool:
        """Whether the caller may have been done, and has said no word since."""
        return bool(self._eager) and self.words == self._eager

    def begin(self) -> None:
        """Begin with another turn of the transcriber's."""
        self.near, self._eager, self._answered = False, "", 0

    def left(self, text: str) -> str:
        """Return what the transcript ``text`` holds that was not answered."""
        return " ".join(text.split()[self._answered :]) if self._answered else text

    def since(self, text: str) -> str:
        """Return what ``text``, of what is left, holds behind the place where the caller may have been done."""
        return " ".join(text.split()[len(self._eager.split()) :]) if self._eager else ""

    def take(self, text: str, *, eager: bool, near: bool = False) -> bool:
        """Take the latest words; say whether they are news. ``eager``: they may be all."""
        news, self.words = text != self.words, text
        self.near = self.near or near
        self._eager = text if eager else self._eager
        return news

    def turn(self) -> None:
        """Hold the words so far for all: some were said into the telephone, and the latest not."""
        if self.near and not self._eager:
            self._eager = self.words

    def joined(self, text: str) -> str:
        """Return ``text`` behind what was given back."""
        return f"{self.given_back} {text}".strip()

    def answer(self, *, eager: bool = False) -> str:
        """Return the words that are answered now, in mid-turn; ``eager``: only those that were held for all."""
        answered = self._eager if eager else self.words
        self._answered += len(answered.split())
        self._eager = ""
        return answered

    def clear(self) -> None:
        """Forget the words, not what was given back."""
        self.words, self.stood = "", 0
