"""salesctl: a sales department's rule book that runs itself on one ledger file."""

__version__ = "0.1.0"
