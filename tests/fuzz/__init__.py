"""Inputs that a coverage-guided fuzzer finds: what must hold for them, a runner, and the inputs that are kept."""
