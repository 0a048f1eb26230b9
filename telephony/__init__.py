"""AUDIO: calls, turn-taking and the providers that hear and speak."""
