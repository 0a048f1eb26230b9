"""What does the dialog say by itself? Every default wording, by language; a locale's table replaces the English."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "ambiguous": "Did you mean {first}, or {second}? You can press 1 or 2.",
    "anything_else": "Is there anything else I can help with?",
    "anything_else_again": "You can tell me what you need, or say goodbye.",
    "back_to": "Back to {title}.",
    "cancelled": "Okay, I've stopped that.",
    "change_again": "You can say, for example, the new value.",
    "confirm_again": "Please say yes or no. For yes, press 1. For no, press 2.",
    "corrected": "Okay, {value}.",
    "error": "Sorry, my system isn't answering at the moment.",
    "filler": "One moment, please.",
    "finish_first": "Let's finish this first.",
    "give_up": "Let me get someone to help you with that.",
    "gone_through": "That's already gone through.",
    "goodbye": "Thanks for calling. Goodbye.",
    "help_confirm": "You can say yes or no.",
    "help_listen": "Just tell me, in a few words, what you need.",
    "hold": "Of course, take your time.",
    "how_can_i_help": "How can I help?",
    "human": "I'll put you through to someone.",
    "keypad_only": "Please use your keypad for that.",
    "nobody": "Sorry, there's nobody I can put you through to.",
    "no_match": "Sorry, I didn't get that.",
    "read_back": "{value}, is that right?",
    "status": "Sorry, this is taking a little longer. I'm still on it.",
    "still_there": "Are you still there?",
    "what_to_change": "What should I change?",
}
"""Key -> text; ``{...}`` are filled with what is ready to be spoken."""

_LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


def wording(key: str, locale: str, **values: str) -> str:
    """Return the text for ``key`` in the language of ``locale``, English where there is none."""
    table = _LANGUAGES.get(locale.partition("-")[0], ENGLISH)
    return table.get(key, ENGLISH[key]).format(**values)
