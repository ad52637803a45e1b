"""The repository's files → Documents that kustomize and helm render, on request, with positions in these files."""
