"""Papers (附件): files attached to a record as its evidence."""
