"""Times as documents write them: grammar (text -> Stamp), zones, and the resolver (Stamp -> Moment)."""
