"""Importing workbooks: bytes -> sheets -> table -> rows -> checks -> outcome (shown first) -> stored, all or nothing."""
