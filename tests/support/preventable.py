"""Incidents of which one might have spared another, and others that have nothing to do with them."""

from support.documents import bring

from app.usecases.workspace import Workspace

EARLIER = """---
title: Ledger writes fail after a Postgres failover
date: 2024-01-10
services: [ledger]
---
## Timeline
- 2024-01-10 08:00 UTC: writes fail

## Root cause
Two codebases named the Postgres primary and not its virtual address.

## Action items
- [ ] Have every codebase name the Postgres virtual address (@ann, due 2024-02-01)
- [ ] Write to the vendor of the disk (@bob, due 2024-02-01)
- [x] Give each codebase a Postgres virtual address to try (@ann)
"""
LATER = """---
title: Invoices stop after a Postgres failover
date: 2024-03-05
services: [ledger]
---
## Timeline
- 2024-03-05 10:00 UTC: it begins
- 2024-03-05 11:30 UTC: resolved

## Root cause
The invoices codebase still named a Postgres host and not the virtual address.
"""
OTHERS = (
    ("Mail is late", "The queue of the mail relay was full."),
    ("Sign-in fails", "A certificate expired over night."),
    ("Search is slow", "Someone reindexed at noon."),
    ("Pictures are lost", "A bucket was emptied by a script."),
    ("Phones are silent", "A trunk line was cut by a digger."),
    ("Checkout times out", "A partner throttled calls."),
)
ACTION, POST = "ACT-1", "invoices-stop-after-a-postgres-failover"


def bring_both(ws: Workspace) -> None:
    bring(ws, EARLIER, "earlier.md")
    for number, (title, cause) in enumerate(OTHERS, 1):
        bring(ws, f"# {title}\n\n2024-02-0{number}\n\n## Root cause\n{cause}\n", f"{number}.md")
    bring(ws, LATER, "later.md")
