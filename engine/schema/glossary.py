"""What does each word of the flow language mean? One sentence or two for every key, step, type and event.

An editor shows them as hover text, and the reference begins each of its entries with them. Which words there are is
the readers' business; a test insists that both have the same.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

PROJECT: Words = {
    "name": "What the company is called.",
    "locale": "The language that callers speak and their country, such as `en-GB`. It decides how amounts, dates and "
    "telephone numbers are read and spoken.",
    "locales": "The other languages that callers may be answered in, each with a file in `flows/locales/`.",
    "start": "The flow that greets every caller.",
    "handlers": "The Python file with the project's own handlers, beside `flows/`; the engine's are always there.",
    "disclosure": "The notice that opens every call; it cannot be interrupted. `{none: why}` says that there is none.",
    "recording": "Whether calls are recorded: `never`, `after_disclosure`, once the notice was played to its end, or "
    "`after_yes`, once the caller has agreed (`recordings.allow`). Usually `never`.",
    "queues": "Every place a call may be transferred to, and the number or SIP address that reaches it.",
    "limits": "Bounds that hold everywhere, unless a slot or a step has its own.",
    "understanding": "What is asked of the intent model: how often it is right, and how close two intents may come.",
    "coverage": "What the conversations of `tests/calls/` must show before `trunkline release` makes a release: "
    "percent of the outcomes, and of the repairs, that can happen.",
    "voices": "Which voice speaks, by the name of the synthesizer, or of its vendor for all of its protocols.",
    "on": "What happens anywhere, by event, unless the flow or the slot says otherwise.",
}
LIMITS: Words = {
    "tries": "How often a question is asked before we give up, silence and no-match counted together. Usually 3.",
    "wait": "How long a caller may be silent before the question comes again. Usually 5s; digits and dates wait 8s.",
    "digressions": "How many flows may lie on top of the one that was begun. Usually 2; 0 allows none.",
    "call": "How long a call may last. Usually 15m.",
}
UNDERSTANDING: Words = {
    "precision": "The share of accepted utterances that must be right, 0 to 1. Usually 0.98. The model knows the score "
    "that gives it.",
    "margin": "Two intents whose scores lie closer than this are asked about: A or B? Usually 0.15.",
}
COVERAGE: Words = {
    "commits": "Percent, of each flow that commits. Usually 100.",
    "others": "Percent, of all other flows together. Usually 90.",
}
FLOW: Words = {
    "about": "One line on what the flow is for, read by whoever chooses between flows: a person or a language model.",
    "title": "What a caller would call it, spoken in sentences such as: back to your payment.",
    "start": "The intents that start the flow; `question` for any question that no other flow claims; `never` when "
    "only other flows run it.",
    "if": "The flow can only be started while this holds.",
    "slots": "What the flow needs to know, and how to ask for it. Names are project-wide: any flow may ask for each.",
    "steps": "What the flow does, from the first step to the last.",
    "on": "What happens inside this flow, by event or outcome, instead of what the project says.",
    "interrupt": "`never` refuses to leave this flow for another before it is done. Usually `allow`.",
}
SLOT: Words = {
    "type": "What kind of value it is. The type brings how it is heard, keyed, spoken and asked for again.",
    "ask": "The words that ask for it.",
    "short": "The words that ask for it when we come back to the question.",
    "retry": "The words for the second time, the third time and so on. Silence and no-match climb the same ladder.",
    "silence": "The words after the first silence, only where they should differ from `retry`.",
    "help": "The words for a caller who asks for help at this question.",
    "check": "Conditions that a fresh value must meet, and what to say when it does not.",
    "readback": "`always` repeats the value in the next line, `never` does not; `auto`, the usual, does when it was "
    "heard badly.",
    "keys": "`off`: the keypad does not answer this. Or a map from key to value, in place of the type's own rule.",
    "voice": "`off`: only the keypad answers this.",
    "secret": "`on`: keypad only, and never spoken, stored, logged or shown to a model.",
    "wait": "How long a caller may be silent before we ask again, such as `8s`.",
    "patience": "How long a pause inside the answer may be, such as `2s`: people read numbers in groups.",
    "tries": "How often to ask before giving up, in place of the project's limit.",
    "barge": "`off`: the question cannot be interrupted.",
    "keep": "`call`: the value outlives the flow that asked for it, until the call ends.",
    "options": "The values of a `one_of`, and the other ways people say each of them.",
    "on": "What happens while this is asked, by event, instead of what the flow or the project says.",
}
CHECK: Words = {
    "if": "What must hold for the fresh value.",
    "else": "What to say when it does not; then the question comes again.",
}
PROMPT: Words = {
    "any": "Several wordings, one of which is said; never the same twice in a call while others are left.",
}
STEPS: Words = {
    "say": "Say a text. `{slot}` and `{result.field}` are spoken as their type wants it.",
    "ask": "Ask for a slot. Skipped when the value is already known.",
    "confirm": "Ask a yes-or-no question. Yes goes on; no does what stands under `no`, or asks what to change. The "
    "caller may correct a value instead.",
    "listen": "Ask an open question; what the caller says may start a flow.",
    "do": "Call a handler. Its inputs are the slots and results of the same name.",
    "if": "Go one way when a condition holds, and another when it does not.",
    "match": "Go a way of its own for each value. Every other key here is a value with the steps that follow it.",
    "run": "Run another flow and come back.",
    "redo": "Forget a slot or a result, and go back to where it is asked for or produced.",
    "transfer": "Hand the call over to a queue, with everything known so far.",
    "end": "Finish this flow; `end: hangup` ends the call.",
}
BESIDE: Mapping[str, Words] = {
    "say": {"barge": "`off`: these words cannot be interrupted."},
    "ask": {},
    "confirm": {
        "yes": "What follows a yes. Without it the next step does.",
        "no": "What follows a no. Without it we ask what to change.",
        "retry": "The words for the second time, the third time and so on.",
        "tries": "How often to ask before giving up.",
    },
    "listen": {
        "retry": "The words for the second time, the third time and so on.",
        "keys": "Which flow a key starts, such as `{1: order_status}`.",
        "tries": "How often to ask before giving up.",
        "wait": "How long a caller may be silent before we ask again.",
    },
    "do": {
        "as": "The name of the result, whose fields texts and conditions may use.",
        "with": "Inputs that are not simply the value of the same name. A quoted value is a text, any other is a name.",
        "filler": "Spoken when the handler takes longer than a second.",
        "on": "What follows each outcome that is not success. Success goes on with the next step.",
    },
    "if": {"then": "What to do when it holds.", "else": "What to do when it does not."},
    "match": {"else": "What to do for every other value."},
    "run": {},
    "redo": {},
    "transfer": {"note": "What the person who takes the call reads."},
    "end": {},
}
BESIDE_ANY: Words = {
    "id": "A name for this step, once in its file. Translations, coverage and figures know it by that, whatever its "
    "text becomes.",
}
TYPES: Words = {
    "digits": "A number read digit by digit: an order, an account. `digits(6)` has six, `digits(4-8)` four to eight.",
    "money": "An amount in the money of the project's locale.",
    "number": "A number that counts something.",
    "date": "A day.",
    "time": "A time of day.",
    "yes_no": "Yes or no.",
    "one_of": "One of a few values, such as `one_of [morning, evening]`.",
    "phone": "A telephone number.",
    "postcode": "A postcode.",
    "email": "An e-mail address.",
    "name": "A person's name.",
    "text": "Whatever the caller says, as it is.",
}
EVENTS: Words = {
    "human": "The caller asks for a person.",
    "repeat": "The caller asks to hear it again.",
    "hold": "The caller asks us to wait.",
    "cancel": "The caller wants to stop what we are doing.",
    "help": "The caller asks what to say or what is meant.",
    "goodbye": "The caller is done, and takes leave.",
    "stop_recording": "The caller does not want to be recorded. It is stopped first. Not where `recording` is `never`.",
    "give_up": "A question was not answered however often we asked.",
    "error": "A handler failed.",
    "timeout": "A handler took too long. Without this, `error` is done.",
    "no_input": "The caller said nothing. In place of the question's own ladder.",
    "no_match": "The caller said something that does not fit. In place of the question's own ladder.",
    "unanswered": "Nobody took a call that was transferred: busy, no answer, not reached. The flow ends then.",
    "done": "A flow has ended and no other is open. Only the project can say what is done then.",
}
CALL: Words = {
    "call": "What happens in this call, in a few words. No two calls have the same.",
    "locale": "The language of this call, one of the project's. Usually the project's own.",
    "given": "What each handler answers: a result, the name of an outcome, or a list for successive calls.",
    "opening": "What the caller hears before saying anything.",
    "turns": "What the caller does, turn by turn, and what must then be true.",
    "ends": "How the call stands after the last turn: `hangup`, `done`, or `{transfer: queue}`.",
    "today": "The day on which this call is held, such as 2026-04-01. Usually 2026-03-04, a Wednesday.",
    "variant": "Which of several wordings (`any`) is heard first in this call: a number from 1. Usually 1.",
    "wire": "`true`: the handlers really answer like this, so it can be played as a whole phone call, too.",
}
TURN: Words = {
    "caller": "What the caller says.",
    "keys": "What the caller presses: 0 to 9, * and #.",
    "silence": "The caller says nothing until the wait is over.",
    "hangs up": "The caller hangs up.",
    "unanswered": "Nobody takes the call that the turn before transferred.",
    "confidence": "How surely the transcriber heard it, 0 to 1. Usually 1.",
    "interrupts": "The caller cuts us short: `{after: words}` were heard, what follows was not.",
    "understood": "What the utterance is taken to mean, whatever a model would say; `nothing` for not understood.",
    "hears": "What must be said: a piece of it, or `/a regular expression/`. Of a list, all.",
    "never": "What must not be said, stored or logged in this turn.",
    "slots": "Values that slots must have after this turn.",
    "did": "Handlers that must have run, in order; `[]` for none; `{handler: outcome}` to say how it ended.",
    "with": "What the handlers of `did` were given.",
    "path": "Rules and steps that the turn must go through, in this order; others may lie between.",
    "within": "How soon the first words must come, such as `800ms`.",
}
INTERRUPTS: Words = {"after": "The last words that the caller heard."}
UNDERSTOOD: Words = {
    "flow": "The flow that is meant.",
    "label": "The intent that is meant.",
    "between": "Two intents that are equally likely, so that we ask which.",
    "score": "How sure the model is, 0 to 1. Below the threshold it is not understood.",
    "fill": "Slots, and the caller's words for each, as a language model would take them.",
    "correct": "Slots that the caller corrects, and the words for each new value, as a language model would take them.",
    "act": "What the caller wants at any point, as a language model would take it.",
    "answer": "Yes or no, as a language model would take it. One that commits is not answered like this.",
    "flows": "Two flows that are asked for at once, the first one first, as a language model would take them.",
}
ENDS: Words = {
    "transfer": "The queue that the call is handed over to.",
    "note": "A piece of the note that the person reads.",
}
STUB: Words = {
    "takes": "How long the handler takes before it answers, such as `12s`.",
    "gives": "What it then answers: a result or the name of an outcome.",
}
TRANSLATION: Words = {
    "text": "The translation. A list holds variants, or the ways to say something.",
    "from": "The fingerprint of the text it was made from; `trunkline translate` writes it.",
    "stale": "What `from` was before the flows changed. Delete the line when the translation is right again.",
}
INTENT: Words = {
    "about": "One line on what such a caller wants.",
    "examples": "What callers say, values and all: 'on Friday', never '{day}'. The model learns from these; those in "
    "`tests/intents/` measure it. Eight at least.",
    "slots": "Slots whose values such a sentence often brings along.",
}
OUTCOMES: Words = {
    "done": "It succeeded.",
    "error": EVENTS["error"],
    "timeout": EVENTS["timeout"],
}
