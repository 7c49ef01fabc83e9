"""Clients, their contacts and phones, and what was said to them.

A client may be a natural person, so whatever may tell of a person stands in the leaf that can be erased.
"""

from __future__ import annotations

from salesctl.domains.org import models as _org  # noqa: F401 - who owns them stands there
from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Id, Str


class Client(Record, table=True):
    """A client (客户). `on_date` is the day the file was opened.

    `normal_name` and `tax_key` are what look-alikes are found by.
    """

    __tablename__ = "client"
    __table_args__ = table_args(
        live("number", unique=True, name="ux_client_number"),
        live("owner_id", "id", name="ix_client_owner"),
        live("team_id", "id", name="ix_client_team"),
        live("on_date", name="ix_client_on_date"),
        live("name", name="ix_client_name"),
        live("normal_name", name="ix_client_normal_name"),
        live("tax_key", name="ix_client_tax_key"),
        live("origin_key", name="ix_client_origin"),
    )
    NOUN = "client"
    LETTER = "C"
    SEARCH = ("name", "short_name")

    number: str = col(Str)
    name: str = col(Str, personal=True)
    short_name: str | None = col(Str, default=None, personal=True)
    kind: str = col(Str, default="company")
    trade: str | None = col(Str, default=None)
    region: str | None = col(Str, default=None)
    source: str | None = col(Str, default=None)
    level: str | None = col(Str, default=None)
    tax_id: str | None = col(Str, default=None, personal=True)
    address: str | None = col(Str, default=None, personal=True)
    needs: str | None = col(Str, default=None, personal=True)
    note: str | None = col(Str, default=None, personal=True)
    normal_name: str = col(Str, personal=True)
    tax_key: str | None = col(Str, default=None, personal=True)


class Contact(Record, table=True):
    """A contact (联系人) at a client; the first one is the main one.

    Without a name it is the client's own phone and addresses.
    """

    __tablename__ = "contact"
    __table_args__ = table_args(live("client_id", "id", name="ix_contact_client"))
    NOUN = "contact"

    client_id: str = col(Id, foreign_key="client.id")
    name: str | None = col(Str, default=None, personal=True)
    title: str | None = col(Str, default=None, personal=True)
    phone: str | None = col(Str, default=None, personal=True)
    email: str | None = col(Str, default=None, personal=True)
    wechat: str | None = col(Str, default=None, personal=True)


class ClientPhone(Record, table=True):
    """One phone of a contact in the form it is compared in (+8613912345678); a contact's text may hold several."""

    __tablename__ = "client_phone"
    __table_args__ = table_args(
        live("phone", name="ix_client_phone"),
        live("contact_id", name="ix_client_phone_contact"),
        live("client_id", name="ix_client_phone_client"),
    )
    NOUN = "phone"

    client_id: str = col(Id, foreign_key="client.id")
    contact_id: str = col(Id, foreign_key="contact.id")
    phone: str = col(Str, personal=True)


class ClientLog(Record, table=True):
    """One dealing with a client (往来): when, by which channel, with whom, what.

    `task_id` is the next step agreed then.
    """

    __tablename__ = "client_log"
    __table_args__ = table_args(
        live("client_id", "on_date", name="ix_client_log_client"),
        live("owner_id", "on_date", name="ix_client_log_owner"),
        live("on_date", name="ix_client_log_on_date"),
    )
    NOUN = "client log"

    client_id: str = col(Id, foreign_key="client.id")
    channel: str = col(Str, default="other")
    text: str = col(Str, personal=True)
    seen: str | None = col(Str, default=None, personal=True)
    contact_id: str | None = col(Id, default=None, foreign_key="contact.id")
    task_id: str | None = col(Id, default=None)
