"""Pace, forecast and verdicts: when a commune will be done, and how sure that is."""
