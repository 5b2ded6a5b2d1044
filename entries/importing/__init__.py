"""Importing workbooks: bytes -> sheets -> table -> rows -> checks -> outcome, shown first -> all stored or nothing."""
