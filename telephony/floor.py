"""Whose turn is it to speak? The turn-taking machine: events in, actions out; no clock, no socket, no await.

Theory of operation. A call is always in one of seven states:

    QUIET      our audio has been heard to its end, the question is open and nobody speaks; the silence timer runs
    CALLER     the caller is speaking into the open question (or over our prompt, which then was cut)
    OURS       the turn is over, but its last words are still being played: the caller may barge in
    DOUBTED    the same, but we paused: what the caller says may be meant for us
    THINKING   a turn is running, silent or speaking
    YIELDED    a turn was running when the caller barged in: it was told to stop and has not stopped yet
    LEAVING    the call ends after the announcement that is being played; nobody is listened to any more

and moves like this (what is not in the table changes nothing):

    state     words              end of turn        answer keyed       turn over          played out   silence passed
    QUIET     CALLER             THINKING Respond   THINKING Respond                                   THINKING Respond
    CALLER    CALLER             THINKING Respond   THINKING Respond                                   THINKING Respond
    OURS      CALLER  Interrupt  THINKING           THINKING                              QUIET  Arm
                                 Interrupt, Respond Interrupt, Respond
    DOUBTED   CALLER  Interrupt  THINKING           THINKING                                           OURS Resume
                                 Interrupt, Respond Interrupt, Respond
    THINKING  YIELDED Interrupt  YIELDED Interrupt  (kept)             OURS, LEAVING
    YIELDED                      (kept)             (kept)             CALLER, or
                                                                       THINKING Respond
    LEAVING                                                                               Depart

Silence is answered with what the caller said or keyed so far, or with ``Silent``. Words means words that are meant for
us (``judging.bearing``): a backchannel, a tic or words to somebody else over our audio take no turn, and are no answer
either; those in doubt move OURS to DOUBTED, and a turn that ends as nothing moves back, Resume. What is said to others
while the caller may be done with us ends the turn in front of it. A line that may not be interrupted is not: what is
said over it is lost, what is keyed over it is kept; the opening turn is such a line until it is over. Keys are
collected by ``Keypad``; those pressed while a turn runs are for the question it will ask, unless that is a yes or a no:
nobody confirms what was not asked yet. Words that keys overtook, and keys that words overtook, are thrown away; so is
the burst behind a keyed answer that led back to its own question. While a secret is asked for, transcripts are thrown
away unread. A turn that was stopped before the caller heard anything of it gives its words back: they are put before
what the caller says next. There is always a way on: in QUIET and CALLER the silence timer runs, every other state is
left when our own turn or audio ends, and those end by deadlines.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    Pause,
    PlayedOut,
    Prepare,
    Pressed,
    Respond,
    Resume,
    SilencePassed,
    TurnOver,
)
from telephony.judging.bearing import Bearing, Judging, for_others, weigh
from telephony.keypad import BURST_MS, Keypad
from telephony.speech import EagerEndOfTurn, EndOfTurn, Hearing, StartOfTurn, TurnResumed, Update
from telephony.state import State
from telephony.utterance import Utterance

STANDSTILL_MS = 4000
"""How long words in progress may stand still before they count as the whole answer, at least."""

DOUBT_MS = 900
"""How long we pause for words that may be meant for us, if no more of them come."""


@dataclass(slots=True)
class Floor:
    """One call's turn-taking. It begins with the opening turn already running."""

    state: State = State.THINKING
    listening: Listening = field(default_factory=lambda: Listening(step=""))
    keypad: Keypad = field(default_factory=Keypad)
    said: Utterance = field(default_factory=Utterance)
    answering: Event | None = field(default_factory=CallStarted, repr=False)
    """What the running turn answers."""
    kept: Said | None = field(default=None, repr=False)
    """What to answer once the stopped turn is over."""
    leaving: Transfer | Leave | HangUp | None = None
    judging: Judging | None = None
    """Judges what is heard; None: the lexicon alone."""
    stirred: bool = False
    """A start of speech without words has already prolonged this wait."""

    def handle(self, happened: Input, *, barge: bool = True, audible: bool = True) -> tuple[Action, ...]:
        """Return what to do. ``barge``: what plays now may be cut. ``audible``: the running turn has been heard."""
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
        if self.said.was_overtaken(hearing):
            return ()
        if self.listening.secret or self.state is State.LEAVING or not self._may_speak(barge=barge):
            return ()
        hearing = self.said.news(hearing)
        match hearing:
            case TurnResumed():
                return (Discard(), *self._stir())
            case StartOfTurn(text=""):
                return self._stir()
            case EndOfTurn():
                return self._end_of_turn(hearing, audible=audible)
            case _:
                return self._partial(hearing, audible=audible)

    def _may_speak(self, *, barge: bool) -> bool:
        if self.state is State.THINKING and isinstance(self.answering, CallStarted | Returned):
            return False
        return barge or self.state not in {State.OURS, State.THINKING}

    def _stir(self) -> tuple[Action, ...]:
        if self.stirred or self.state not in {State.QUIET, State.CALLER}:
            return ()
        self.stirred = True
        return (self._patience(),)

    def _partial(self, hearing: StartOfTurn | Update | EagerEndOfTurn, *, audible: bool) -> tuple[Action, ...]:
        match weigh(self.judging, hearing.text, self.listening.expects, self.state, audible=audible):
            case Bearing.IDLE:
                return ()
            case Bearing.DOUBTFUL:
                return self._doubt()
        if self._rest_is_for_others(hearing.text):
            return self._answer_eager()
        actions = self._take(audible=audible)
        news, self.said.words = hearing.text != self.said.words, hearing.text
        if self.state is State.YIELDED:
            return actions
        self.state = State.CALLER
        if news or actions:
            actions += (self._patience(),)
        if not isinstance(hearing, EagerEndOfTurn):
            return actions
        self.said.eager = hearing.text
        return (*actions, Prepare(self.said.joined(hearing.text)))

    def _end_of_turn(self, ended: EndOfTurn, *, audible: bool) -> tuple[Action, ...]:
        if self._rest_is_for_others(ended.text):
            return self._respond(Said(self.said.eager, ended.confidence))
        match weigh(self.judging, ended.text, self.listening.expects, self.state, final=True, audible=audible):
            case Bearing.IDLE:
                return self._nothing_said()
            case Bearing.DOUBTFUL:
                return self._doubt()
        if self.state is State.THINKING and self.said.repeats(self.answering, ended.text):
            return ()
        return (*self._take(audible=audible), *self._respond(Said(ended.text, ended.confidence)))

    def _doubt(self) -> tuple[Action, ...]:
        if self.state not in {State.OURS, State.DOUBTED}:
            return ()
        pause = () if self.state is State.DOUBTED else (Pause(),)
        self.state = State.DOUBTED
        return (*pause, ArmSilence(DOUBT_MS))

    def _resume(self) -> tuple[Action, ...]:
        self.state = State.OURS
        self.said.clear()
        return (Resume(), ArmSilence(None))

    def _rest_is_for_others(self, text: str) -> bool:
        return self.state is State.CALLER and for_others(self.judging, self.said.since_eager(text))

    def _answer_eager(self) -> tuple[Action, ...]:
        self.said.answered = self.said.eager
        return self._respond(Said(self.said.eager))

    def _nothing_said(self) -> tuple[Action, ...]:
        if self.state is State.DOUBTED:
            return self._resume()
        if self.state is not State.CALLER:
            return ()
        self.state = State.QUIET
        self.said.clear()
        return (Discard(), ArmSilence(self.listening.wait_ms))

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
        self.said.keyed()
        return (*actions, *self._respond(Keyed(digits)))

    # ------------------------------------------------------------------------------------- taking and giving

    def _take(self, *, audible: bool) -> tuple[Action, ...]:
        """Give the caller the floor if we have it."""
        match self.state:
            case State.OURS | State.DOUBTED:
                self.state = State.CALLER
                return (Interrupt(turn=False),)
            case State.THINKING:
                self.state = State.YIELDED
                if isinstance(self.answering, Said) and not audible:
                    self.said.given_back = self.answering.text
                return (Interrupt(turn=True),)
            case _:
                return ()

    def _respond(self, event: Said | Keyed | Silent) -> tuple[Action, ...]:
        self.said.clear()
        self.stirred = False
        if self.state is State.YIELDED:
            self.kept = event if isinstance(event, Said) else self.kept
            return ()
        if isinstance(event, Said):
            event = Said(self.said.joined(event.text), event.confidence)
            self.keypad.keys = ""
        self.state, self.answering, self.said.given_back = State.THINKING, event, ""
        self.keypad.wait(keyed=isinstance(event, Keyed))
        return (ArmSilence(None), ArmKeys(BURST_MS if self.keypad.burst else None), Respond(event))

    def _silence(self) -> tuple[Action, ...]:
        if self.state is State.DOUBTED:
            return self._resume()
        if self.state not in {State.QUIET, State.CALLER}:
            return ()
        if self.keypad.pending:
            return self._keyed(self.keypad.close())
        said = self.said.joined(self.said.words)
        return self._respond(Said(self.said.words, 0.0) if said else Silent())

    # ---------------------------------------------------------------------------------------- our turn's end

    def _turn_over(self, then: Next | None, *, barge: bool) -> tuple[Action, ...]:
        self.keypad.settle(again=isinstance(self.answering, Keyed) and self._is_asked_again(then))
        yielded, self.answering = self.state is State.YIELDED, None
        if then is not None:
            self.said.given_back = ""
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
            self.said.words, self.said.given_back, kept = "", "", None
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
