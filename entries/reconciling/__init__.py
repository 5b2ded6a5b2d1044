"""Our figures against those of others: extracts, what differs, why it may, and what is asked and settled."""
