"""Orders with their items, and payments."""

SQLITE = (
    "CREATE TABLE payment (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT, "
    "owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin TEXT, "
    "origin_key TEXT, number TEXT NOT NULL, client_id TEXT, payer TEXT, payer_key TEXT, amount INTEGER NOT NULL, "
    "currency TEXT NOT NULL, rate INTEGER NOT NULL, channel TEXT, product TEXT, matched_by TEXT, matched_at TEXT,"
    " note TEXT, PRIMARY KEY (id), FOREIGN KEY(client_id) REFERENCES client (id)) STRICT",
    "CREATE INDEX ix_payment_channel ON payment (channel) WHERE voided_at IS NULL",
    "CREATE INDEX ix_payment_client ON payment (client_id, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_payment_on_date ON payment (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_payment_origin ON payment (origin_key) WHERE voided_at IS NULL",
    "CREATE INDEX ix_payment_owner ON payment (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_payment_payer ON payment (payer_key, matched_at) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_payment_number ON payment (number) WHERE voided_at IS NULL",
    "CREATE TABLE sales_order (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, number TEXT NOT NULL, client_id TEXT, amount INTEGER NOT NULL, currency TEXT NOT "
    "NULL, rate INTEGER NOT NULL, channel TEXT, product TEXT, items INTEGER NOT NULL, due TEXT, note TEXT, "
    "PRIMARY KEY (id), FOREIGN KEY(client_id) REFERENCES client (id)) STRICT",
    "CREATE INDEX ix_sales_order_channel ON sales_order (channel) WHERE voided_at IS NULL",
    "CREATE INDEX ix_sales_order_client ON sales_order (client_id, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_sales_order_on_date ON sales_order (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_sales_order_origin ON sales_order (origin_key) WHERE voided_at IS NULL",
    "CREATE INDEX ix_sales_order_owner ON sales_order (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_sales_order_number ON sales_order (number) WHERE voided_at IS NULL",
    "CREATE TABLE sales_order_item (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by "
    "TEXT, origin TEXT, origin_key TEXT, order_id TEXT NOT NULL, place INTEGER NOT NULL, product TEXT NOT NULL, "
    "quantity INTEGER NOT NULL, price INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (id), FOREIGN "
    "KEY(order_id) REFERENCES sales_order (id)) STRICT",
    "CREATE INDEX ix_sales_order_item_product ON sales_order_item (product, id) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_sales_order_item_place ON sales_order_item (order_id, place) WHERE voided_at IS NULL",
)
