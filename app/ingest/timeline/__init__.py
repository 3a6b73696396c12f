"""Timelines: `walk.read` goes through a post in order and tries the forms; one form, one file."""
