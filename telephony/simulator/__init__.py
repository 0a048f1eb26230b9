"""Scripted callers that speak Twilio's protocol, and local stand-ins of the providers: load tests use them."""
