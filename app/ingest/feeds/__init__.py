"""Feeds of status pages: Atom, RSS and JSON to entries, and each entry to a document of its own."""
