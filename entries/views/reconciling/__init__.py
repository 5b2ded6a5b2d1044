"""Đối chiếu: the comparison and why it differs, extracts, findings, requests, rounds."""
