"""What our own figures show without anybody else's: clues, each with its place in the ledger."""
