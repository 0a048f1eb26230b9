"""Scripted callers that speak Twilio's protocol, and local stand-ins of the providers. Parts of the product: load tests use them."""
