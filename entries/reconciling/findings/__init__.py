"""Each fact once: found, asked, answered, put right; every step kept."""
