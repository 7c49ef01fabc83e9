"""What clients offers to the mechanisms."""

RULES = {"clients.level": "salesctl.domains.clients.rules:Level"}

RIGHTS = {
    "client.see": "See clients",
    "client.edit": "Add, edit and log clients",
    "client.void": "Void clients",
    "client.transfer": "Hand clients to someone else",
    "client.import": "Import clients",
    "client.export": "Export clients",
}

LETTERS = {"C": "client"}

REFERENCES = {"client": "salesctl.domains.clients.queries:CLIENT_REFERENCE"}

DEPENDS = {"client": "salesctl.domains.clients.queries:depends"}

TODAY = {"stale": "salesctl.domains.clients.today:lines"}

TIMELINE = {"client": "salesctl.domains.clients.timeline:moments"}

STANDING = {
    "client": "A file lives as long as the client; closing the month it was opened in holds nothing fast.",
    "contact": "So does a contact.",
    "client_phone": "So does a contact's phone.",
}

METRICS = {
    "clients_new": "salesctl.domains.clients.metrics:CLIENTS_NEW",
    "client_logs": "salesctl.domains.clients.metrics:CLIENT_LOGS",
}

DAYS = {"clients": "salesctl.domains.clients.dayline:moments"}

SEES = {
    "client": {"thing": "client"},
    "contact": {"thing": "client", "part_of": ("client_id", "client")},
    "client_phone": {"thing": "client", "part_of": ("client_id", "client")},
    "client_log": {"thing": "client", "shown_with": ("client_id", "client")},
}

ASKS = {
    "client_alikes(text, text[], text, text, text[])": "salesctl.domains.clients.hidden:ALIKES",
    "client_twins(text)": "salesctl.domains.clients.hidden:TWINS",
}
