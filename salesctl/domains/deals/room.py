"""What deals offers to the mechanisms."""

RIGHTS = {
    "order.see": "See orders",
    "order.edit": "Add orders",
    "order.void": "Void orders",
    "order.import": "Import orders",
    "payment.see": "See payments",
    "payment.edit": "Add and match payments",
    "payment.void": "Void payments",
    "payment.import": "Import payments",
}

LETTERS = {"O": "order", "P": "payment"}

DAYS = {"deals": "salesctl.domains.deals.dayline:moments"}

REFERENCES = {
    "order": "salesctl.domains.deals.queries:ORDER_REFERENCE",
    "payment": "salesctl.domains.deals.queries:PAYMENT_REFERENCE",
}

DEPENDS = {"deals": "salesctl.domains.deals.queries:depends"}

TIMELINE = {"client": "salesctl.domains.deals.timeline:moments"}

TODAY = {"deals": "salesctl.domains.deals.today:lines"}

TEAM_TODAY = {"deals": "salesctl.domains.deals.today:team_lines"}

CLOSES = {"deals": "salesctl.domains.deals.closing:steps"}

METRICS = {
    "orders": "salesctl.domains.deals.metrics:ORDERS",
    "sales": "salesctl.domains.deals.metrics:SALES",
    "collections": "salesctl.domains.deals.metrics:COLLECTIONS",
}

SEES = {
    "sales_order": {"thing": "order", "links": {"client_id": "client"}},
    "sales_order_item": {"thing": "order", "part_of": ("order_id", "sales_order")},
    "payment": {"thing": "payment", "links": {"client_id": "client"}},
}

ASKS = {
    "prices_last(text[])": "salesctl.domains.deals.knowing:PRICES",
    "channels_known()": "salesctl.domains.deals.knowing:CHANNELS",
}
