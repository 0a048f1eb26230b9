"""Whose turn is it to speak? The turn-taking machine: events in, actions out; no clock, no socket, no await.

Theory of operation. A call is always in one of six states:

    QUIET      our audio has been heard to its end, the question is open and nobody speaks; the silence timer runs
    CALLER     the caller is speaking into the open question (or over our prompt, which then was cut)
    OURS       the turn is over, but its last words are still being played: the caller may barge in
    THINKING   a turn is running, silent or speaking
    YIELDED    a turn was running when the caller barged in: it was told to stop and has not stopped yet
    LEAVING    the call ends after the announcement that is being played; nobody is listened to any more

and moves like this (what is not in the table changes nothing):

    state     words              end of turn        answer keyed       turn over          played out   silence passed
    QUIET     CALLER             THINKING Respond   THINKING Respond                                   THINKING Respond
    CALLER    CALLER             THINKING Respond   THINKING Respond                                   THINKING Respond
    OURS      CALLER  Interrupt  THINKING           THINKING                              QUIET  Arm
                                 Interrupt, Respond Interrupt, Respond
    THINKING  YIELDED Interrupt  YIELDED Interrupt  (kept)             OURS, LEAVING
    YIELDED                      (kept)             (kept)             CALLER, or
                                                                       THINKING Respond
    LEAVING                                                                               Depart

Silence is answered with what the caller said or keyed so far, or with ``Silent``. Words means words for us, as
``Ruling`` has it: a backchannel ("mm-hmm", "okay"), a tic ("um") or talk to somebody else over our audio takes no turn,
and an utterance that is nothing but a tic is no answer. A line that may not be interrupted is not: what is said over it
is lost, what is keyed over it is kept; the opening turn is such a line until it is over. Keys are collected by
``Keypad``; those pressed while a turn runs are for the question it will ask, unless that is a yes or a no: nobody
confirms what was not asked yet. Words that keys overtook, and keys that words overtook, are thrown away; so is the
burst behind a keyed answer that led back to its own question. While a secret is asked for, transcripts are thrown away
unread. A turn that was stopped before the caller heard anything of it gives its words back: they are put before what
the caller says next. Words that may be all are thought on ahead: when the transcriber holds their end for likely, or
reports them unchanged, twice; if the caller then makes a sound that brings no words, or turns to somebody else, they
are answered without waiting for the end of that. Where a voice turns away in mid-sentence, the words so far may be all.
What was probably said to somebody else is answered when nothing more comes for a while. There is always a way on: in
QUIET and CALLER the silence timer runs, every other state is left when our own turn or audio ends, and those end by
deadlines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from engine.types import CallStarted, Event, HangUp, Keyed, Leave, Listening, Next, Returned, Said, Silent, Transfer
from telephony.exchange import (
    Action,
    ArmKeys,
    ArmSilence,
    Depart,
    Discard,
    Input,
    Interrupt,
    KeyGapPassed,
    PlayedOut,
    Prepare,
    Pressed,
    Respond,
    SilencePassed,
    TurnOver,
)
from telephony.judging.beside import Beside
from telephony.judging.ruling import Ruling
from telephony.keypad import BURST_MS, Keypad
from telephony.nearness import Sound
from telephony.speech import EagerEndOfTurn, EndOfTurn, Hearing, StartOfTurn, TurnResumed, Update
from telephony.utterance import Utterance

STANDSTILL_MS = 4000
"""How long words in progress may stand still before they count as the whole answer, at least."""

RESUMED_MS = 600
"""How long we wait for words when a caller who may be done makes another sound."""

DOUBTED_MS = 1800
"""How long we wait for more when what was said was probably for somebody else."""

STANDS = 2
"""After so many unchanged reports words may be all. Flux makes one each 250 ms, and one may fall within a word."""


class State(Enum):
    """Where the floor is."""

    QUIET = auto()
    CALLER = auto()
    OURS = auto()
    THINKING = auto()
    YIELDED = auto()
    LEAVING = auto()


@dataclass(slots=True)
class Floor:
    """One call's turn-taking. It begins with the opening turn already running."""

    state: State = State.THINKING
    listening: Listening = field(default_factory=lambda: Listening(step=""))
    keypad: Keypad = field(default_factory=Keypad)
    ruling: Ruling = field(default_factory=Ruling)
    """Whether words are for us."""
    beside: Beside = field(default_factory=Beside)
    """What the sound of words adds to what they say."""
    sound: Sound | None = None
    """Of the latest words."""
    utterance: Utterance = field(default_factory=Utterance)
    """What the caller said that was not answered yet."""
    answering: Event | None = field(default_factory=CallStarted, repr=False)
    """What the running turn answers."""
    kept: Said | None = field(default=None, repr=False)
    """What to answer once the stopped turn is over."""
    leaving: Transfer | Leave | HangUp | None = None
    speaking: bool = False
    """The transcriber has begun a turn and not ended it."""
    overtaken: bool = False
    """Keys answered in the middle of that turn: the rest of it is thrown away."""
    stirred: bool = False
    """A start of speech without words has already prolonged this wait."""

    def handle(
        self, happened: Input, *, barge: bool = True, audible: bool = True, sound: Sound | None = None
    ) -> tuple[Action, ...]:
        """Return what to do.

        ``barge``: what plays now may be cut. ``audible``: the running turn has been heard. ``sound``: that of
        the latest words; None: nothing is known of it.
        """
        self.sound = sound
        match happened:
            case TurnOver():
                return self._turn_over(happened.next, barge=barge)
            case PlayedOut():
                return self._played_out()
            case SilencePassed():
                return self._silence()
            case KeyGapPassed():
                return self._key_gap(barge=barge)
            case Pressed():
                return self._pressed(happened.key, barge=barge)
            case _:
                return self._hearing(happened, barge=barge, audible=audible)

    # ------------------------------------------------------------------------------------------------ speech

    def _hearing(self, hearing: Hearing, *, barge: bool, audible: bool) -> tuple[Action, ...]:
        if isinstance(hearing, StartOfTurn):
            self.utterance.begin()
        actions = self._heard(hearing, barge=barge, audible=audible)
        if isinstance(hearing, EndOfTurn):
            self.utterance.begin()
        return actions

    def _heard(self, hearing: Hearing, *, barge: bool, audible: bool) -> tuple[Action, ...]:
        if self._was_overtaken(hearing):
            return ()
        if self.listening.secret or self.state is State.LEAVING or not self._may_speak(barge=barge):
            return ()
        match hearing:
            case TurnResumed():
                return self._resumed()
            case StartOfTurn(text=""):
                return self._stir()
            case EndOfTurn():
                return self._end_of_turn(hearing, audible=audible)
            case _:
                return self._partial(hearing, audible=audible)

    def _was_overtaken(self, hearing: Hearing) -> bool:
        """Say whether ``hearing`` belongs to a turn in whose middle keys answered: up to its end, or the next start."""
        overtaken = self.overtaken and not isinstance(hearing, StartOfTurn)
        self.speaking = not isinstance(hearing, EndOfTurn)
        self.overtaken = overtaken and self.speaking
        return overtaken

    def _may_speak(self, *, barge: bool) -> bool:
        if self.state is State.THINKING and isinstance(self.answering, CallStarted | Returned):
            return False
        return barge or self.state not in {State.OURS, State.THINKING}

    def _stir(self) -> tuple[Action, ...]:
        if self.stirred or self.state not in {State.QUIET, State.CALLER}:
            return ()
        self.stirred = True
        return (self._patience(),)

    def _resumed(self) -> tuple[Action, ...]:
        """Wait for what the caller adds; what was thought on ahead is kept until there are other words."""
        self.utterance.stood = 0
        if self.state is State.CALLER and self.utterance.paused:
            return (ArmSilence(RESUMED_MS),)
        return (Discard(), *self._stir())

    def _partial(self, hearing: StartOfTurn | Update | EagerEndOfTurn, *, audible: bool) -> tuple[Action, ...]:
        said, text = self.utterance, self.utterance.left(hearing.text)
        if self._turned_away(text, whole=False):
            return self._respond(Said(said.answer(eager=True), 0.0))
        if not self._meant(text, whole=False):
            return ()
        actions = self._take(audible=audible)
        eager = isinstance(hearing, EagerEndOfTurn)
        self.beside.begin(self.sound)
        news = said.take(text, eager=eager, near=self.beside.is_own(self.sound))
        if self.state is State.YIELDED:
            return actions
        self.state = State.CALLER
        if self.beside.is_turning(self.sound):
            said.turn()
        if news or actions:
            actions += (self._patience(),)
        said.stood = 0 if news else said.stood + isinstance(hearing, Update)
        stands = isinstance(hearing, Update) and said.stood == STANDS
        return actions + ((Prepare(said.joined(text)),) if stands or eager else ())

    def _end_of_turn(self, ended: EndOfTurn, *, audible: bool) -> tuple[Action, ...]:
        text = self.utterance.left(ended.text)
        if self._turned_away(text, whole=True):
            return self._respond(Said(self.utterance.answer(eager=True), ended.confidence))
        if not self._meant(text, whole=True):
            return self._nothing_said()
        if self._is_repeat(text):
            return ()
        if self._is_doubtful(text):
            return self._hold(text)
        self.beside.take(self.sound)
        return (*self._take(audible=audible), *self._respond(Said(text, ended.confidence)))

    def _turned_away(self, text: str, *, whole: bool) -> bool:
        """Say whether the caller, who may have been done, now speaks to somebody else."""
        since = self.utterance.since(text) if self.state is State.CALLER else ""
        odds = self.beside.odds(self.sound and self.sound.latest(), len(since.split()))
        return bool(since) and self.ruling.turns_away(since, self.listening.expects, whole=whole, beside=odds)

    def _is_doubtful(self, text: str) -> bool:
        """Say whether ``text`` is probably not for us, and there is time to wait for more."""
        if self.state not in {State.QUIET, State.CALLER} or self.utterance.given_back:
            return False
        odds = 0.0 if self.utterance.near else self._odds(text)
        return self.ruling.doubts(text, self.listening.expects, beside=odds)

    def _odds(self, text: str) -> float:
        return self.beside.odds(self.sound, len(text.split()))

    def _hold(self, text: str) -> tuple[Action, ...]:
        self.utterance.clear()
        self.state, self.utterance.given_back = State.QUIET, text
        return (Prepare(text), ArmSilence(DOUBTED_MS))

    def _meant(self, text: str, *, whole: bool) -> bool:
        if self.state in {State.OURS, State.THINKING}:
            expects = self.listening.expects
            return self.ruling.takes_floor(text, expects, whole=whole, beside=self._odds(text))
        return self.ruling.answers(text, self.listening.expects)

    def _nothing_said(self) -> tuple[Action, ...]:
        if self.state is not State.CALLER:
            return ()
        self.utterance.clear()
        self.state = State.QUIET
        return (Discard(), ArmSilence(DOUBTED_MS if self.utterance.given_back else self.listening.wait_ms))

    def _is_repeat(self, text: str) -> bool:
        """Say whether this is a second end of the turn that is being answered already."""
        answering = self.answering
        return (
            self.state is State.THINKING
            and not self.utterance.words
            and isinstance(answering, Said)
            and answering.text.endswith(text)
        )

    def _patience(self) -> ArmSilence:
        return ArmSilence(max(STANDSTILL_MS, self.listening.wait_ms))

    # -------------------------------------------------------------------------------------------------- keys

    def _pressed(self, key: str, *, barge: bool) -> tuple[Action, ...]:
        if self.state is State.LEAVING:
            return ()
        if self.keypad.refused:
            return (ArmKeys(BURST_MS),)
        rule = self.keypad.rule
        if self.state in {State.THINKING, State.YIELDED} or (self.state is State.OURS and not barge):
            self.keypad.keep(key)
            return (ArmKeys(BURST_MS),) if self.keypad.burst else ()
        if rule is None or (key == "#" and not self.keypad.keys):
            return ()
        actions = self._take(audible=True)
        self.keypad.keep(key)
        answer = self.keypad.ask(rule)
        if answer is not None:
            return (*actions, *self._keyed(answer))
        return (*actions, ArmKeys(rule.gap_ms), ArmSilence(rule.gap_ms + self.listening.wait_ms))

    def _key_gap(self, *, barge: bool) -> tuple[Action, ...]:
        if self.keypad.pause():
            return ()
        held = not self.keypad.pending or (self.state is State.OURS and not barge)
        return () if held else self._keyed(self.keypad.close())

    def _keyed(self, digits: str | None) -> tuple[Action, ...]:
        if digits is None:
            return ()
        actions = self._take(audible=True)
        self.utterance.given_back, self.overtaken = "", self.speaking
        return (*actions, *self._respond(Keyed(digits)))

    # ------------------------------------------------------------------------------------- taking and giving

    def _take(self, *, audible: bool) -> tuple[Action, ...]:
        """Give the caller the floor if we have it."""
        match self.state:
            case State.OURS:
                self.state = State.CALLER
                return (Interrupt(turn=False),)
            case State.THINKING:
                self.state = State.YIELDED
                if isinstance(self.answering, Said) and not audible:
                    self.utterance.given_back = self.answering.text
                return (Interrupt(turn=True),)
            case _:
                return ()

    def _respond(self, event: Said | Keyed | Silent) -> tuple[Action, ...]:
        self.utterance.clear()
        self.stirred = False
        if self.state is State.YIELDED:
            self.kept = event if isinstance(event, Said) else self.kept
            return ()
        if isinstance(event, Said):
            event = Said(self.utterance.joined(event.text), event.confidence)
            self.keypad.keys = ""
        self.state, self.answering, self.utterance.given_back = State.THINKING, event, ""
        self.keypad.wait(keyed=isinstance(event, Keyed))
        return (ArmSilence(None), ArmKeys(BURST_MS if self.keypad.burst else None), Respond(event))

    def _silence(self) -> tuple[Action, ...]:
        if self.state not in {State.QUIET, State.CALLER}:
            return ()
        if self.keypad.pending:
            return self._keyed(self.keypad.close())
        said = self.utterance.answer() if self.speaking else self.utterance.words
        return self._respond(Said(said, 0.0) if self.utterance.joined(said) else Silent())

    # ---------------------------------------------------------------------------------------- our turn's end

    def _turn_over(self, then: Next | None, *, barge: bool) -> tuple[Action, ...]:
        self.keypad.settle(again=isinstance(self.answering, Keyed) and self._is_asked_again(then))
        yielded, self.answering = self.state is State.YIELDED, None
        if then is not None:
            self.utterance.given_back = ""
        if then is not None and not isinstance(then, Listening):
            self.state, self.leaving, self.kept = State.LEAVING, then, None
            return (ArmSilence(None), ArmKeys(None))
        self.listening = then or self.listening
        if then is not None and then.expects == "confirm":
            self.keypad.keys = ""
        self.state = State.CALLER if yielded else State.OURS
        kept, self.kept = self.kept, None
        if not yielded and not barge:
            self.keypad.rule = self.listening.keys
            return ()
        ahead = self.keypad.ask(self.listening.keys)
        if ahead is not None:
            return self._keyed(ahead)
        if self.listening.secret:
            self.utterance, kept = Utterance(), None
        if kept is not None:
            return self._respond(kept)
        return self._arm_keys() + ((self._patience(),) if yielded else ())

    def _is_asked_again(self, then: Next | None) -> bool:
        asked = self.listening
        return isinstance(then, Listening) and (then.step, then.expects) == (asked.step, asked.expects)

    def _arm_keys(self) -> tuple[Action, ...]:
        rule = self.keypad.rule
        return (ArmKeys(rule.gap_ms),) if rule is not None and self.keypad.pending else ()

    def _played_out(self) -> tuple[Action, ...]:
        if self.state is State.LEAVING and self.leaving is not None:
            leaving, self.leaving = self.leaving, None
            return (Depart(leaving),)
        if self.state is not State.OURS:
            return ()
        self.state, self.stirred = State.QUIET, False
        ahead = self.keypad.ask(self.listening.keys)
        if ahead is not None:
            return self._keyed(ahead)
        return (*self._arm_keys(), ArmSilence(self.listening.wait_ms))
