"""The names that sections go by, and the canonical name of each (from forty templates in use)."""

import re
from functools import lru_cache

_EXACT: dict[str, str] = {
    "summary": "summary|tl;dr|tldr|tl dr|overview|what happened|executive summary|description|"
    "incident summary|issue summary|"
    "outage description|summary of impact|problem summary|synopsis|abstract|introduction|incident overview|"
    "incident description|what happened and when|the incident|incident|event summary|"
    "short summary|problem|the problem|"
    "problem statement|incident details|the issue|issue|what went down|problem description|outage summary",
    "background": "context|leadup|lead up|lead-up|prologue|background information|background|glossary|"
    "setup|history|preface|"
    "company overview|technical background",
    "impact": "impact|customer impact|user impact|affected users|blast radius|affected services|incident impact|"
    "business impact|impacts|scope|consequences|affected customers|user-facing impact|who was affected|damage|"
    "other side-effects|other side effects|what was affected|effects|symptoms",
    "timeline": "timeline|incident timeline|sequence of events|chain of events|chronology|key events|event log|"
    "events|timeline of events|incident updates|updates|problems/timeline|log|incident log|"
    "detailed timeline|what happened when|timetable|chronicle|key timestamps|incident chronology",
    "detection": "detection|how we found out|how it was detected|identified|incident detection|alerting|discovery|"
    "how did we find out|how we noticed|how was it detected|monitoring|how it was discovered|identification",
    "response": "response|how we responded|responders|challenges in handling|incident response|"
    "our response|actions taken|"
    "immediate response|investigation|diagnosis|what did we do|what we did|analysis|steps taken",
    "trigger": "trigger|triggers|what triggered it|fault|incident trigger|triggering event",
    "root_cause": "root cause|root causes|confirmed root cause|cause|causes|the bug|root cause analysis|"
    "rca|five whys|"
    "5 whys|the cause|cause of the incident|cause of the outage|underlying cause|"
    "technical root cause|reason|reasons|"
    "what caused it|cause analysis|the root cause|what went wrong technically|technical details|cause of failure|"
    "technical analysis|why|explanation|the reason|direct cause|proximate cause|fundamental cause",
    "contributing_factors": "contributing factors|contributing factor|contributing cause|contributing causes|"
    "contributing conditions|contributors|enablers|process breakdowns|process breakdown|contributory factors|"
    "contributing conditions analysis|aggravating factors|why it wasn't caught|other factors",
    "resolution": "resolution|recovery|resolution and recovery|fix|mitigation|repair|epilogue|the fix|solution|"
    "how it was fixed|how we fixed it|mitigations|how was it resolved|immediate fix|workaround|restoration|"
    "mitigation and resolution|how it was resolved|temporary fix",
    "action_items": "action items|action item|actions|follow ups|follow-ups|follow up|follow-up|followup|followups|"
    "next steps|actionables|corrective actions|corrective and preventative measures|preventive measures|"
    "corrective and preventive measures|remediation items|remediation|review actions|recommendations|prevention|"
    "how we prevent it|what are we doing about this|preventative measures|follow-up actions|follow up actions|"
    "improvements|todo|todos|to do|to-do|future work|tasks|remediations|preventive actions|corrective action|"
    "corrective measures|preventative actions|remedial actions|future actions|measures|action plan|plan|"
    "what's next|what is next|next actions|going forward|moving forward|looking forward|planned improvements|"
    "tickets|follow up items|follow-up items|follow up tasks|follow-up tasks|repair items|what will we do|"
    "further actions|what we are doing|what we're doing|prevention measures|remediation actions|planned actions|"
    "remediation and follow up|proposed improvements|improvement actions|long-term fixes|suggestions|"
    "what we will do|what we'll do|what we are going to do|what we're going to do|what we plan to do|"
    "work items|proposed fixes|proposed solutions|ongoing work|commitments|what we're changing|what is changing|"
    "what's changing|planned work|pending work|prevention plan|countermeasures|safeguards|what we have changed|"
    "what we've changed|what are we changing|steps we are taking|steps we're taking|backlog items|work to do",
    "lessons": "lessons learned|lessons|learnings|takeaways|lessons learnt|how'd we do|key takeaways|retrospective|"
    "what we learned|what did we learn|what we've learned|reflections|conclusion|conclusions|to conclude|"
    "in conclusion|in closing|closing thoughts|closing|final thoughts|key learnings|additional thoughts|postmortem|"
    "post-mortem|reflection|closing remarks|wrap up|discussion",
    "went_well": "what went well|what worked|what went right|mitigators|things that went well|went well|"
    "what worked well|good|the good|positives|what did we do well|what we did well|what did go well",
    "went_wrong": "what went wrong|what went poorly|what didn't go well|what didn't go so well|"
    "could have gone better|"
    "what could be improved|things that went wrong|went wrong|went poorly|what didn't work|the bad|bad|"
    "what could have gone better|what did not go well|areas for improvement|what didn't go as well|what went badly|"
    "what could have been better|things that went poorly|what did we do badly|negatives",
    "lucky": "where we got lucky|where did we get lucky|lucky|we got lucky|luck|where were we lucky|got lucky|"
    "what went lucky|where we were lucky|how we got lucky",
    "supporting": "supporting information|supporting documents|references|links|appendix|evidence|"
    "data link|resources|"
    "links to relevant documentation|additional reading|further reading|sources|attachments|useful links|notes|"
    "related links|additional information|additional resources|supporting materials|"
    "external links|footnotes|credits|"
    "about the author|acknowledgements|acknowledgments|appendices|see also|"
    "more information|thanks|graphs|screenshots",
    "open_questions": "open questions|questions|incident questions|unknowns|unanswered questions|faq|q&a|q and a|"
    "frequently asked questions",
    "related": "related incidents|recurrence|backlog check|related|similar incidents|past incidents|related issues",
    "messaging": "messaging|internal email|external message|communications|communication|external communication|"
    "internal communication|customer communication|messages|public statement|statement|announcement",
    "metadata": "metadata|status|date|authors|author|author(s)|owner|owners|shared with|severity|people paged|"
    "coordinators|facilitator|contact|report status|stats|statistics|attendees|participants|level|incident lead|"
    "duration|tags|people involved|information|incident information|general information|metrics|scorecard|team|"
    "time to repair|time to resolve|incident metadata|document control|"
    "contributors and reviewers|reviewers|summary table",
}
_NAMES = {phrase: name for name, phrases in _EXACT.items() for phrase in phrases.split("|")}

#: Where no phrase is exact: each that is found in the heading names it, in this order.
_LOOSE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("went_well", r"\bwent (?:well|right)\b|\bworked well\b"),
        (
            "went_wrong",
            r"\bwent (?:poorly|badly)\b|\b(?:didn't|did not) (?:go|work)\b|\bgone better\b|\bto be improved\b",
        ),
        ("lucky", r"\b(?:got|get|were) lucky\b"),
        ("contributing_factors", r"\bcontribut(?:ing|ory) (?:factor|cause|condition)|\bwhy .{0,40}\bcaught\b"),
        (
            "root_cause",
            r"\broot[- ]causes?\b|\bwhy (?:did|was|were|the|this|it|we|everything)\b|\bcauses? of\b|"
            r"\bwhat caused\b|\bhow could .{1,40}\b(?:happen|occur)\b|\bhow was .{1,30}\bpossible\b|"
            r"\b(?:technical|primary|probable|likely|underlying|suspected|immediate|main|actual) "
            r"(?:cause|reason|issue)s?\b|"
            r"\b(?:five|5) whys\b|\bwhat went wrong\b|\bpost-?mortem analysis\b",
        ),
        ("timeline", r"\btime-?line\b|\bchronolog|\bsequence of events\b|\btime line\b"),
        (
            "action_items",
            r"\baction items?\b|\bfollow[- ]?ups?\b|\bnext steps\b|\bprevent\w*|\bcorrective\b|\bremediation\b|"
            r"\brecommendations?\b|\bimprovements?\b|\bdo(?:ing)? (?:better|about)\b|\bto do\b|\btodos?\b|"
            r"\b(?:short|long|medium|mid)[- ]term (?:actions|changes|fix|plan|solution|measures)|\bfuture work\b|"
            r"\bactions\b|\bgoing forward\b|\bwhat we(?:'re| are) (?:doing|changing)\b|\bwe will\b|"
            r"\bless likely\b|\bhappen(?:s|ing)? again\b|"
            r"\b(?:follow-?up|open|outstanding|pending|post-incident) tasks\b|"
            r"\bhow (?:are|will|can|do) we (?:going to )?(?:prevent|avoid|mak|stop|improv|address)",
        ),
        ("lessons", r"\blessons?\b|\blearn(?:ed|t|ings?)\b|\btakeaways?\b"),
        ("trigger", r"\btrigger"),
        ("resolution", r"\bresolution\b|\brecovery\b|\bmitigations?\b|\bresolved\b|\bhow .{0,20}\bfix"),
        ("detection", r"\bdetect(?:ion|ed)\b|\bdiscovered\b"),
        ("impact", r"\bimpact\b|\baffected\b"),
        ("response", r"\brespon(?:se|d|ded)\b|\bincident handling\b"),
        ("summary", r"\bsummary\b|\bwhat happened\b|\boverview\b|\btl;?dr\b"),
        ("background", r"\bbackground\b|\blead-?up\b"),
        ("supporting", r"\breferences\b|\bappendix\b|\bsupporting\b|\bfurther reading\b|\badditional reading\b"),
    )
)
_NUMBERING = re.compile(r"^(?!5 whys\b)(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]?|[ivx]{1,4}[.)]|[a-z][.)])\s+")
_EDGE = re.compile(r"^[^\w'’(]+|(?<![^\w'’)])[^\w'’)]++$")
_SPACE = re.compile(r"\s+")
_BRACKETED = re.compile(r"(?<!\s)\s*+[(\[][^()\[\]]*+[)\]]\s*$")


def normal(heading: str) -> str:
    """Lower case, without numbering, emoji, closing colon or question mark."""
    text = _SPACE.sub(" ", heading.replace("’", "'").replace("&", "and").strip().lower())[:200]
    text = _EDGE.sub("", text)
    return _EDGE.sub("", _NUMBERING.sub("", text))


@lru_cache(maxsize=2048)
def exact_name(heading: str) -> str | None:
    """The canonical name of a heading that is, word for word, one of the phrases in use."""
    text = normal(heading)
    if text in _NAMES:
        return _NAMES[text]
    return _NAMES.get(_EDGE.sub("", _BRACKETED.sub("", text)))


@lru_cache(maxsize=2048)
def names_of(heading: str) -> tuple[str, ...]:
    """Canonical names of a heading, best first; several where it announces several things; empty where none."""
    exact = exact_name(heading)
    if exact:
        return (exact,)
    text = _BRACKETED.sub("", normal(heading))
    if len(text.split()) > 16:
        return ()
    return tuple(name for name, pattern in _LOOSE if pattern.search(text))
