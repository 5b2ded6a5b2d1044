"""Why a gap may be there: what the figures and our own rows must show for each cause, and how it is told."""
