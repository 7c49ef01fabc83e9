"""The rooms of salesctl. A room imports only rooms on its left."""

ORDER = (
    "org",
    "calendar",
    "periods",
    "tasks",
    "checks",
    "papers",
    "clients",
    "visits",
    "attendance",
    "deals",
    "reports",
    "assessment",
    "archive",
)
