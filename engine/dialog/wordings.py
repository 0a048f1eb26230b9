"""What does the dialog say by itself? Every default wording, by language; a locale's table replaces the English."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "ambiguous": "Did you mean {first}, or {second}? You can press 1 or 2.",
    "anything_else": "Is there anything else I can help with?",
    "anything_else_again": "You can tell me what you need, or say goodbye.",
    "back_to": "Back to {title}.",
    "both": "First {first}, then {second}.",
    "call_back": "Shall we call you back, on the number you're calling from?",
    "called_back": "We'll call you back as soon as we can. Thanks for calling. Goodbye.",
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
    "lost_place": "I'm sorry, I've lost my place. I'll put you through to someone who can help.",
    "nobody": "Sorry, there's nobody I can put you through to.",
    "nobody_free": "I'm sorry, nobody is free at the moment.",
    "next_up": "Now, {title}.",
    "no_match": "Sorry, I didn't get that.",
    "read_back": "{value}, is that right?",
    "status": "Sorry, this is taking a little longer. I'm still on it.",
    "still_there": "Are you still there?",
    "what_to_change": "What should I change?",
}
"""Key -> text; ``{...}`` are filled with what is ready to be spoken."""

SPANISH: Mapping[str, str] = {
    "ambiguous": "¿Qué desea: {first}, o {second}? Puede pulsar 1 o 2.",
    "anything_else": "¿Puedo ayudarle en algo más?",
    "anything_else_again": "Dígame qué necesita, o diga adiós.",
    "back_to": "Seguimos con {title}.",
    "both": "Primero, {first}; después, {second}.",
    "call_back": "¿Quiere que le llamemos al número desde el que llama?",
    "called_back": "Le llamaremos en cuanto podamos. Gracias por llamar. Adiós.",
    "cancelled": "De acuerdo, lo dejamos.",
    "change_again": "Puede decirme, por ejemplo, el dato correcto.",
    "confirm_again": "Por favor, diga sí o no. Para sí, pulse 1. Para no, pulse 2.",
    "corrected": "De acuerdo, {value}.",
    "error": "Lo siento, mi sistema no responde en este momento.",
    "filler": "Un momento, por favor.",
    "finish_first": "Terminemos primero con esto.",
    "give_up": "Le paso con una persona que podrá ayudarle.",
    "gone_through": "Esa operación ya se ha realizado.",
    "goodbye": "Gracias por llamar. Adiós.",
    "help_confirm": "Puede decir sí o no.",
    "help_listen": "Dígame, en pocas palabras, qué necesita.",
    "hold": "Por supuesto, tómese su tiempo.",
    "how_can_i_help": "¿En qué puedo ayudarle?",
    "human": "Le paso con una persona.",
    "keypad_only": "Por favor, use para eso el teclado del teléfono.",
    "lost_place": "Disculpe, he perdido el hilo. Le paso con alguien que puede ayudarle.",
    "nobody": "Lo siento, ahora no puedo pasarle con nadie.",
    "nobody_free": "Lo siento, en este momento no hay nadie libre.",
    "next_up": "Y ahora, {title}.",
    "no_match": "Perdone, no le he entendido.",
    "read_back": "{value}, ¿es correcto?",
    "status": "Disculpe, está tardando un poco más. Sigo en ello.",
    "still_there": "¿Sigue ahí?",
    "what_to_change": "¿Qué desea cambiar?",
}
"""Callers are addressed as usted. A title may be masculine or feminine, with or without an article."""

GERMAN: Mapping[str, str] = {
    "ambiguous": "Meinten Sie {first} oder {second}? Sie können auch die 1 oder die 2 drücken.",
    "anything_else": "Kann ich sonst noch etwas für Sie tun?",
    "anything_else_again": "Sagen Sie mir einfach, was Sie brauchen, oder verabschieden Sie sich.",
    "back_to": "Es geht nun wieder um {title}.",
    "both": "Zuerst geht es um {first}, danach um {second}.",
    "call_back": "Sollen wir Sie unter der Nummer zurückrufen, von der Sie anrufen?",
    "called_back": "Wir rufen Sie so bald wie möglich zurück. Vielen Dank für Ihren Anruf. Auf Wiederhören.",
    "cancelled": "In Ordnung, das lassen wir.",
    "change_again": "Nennen Sie mir zum Beispiel den richtigen Wert.",
    "confirm_again": "Bitte sagen Sie Ja oder Nein. Für Ja drücken Sie die 1, für Nein die 2.",
    "corrected": "In Ordnung, {value}.",
    "error": "Entschuldigung, mein System antwortet gerade nicht.",
    "filler": "Einen Moment, bitte.",
    "finish_first": "Lassen Sie uns das zuerst zu Ende bringen.",
    "give_up": "Ich verbinde Sie mit jemandem, der Ihnen weiterhelfen kann.",
    "gone_through": "Das ist schon ausgeführt.",
    "goodbye": "Vielen Dank für Ihren Anruf. Auf Wiederhören.",
    "help_confirm": "Sie können Ja oder Nein sagen.",
    "help_listen": "Sagen Sie mir einfach in wenigen Worten, worum es geht.",
    "hold": "Natürlich, lassen Sie sich Zeit.",
    "how_can_i_help": "Wie kann ich Ihnen helfen?",
    "human": "Ich verbinde Sie mit jemandem aus unserem Team.",
    "keypad_only": "Bitte benutzen Sie dafür die Tasten Ihres Telefons.",
    "lost_place": "Entschuldigung, ich habe den Faden verloren. Ich verbinde Sie mit jemandem, der Ihnen hilft.",
    "nobody": "Leider kann ich Sie gerade mit niemandem verbinden.",
    "nobody_free": "Im Moment ist leider niemand frei.",
    "next_up": "Nun geht es um {title}.",
    "no_match": "Das habe ich leider nicht verstanden.",
    "read_back": "{value}, ist das richtig?",
    "status": "Entschuldigung, es dauert noch etwas. Ich bin dran.",
    "still_there": "Sind Sie noch da?",
    "what_to_change": "Was soll ich ändern?",
}
"""Callers are addressed as Sie. A title stands in the accusative: "Ihre Bestellung", "Ihren Kontostand"."""

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "es": SPANISH, "de": GERMAN}


def wording(key: str, locale: str, **values: str) -> str:
    """Return the text for ``key`` in the language of ``locale``, English where there is none."""
    table = LANGUAGES.get(locale.partition("-")[0], ENGLISH)
    return table.get(key, ENGLISH[key]).format(**values)
