"""Search: the index follows the outbox, and what it finds is shown from the database."""
