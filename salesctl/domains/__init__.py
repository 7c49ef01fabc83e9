"""The rooms of salesctl. A room imports only rooms on its left."""

ORDER = ("org", "calendar", "periods", "tasks", "papers", "clients", "attendance")
