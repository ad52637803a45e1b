"""On request: what kustomize and helm make of the repository's files, as Documents whose places are in those files."""
