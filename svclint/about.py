"""The version of svclint, in the lowest layer, so that every module can import it."""

VERSION = "0.1.0"
