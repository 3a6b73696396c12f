"""Our own template: what it asks stands in comments, which the reader drops, so that it yields no junk facts."""

from datetime import date

TEMPLATE = """\
---
title: "{title}"
date: {day}
status: draft
severity:
services: []
authors: []
tags: []
---

# {heading}

## Summary

<!-- Two or three sentences: what broke, for whom, for how long. -->

## Impact

<!-- Who noticed what; numbers where there are any. -->

## Timeline

<!--
All times in UTC. One entry a line, oldest first:
- 10:02 UTC The alert for the checkout error rate fires.
-->

## Detection

<!-- How it was noticed, and what would have told sooner. -->

## Root cause

<!-- Why it could happen. One paragraph or list item for each cause. -->

## Contributing factors

<!-- What made it more likely, worse or longer. -->

## Resolution

<!-- What ended it. -->

## What went well

## What went wrong

## Where we got lucky

## Action items

<!--
One line each, with one owner and a date:
- [ ] Alert when a certificate has fewer than 14 days left (@owner, due 2024-05-01)
-->
"""
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def new_postmortem(title: str, day: date) -> str:
    """The template with this title and day, as Markdown."""
    words = " ".join(title.split()) or "Untitled incident"
    return TEMPLATE.format(title=words.translate(_ESCAPES), heading=words, day=day.isoformat())
