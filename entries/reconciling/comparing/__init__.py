"""Ours beside theirs at a cut-off: what differs, what is allowed to, and up to when each commune agrees."""
