"""How does listen v1 answer to audio? The protocol of nova as a pure machine: audio and orders in, messages out.

The clock is the audio's own. SpeechStarted at every beginning of sound, interim results while it lasts, ``is_final``
after three seconds of it, ``speech_final`` after ``endpointing`` ms of silence, UtteranceEnd after ``utterance_end_ms``
without a word, an empty result every three seconds in which nothing was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telephony.simulator.standins.energy import Energy, Moment
from telephony.simulator.standins.saying import Saying, Word

Message = dict[str, Any]

INTERIM_MS = 300
LONGEST_MS = 3000
"""After so much audio its words are made final."""
CONFIDENCE = 0.97
MOST_TOKENS = 500


@dataclass(frozen=True, slots=True)
class Options:
    """What the query string asked for."""

    model: str = "nova-3"
    endpointing_ms: int | None = 10
    """None: no speech_final."""
    utterance_end_ms: int | None = None
    interim: bool = False
    vad: bool = False
    keyterms: tuple[str, ...] = ()


def options(query: Mapping[str, Sequence[str]]) -> Options:
    """Read the query string. Raises ``ValueError`` with what the provider would say."""
    one = {name: values[-1] for name, values in query.items()}
    if one.get("encoding") != "mulaw" or one.get("sample_rate") != "8000":
        raise ValueError("this stand-in hears encoding=mulaw, sample_rate=8000 only")
    utterance_end = int(one["utterance_end_ms"]) if "utterance_end_ms" in one else None
    interim = one.get("interim_results") == "true"
    if utterance_end is not None and (utterance_end < 1000 or not interim):  # noqa: PLR2004 - the provider's own limit
        raise ValueError("utterance_end_ms needs interim_results=true and at least 1000")
    endpointing = one.get("endpointing", "10")
    return Options(
        model=one.get("model", "base"),
        endpointing_ms=None if endpointing == "false" else int(endpointing),
        utterance_end_ms=utterance_end,
        interim=interim,
        vad=one.get("vad_events") == "true",
        keyterms=tuple(query.get("keyterm", ())),
    )


class Nova:
    """One connection."""

    def __init__(self, asked: Options, saying: Saying, request_id: str) -> None:
        self._asked = asked
        self._saying = saying
        self._request_id = request_id
        self._energy = Energy()
        self.keyterms = asked.keyterms
        self._start_ms = 0
        """Up to where everything is final."""
        self._final = 0
        """Words of this turn that are final."""
        self._interim_ms = 0
        self._heard_ms = 0
        """End of the last sound: silence says no words."""
        self._ended = True
        """Whether speech_final was sent since the last sound."""
        self._gap_due = False
        self._last_word_ms = 0

    def hear(self, audio: bytes) -> Iterator[Message]:
        """Yield the messages that audio gives rise to."""
        for moment in self._energy.hear(audio):
            yield from self._at(moment)

    def _at(self, moment: Moment) -> Iterator[Message]:
        now = moment.at_ms
        self._heard_ms = now - moment.silent_ms
        if moment.began:
            self._saying.sound(moment.since_ms)
            self._ended = False
            if self._asked.vad:
                yield {"type": "SpeechStarted", "channel": [0, 1], "timestamp": moment.since_ms / 1000}
        fresh = self._fresh()
        if not self._ended and self._silent_enough(moment):
            yield from self._speech_final(now)
        elif now - self._start_ms >= LONGEST_MS and (fresh or not moment.sounding):
            yield self._results(now, fresh, final=True)
        elif self._asked.interim and fresh and moment.sounding and now - self._interim_ms >= INTERIM_MS:
            self._interim_ms = now
            yield self._results(now, fresh)
        yield from self._gap(moment)

    def _silent_enough(self, moment: Moment) -> bool:
        wanted = self._asked.endpointing_ms
        return wanted is not None and moment.silent_ms >= wanted and not moment.sounding

    def _speech_final(self, now: int) -> Iterator[Message]:
        self._ended = True
        self._saying.pause(now)
        fresh = self._fresh()
        yield self._results(now, fresh, final=True, speech_final=bool(fresh))
        self._end_turn()

    def _gap(self, moment: Moment) -> Iterator[Message]:
        wanted = self._asked.utterance_end_ms
        if wanted is None or not self._gap_due or moment.sounding or moment.silent_ms < wanted:
            return
        self._gap_due = False
        if self._asked.endpointing_ms is None:
            self._end_turn()
        yield {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": self._last_word_ms / 1000}

    def finalize(self) -> Message:
        """Answer Finalize: everything heard so far, at once."""
        now = self._energy.at_ms
        self._saying.pause(now)
        fresh = self._fresh()
        message = self._results(now, fresh, final=True, from_finalize=True)
        self._end_turn()
        return message

    def close(self) -> Iterator[Message]:
        """Answer CloseStream: what is left, then the summary."""
        now = self._energy.at_ms
        self._saying.pause(now)
        fresh = self._fresh()
        if fresh:
            yield self._results(now, fresh, final=True, speech_final=True)
        yield {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self._request_id,
            "sha256": "0" * 64,
            "created": "2026-01-01T00:00:00.000Z",
            "duration": now / 1000,
            "channels": 1,
        }

    def configure(self, asked: Mapping[str, Any]) -> Message:
        """Answer Configure."""
        keyterms = asked.get("keyterms")
        if keyterms is not None and not self._asked.model.startswith("nova-3"):
            return self._refusal("CONFIGURE_KEYTERMS_NOT_SUPPORTED", "only nova-3 takes keyterms while streaming")
        if keyterms is not None and sum(len(term) // 4 + 1 for term in keyterms) > MOST_TOKENS:
            return self._refusal("CONFIGURE_KEYTERM_LIMIT_EXCEEDED", "more than 500 tokens of keyterms")
        success: Message = {"type": "ConfigureSuccess", "request_id": self._request_id}
        if keyterms is not None:
            self.keyterms = tuple(keyterms)
            success["keyterms"] = list(keyterms)
        return success

    def pending(self) -> Message:
        """Answer a Configure that came before the last one was answered."""
        return self._refusal("CONFIGURE_ALREADY_PENDING", "another Configure is still awaiting its response")

    def _refusal(self, code: str, why: str) -> Message:
        return {"type": "ConfigureFailure", "request_id": self._request_id, "code": code, "description": why}

    def _fresh(self) -> tuple[Word, ...]:
        return self._saying.words(self._heard_ms)[self._final :]

    def _end_turn(self) -> None:
        self._saying.end_turn()
        self._final = 0

    def _results(
        self,
        now: int,
        words: Sequence[Word],
        *,
        final: bool = False,
        speech_final: bool = False,
        from_finalize: bool = False,
    ) -> Message:
        start = self._start_ms
        if words:
            self._gap_due, self._last_word_ms = True, words[-1].end_ms
        if final:
            self._start_ms = self._interim_ms = now
            self._final += len(words)
        best = {
            "transcript": " ".join(word.text for word in words),
            "confidence": CONFIDENCE if words else 0.0,
            "words": [_word(word) for word in words],
        }
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": (now - start) / 1000,
            "start": start / 1000,
            "is_final": final,
            "speech_final": speech_final,
            "from_finalize": from_finalize,
            "channel": {"alternatives": [best]},
            "metadata": {
                "request_id": self._request_id,
                "model_info": {"name": self._asked.model, "version": "stand-in", "arch": "nova-3"},
                "model_uuid": "00000000-0000-0000-0000-000000000000",
            },
        }


def _word(word: Word) -> Message:
    return {
        "word": word.text.lower().strip(".,?!"),
        "start": word.start_ms / 1000,
        "end": word.end_ms / 1000,
        "confidence": CONFIDENCE,
        "punctuated_word": word.text,
    }
