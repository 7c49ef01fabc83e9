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
