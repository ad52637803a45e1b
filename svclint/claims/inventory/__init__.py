"""What manifests do not say: the native inventory format, and a module for each importer; Claims like all others."""
