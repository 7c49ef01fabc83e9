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

REFERENCES = {"client": "salesctl.domains.clients.queries:CLIENT_REFERENCE"}

DEPENDS = {"client": "salesctl.domains.clients.queries:depends"}

TODAY = {"stale": "salesctl.domains.clients.stale:today_lines"}

TIMELINE = {"client": "salesctl.domains.clients.timeline:moments"}
