"""Commands without a room of their own: settings, help, completion, the ledger's own nouns."""
