"""The screens that tell how far the work is, and what stands behind each of their figures."""
