"""Plans beside what was done."""
