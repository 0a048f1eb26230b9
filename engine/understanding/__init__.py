"""What an utterance means: the local classifier, the router and the fallback to a language model."""
