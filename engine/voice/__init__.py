"""How is it said aloud? Spoken and written forms of values, texts filled with them, and text cut into sentences.

Pure: no clock, no I/O. English, Spanish and German are spoken in their own words; other locales get babel's forms.
"""

from engine.voice.sentences import SentenceStream, sentences
from engine.voice.speakable import speakable
from engine.voice.template import fill
from engine.voice.values import spoken, written

__all__ = ["SentenceStream", "fill", "sentences", "speakable", "spoken", "written"]
