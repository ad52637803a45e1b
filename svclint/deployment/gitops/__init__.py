"""GitOps structure, read and never executed: sources in; what is deployed, from where, with which variables, out."""
