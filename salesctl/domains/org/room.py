"""What org offers to the mechanisms."""

RULES = {"access.grant": "salesctl.domains.org.rules:Grant"}

RIGHTS = {
    "person.see": "See people",
    "person.edit": "Add and edit people",
    "personal.see": "See personal data unmasked",
    "team.see": "See teams",
    "team.edit": "Add and edit teams",
    "access.see": "See rights",
    "access.edit": "Grant and revoke rights",
    "access.grant": "Give roles and logins",
    "act_for": "Act for someone else",
    "rules.see": "Read the rule book",
    "rules.apply": "Apply the rule book",
    "ledger.log": "Read the history",
    "ledger.verify": "Verify the ledger",
    "ledger.backup": "Back up and copy the ledger",
    "ledger.sql": "Query the ledger by SQL",
}

REFERENCES = {
    "person": "salesctl.domains.org.queries:PERSON_REFERENCE",
    "team": "salesctl.domains.org.queries:TEAM_REFERENCE",
}

CHECKS = {
    "scope": "salesctl.domains.org.queries:scope_check",
    "sight": "salesctl.domains.org.sights:check",
}

DERIVED = {
    "scope": "salesctl.domains.org.service:fill_scope",
    "sight": "salesctl.domains.org.sights:establish",
}

SEES = {
    "company": {"open": True},
    "team": {"open": True},
    "person": {
        "thing": "person",
        "open": True,
        "fixed": {"roles": "roles = 'rep'", "login": "login IS NULL"},
        "stays": "lead_stays(id, team_id)",
    },
    "rule_version": {"open": True},
    "rule_section": {"open": True},
}

ASKS = {"lead_stays(text, text)": "salesctl.domains.org.sights:LEAD_STAYS"}
