"""Claims in, findings out: who meets whom, and which rule minds."""
