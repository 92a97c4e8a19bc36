"""The only code that knows httpx: from request message to outcome."""
