"""What others counted: kept version by version, doubted before it is kept, read as tables."""
