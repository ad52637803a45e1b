"""Claims → findings: which claims meet, and which rules they violate."""
