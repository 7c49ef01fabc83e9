"""Words of org: the roles in order of weight. Safe in command signatures."""

from __future__ import annotations

from salesctl.domains.org.rules import Role
from salesctl.locale import N_

ROLES = tuple(role.value for role in Role)

ROLE_LABELS = {
    "rep": N_("rep"),
    "lead": N_("lead"),
    "head": N_("head"),
    "finance": N_("finance"),
    "legal": N_("legal"),
    "archivist": N_("archivist"),
    "keeper": N_("keeper"),
    "guide": N_("guide"),
    "robot": N_("robot"),
    "admin": N_("admin"),
}
"""Labels by code; gettext context "role"."""
