"""Words of orders and payments. Safe in command signatures."""

from __future__ import annotations

STATES = ("matched", "unmatched")
"""Whether it is known whose money a payment is; gettext context "payment.state": 已认领 未认领."""
