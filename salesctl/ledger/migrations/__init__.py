"""Frozen SQL, one module per step; never edited once released."""
