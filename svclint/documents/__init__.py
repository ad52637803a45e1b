"""The first wing: bytes in, Documents out; what cannot be read becomes a finding and walks on beside them."""
