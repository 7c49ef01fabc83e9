"""To come."""

SQLITE: tuple[str, ...] = ()
