"""What if: other shifts, other machines, machines lent from commune to commune."""
