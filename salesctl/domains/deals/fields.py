"""Columns of orders, their items and payments, declared once."""

from __future__ import annotations

from dataclasses import replace

from salesctl.domains.deals.vocab import STATES
from salesctl.render.sheet import Field

_CLIENTS = ("客户", "客户名称", "购货单位", "Customer", "Customer Name", "CompanyName", "Account Name")
_CLIENT_NUMBERS = ("客户编号",)
_CHANNELS = ("渠道", "销售渠道", "Channel")
_PRODUCTS = ("产品", "货号", "品名", "商品")
_DATES = ("日期", "单据日期", "业务日期")
_AMOUNTS = ("金额", "价税合计", "Total")
_PEOPLE = ("人员", "业务员", "负责人", "销售员", "Salesperson", "Owner")
_CODES = ("工号", "人员工号", "业务员工号", "EmployeeID")
_NOTES = ("备注", "摘要", "Memo", "Remark")


def _date(doc: str, *names: str) -> Field:
    return Field("on_date", "date", "Date", (*_DATES, *names), doc=doc, importable=True, sortable=True)


def _amount(doc: str, *names: str) -> Field:
    return Field("amount", "money", "Amount", (*_AMOUNTS, *names), doc=doc, importable=True, sortable=True)


def _client(doc: str) -> Field:
    return Field("client", "name", "Client", _CLIENTS, doc=doc, importable=True, filterable=True)


def _client_number(doc: str) -> Field:
    return Field("client_number", "number", "Client number", _CLIENT_NUMBERS, doc=doc, importable=True, table=False)


def _channel(doc: str) -> Field:
    return Field("channel", "text", "Sales channel", _CHANNELS, doc=doc, importable=True, filterable=True)


def _product(doc: str, *, table: bool) -> Field:
    return Field("product", "text", "Product", _PRODUCTS, doc=doc, importable=True, filterable=True, table=table)


def _person(doc: str) -> Field:
    return Field("person", "name", "Person", _PEOPLE, doc=doc, importable=True, filterable=True)


_CURRENCY = Field("currency", "text", "Currency", doc="Currency of the amount.", table=False)
_PERSON_CODE = Field(
    "person_code", "text", "Person code", _CODES, doc="Code of that person.", importable=True, table=False
)
_NOTE = Field("note", "text", "Note", _NOTES, doc="A remark.", importable=True, table=False)

ORDER = (
    Field("id", "id", "Id", doc="Row key of the order."),
    Field("number", "number", "Number", ("订单号", "编号"), doc="Number of the order, O-YYYY-NNNN.", sortable=True),
    _date("Day the order was taken.", "下单日期", "订单日期", "OrderDate"),
    _client("Name of who ordered; null for a sum of a channel."),
    _client_number("Number of who ordered."),
    _amount("What was sold, returns negative; the sum of the items where it has items.", "订单金额", "销售额"),
    _CURRENCY,
    _channel("Channel it was sold by, as it was written."),
    _product("The product, where it is one.", table=True),
    Field("item_count", "int", "Items", doc="How many items it has; 0 where only the amount is known.", table=False),
    _person("Name of whose order it is; in a file the code or the full name."),
    _PERSON_CODE,
    Field("team", "name", "Team", doc="Team of that person when the order was taken.", filterable=True, table=False),
    Field(
        "due",
        "date",
        "Delivery",
        ("交期", "交货日期", "RequiredDate"),
        doc="Day it is to be delivered.",
        importable=True,
    ),
    _NOTE,
    Field("origin", "text", "Imported", doc="Import the order came by; null when typed in.", table=False),
)

ITEM = (
    Field("product", "text", "Product", doc="Code or name of the product."),
    Field("quantity", "quantity", "Quantity", doc="How many; negative for a return."),
    Field("price", "money", "Price", doc="Price of one."),
    Field("amount", "money", "Amount", doc="Quantity times price, to the cent."),
)
"""What an order's `items` hold."""

ORDER_PAGE = (
    *(field for field in ORDER if field.key not in ("item_count", "person_code", "currency")),
    Field("items_text", "text", "Items", doc="The items, a line each."),
)
"""One order as people read it; JSON has ORDER with `items`."""

PAYMENT = (
    Field("id", "id", "Id", doc="Row key of the payment."),
    Field("number", "number", "Number", ("回款单号", "编号"), doc="Number of the payment, P-YYYY-NNNN.", sortable=True),
    _date("Day the money came in.", "到账日期", "回款日期", "收款日期", "交易日期"),
    _client("Name of the client whose money it is; null while that is not known."),
    _client_number("Number of that client."),
    Field(
        "payer",
        "name",
        "Payer",
        ("付款人", "付款方", "付款单位", "对方户名", "对方名称", "汇款人", "Payer name", "Remitter"),
        doc="Who paid, as the bank writes it.",
        importable=True,
    ),
    _amount(
        "What came in; a refund is negative.",
        *("回款金额", "到账金额", "收款金额", "收入金额", "贷方发生额", "贷方金额"),
    ),
    _CURRENCY,
    _channel("Channel it belongs to, as it was written."),
    _product("The product it is for, where that is said.", table=False),
    _person("Name of whose collection it is; in a file the code or the full name."),
    _PERSON_CODE,
    Field("team", "name", "Team", doc="Team of that person when the money came in.", filterable=True, table=False),
    Field(
        "state",
        "code",
        "State",
        context="payment.state",
        codes=STATES,
        doc="matched, or unmatched while nobody knows whose money it is; null for a sum of a channel.",
        filterable=True,
    ),
    Field("matched_by", "name", "Matched by", doc="Who said whose money it is; null where it was known.", table=False),
    _NOTE,
    Field("origin", "text", "Imported", doc="Import the payment came by; null when typed in.", table=False),
)


def _needs(*keys: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(replace(field, required=field.key in keys) for field in fields)


ORDER_IMPORT = _needs("on_date", "amount", fields=ORDER)
PAYMENT_IMPORT = _needs("on_date", "amount", fields=PAYMENT)
