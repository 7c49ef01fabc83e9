"""Company, teams, people, and the one `scope` table that says which teams a person sees."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, Table

from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Id, Str


class Company(Record, table=True):
    """The company that keeps this ledger; one row."""

    __tablename__ = "company"
    NOUN = "company"

    name: str = col(Str)
    currency: str = col(Str)


class Team(Record, table=True):
    """A team (团队): its code stands in scopes of rules, its lead and the teams below answer for its people (B4.7)."""

    __tablename__ = "team"
    __table_args__ = table_args(live("code", unique=True, name="ux_team_code"))
    NOUN = "team"
    SEARCH = ("name", "code")

    code: str = col(Str)
    name: str = col(Str)
    parent_id: str | None = col(Id, default=None, foreign_key="team.id")
    lead_id: str | None = col(Id, default=None)


class Person(Record, table=True):
    """A person (人员): `team_id` is where they belong now, `roles` their codes joined by commas, the main one first."""

    __tablename__ = "person"
    __table_args__ = table_args(
        live("code", unique=True, name="ux_person_code"),
        live("login", unique=True, name="ux_person_login"),
        live("team_id", name="ix_person_team"),
    )
    NOUN = "person"
    SEARCH = ("name",)

    code: str = col(Str)
    name: str = col(Str, personal=True)
    roles: str = col(Str, default="rep")
    post: str | None = col(Str, default=None, personal=True)
    superior_id: str | None = col(Id, default=None, foreign_key="person.id")
    joined: date | None = col(Day, default=None)
    left: date | None = col(Day, default=None)
    login: str | None = col(Str, default=None, personal=True)
    phone: str | None = col(Str, default=None, personal=True)
    email: str | None = col(Str, default=None, personal=True)


metadata = MetaData()
scope = Table(
    "scope",
    metadata,
    Column("person", Id, nullable=False),
    Column("team", Id, nullable=False),
    PrimaryKeyConstraint("person", "team"),
    sqlite_strict=True,
)
"""(person, team): the teams a person leads, with all teams below. Recomputed with every change of a team; no Record."""
