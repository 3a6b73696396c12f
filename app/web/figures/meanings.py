"""What each number of the reports means, in the words that stand under it; docs/reports.md says more."""

from app.domain.months import Days
from app.web.words import day

_MEANINGS = {
    "open": """Open at the end of a month: recorded by then, and neither done nor given up when it ended;
        what is proposed counts. Overdue: open, with a due date before that day. Due dates count as they
        stand now. What was closed and opened again counts as open all the while. The last point is
        {last}. Days end at midnight UTC.""",
    "flow": """Recorded: came in here in that month; for an imported postmortem that is the month of the
        import. Closed: done or given up (declined, or replaced by another) in that month, and not opened
        again since. Where more is recorded than closed, the backlog grows.""",
    "ages": """Days from when an action was recorded here to {last}, of those open then. The first bands
        end where the usual due dates do (28, 56 and 90 days).""",
    "sum": """Open when the month began, and what was recorded, less what was done and given up, is open
        on {last}. Each as in the sections below. Days end at midnight UTC.""",
    "time": """Days from when an action was recorded here until it was done, of those recorded from
        {first} to {last}. The curve shows the share that was not done yet after so many days
        (Kaplan–Meier). What is open counts for as long as it has been open, and what was given up until
        that day: neither is dropped, nor taken for done. What was opened again counts as open.""",
    "closure": """What was recorded from {first} to {last}, as it stands today. Closed: the share that is
        done or verified, of all that was not given up.""",
    "slips": """A slip is one move of a promised due date to a later day, as the history has it, in the
        month in which it was moved. While an action is proposed nothing is promised. One action can slip
        more than once.""",
    "reopened": """A closed action that went back to work, as the history has it: its evidence did not
        hold, a target failed or was added, the risk that was accepted ran out, or the work was not
        acceptable.""",
    "strengths": """What was recorded from {first} to {last}, after the action hierarchy of RCA² (NPSF
        2015). Strong: takes the hazard away or forces what is right. Intermediate: redundancy, software
        that watches or limits, checklists. Weak: training, procedures, warnings, double checks. Rules
        judge the wording; what somebody said on an action’s page stands before them.""",
}


def meaning(of: str, days: Days) -> str:
    """`days` are those of the report, both ends given."""
    return " ".join(_MEANINGS[of].split()).format(first=day(days.first), last=day(days.last))
