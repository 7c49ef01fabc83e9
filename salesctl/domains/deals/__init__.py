"""Orders and payments (订单 回款): plain facts of what was sold and what money came in.

Words: order 订单, item 明细, channel 渠道, product 产品, payment 回款, payer 付款人, match 认领,
collection rate 回款率.

Invariants: an order's amount is the sum of its items where it has items; amounts are never zero, a return is negative;
currency and rate are kept with each document and equal the ledger's for now. A payment whose payer is not known is a
state, not an error: it waits to be matched, and a payer once matched is known the next time. Kept: B3.0 (sales and
collections per channel with the rate), B3.8.4 (the salesperson is told as soon as money arrives).
"""
