"""Generated inputs of which an independent program says what they mean: kubectl, and a slow reference of our own."""
