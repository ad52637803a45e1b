"""What this program is: its version, below everything else, so that any wing may say it."""

VERSION = "0.1.0"
