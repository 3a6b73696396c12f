"""The words by which an action says when it is due, where they are no date: "by the end of the week"."""

import re

from app.ingest.phrases import phrases, spaced

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?(?:,? 20\d\d)?"
)
_QUARTER = (
    r"(?:q[1-4](?:[ /-]{1,2}(?:20)?\d\d)?|h[12](?:[ /-]{1,2}(?:20)?\d\d)?|20\d\d[ /-]?[qh][1-4]|fy ?\d\d(?:\d\d)?)"
)
_UNIT = r"(?:day|week|weekend|fortnight|sprint|iteration|month|quarter|year|half)"
_UNITS = rf"(?:business |working |calendar )?{_UNIT}s?"
_WEEKDAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_PERIOD = rf"(?:(?:the|this|next|our|current|coming|following) ){{0,2}}(?:{_UNIT}|{_MONTH}|{_QUARTER}|20\d\d)"
_COUNT = r"(?:\d{1,3}(?: ?(?:-|–|to) ?\d{1,3})?|one|two|three|four|five|six|a few|a couple of|several|a)"
_COUNT_OFF = r"(?:\d{1,3}|two|three|four|five|six|couple of|several)"
_OCCASION = (
    r"(?:release|deploy(?:ment)?|rollout|roll-out|upgrade|meeting|meetings|retro|retrospective|planning|review|"
    r"maintenance(?: window)?|cycle|sprint|iteration|version|semester|term)"
)
_RELEASE = (
    r"v?\d{1,4}(?:\.\d{1,4}){1,3}(?:-\w{1,12})? release|(?:version |v)\d{1,4}(?:\.\d{1,4}){1,3}|"
    r"release v?\d{1,4}(?:\.\d{1,4}){0,3}|sprint \d{1,4}|milestone v?\d{1,4}(?:\.\d{1,4}){0,3}"
)
_SET = r"targeted for|planned for|scheduled for|target:?|targeting|eta:?|due in|due"
_LAST = r"(?= ?[).,;\]]|\s*$)"

#: `_LEAD_IN` belongs to them where it stands before them.
_WORDS = phrases(
    rf"end of {_PERIOD}\b",
    rf"(?:early|late|mid)[ -]{_PERIOD}\b",
    rf"(?:middle|beginning|start|first half|second half) of {_PERIOD}\b",
    rf"later (?:this|in the) {_PERIOD}\b",
    rf"(?:next|upcoming|coming|following|this coming) (?:{_UNIT}|{_WEEKDAY}|{_QUARTER})\b",
    r"this (?:week|month|quarter|sprint|iteration|weekend)\b",
    rf"(?:next|coming|upcoming) (?:few |{_COUNT_OFF} )?{_UNITS}\b",
    rf"next (?:few|several|couple of|two|three) (?:[\w-]+ ){{0,2}}{_OCCASION}s?\b",
    rf"{_QUARTER}(?: ?[-–] ?{_QUARTER})?(?= ?[).,;:\]]|\s*$)",
    rf"(?:by|before|in|for|with|at|until|during|over|within|as part of|{_SET}) (?:the |our )?(?:upcoming )?"
    rf"(?:{_QUARTER}(?: ?[-–] ?{_QUARTER})?\b|(?:next|coming|upcoming|following) (?:[\w-]+ ){{0,3}}{_OCCASION}s?\b"
    rf"|{_RELEASE})",
    rf"within (?:the (?:next )?)?{_COUNT} {_UNITS}\b",
    rf"in (?:(?:about |the next |roughly )?{_COUNT} {_UNITS}|{_MONTH}\b(?! \d)){_LAST}",
    r"(?:by|before|until|due) (?:the )?"
    r"(?:next |this |end of day |eod |cob |close of business |"
    r"(?:noon|midnight|\d{1,2}(?::\d\d)? ?(?:am|pm)?) (?:on )?)?"
    rf"(?:{_WEEKDAY}|tomorrow|today|tonight|eod|eow|eom|eoq|eoy|cob)\b",
    r"eo[dwmqy]\b",
    r"asap\b",
    r"(?:near|nearest|immediate|foreseeable|not[- ]too[- ]distant) future\b",
    rf"(?:by|until|before|during|{_SET}) (?:the month of )?{_MONTH}\b(?! \d)",
    r"by (?:the \d{1,2}(?:st|nd|rd|th)|(?:the year )?20\d\d)\b(?!-)",
)
_LEAD_IN = re.compile(
    r"(?:(?<!\w)(?:no later than|by|before|at|until|for|around|in|over|during|within|with) )?"
    r"(?:(?<!\w)(?:the|our) )?(?:(?<!\w)very )?$",
    re.IGNORECASE,
)
#: "fixed in March", "as of this week": what was then, not what is due.
_THEN = re.compile(
    r"(?<!\bbe )\b(?:(?!planned|scheduled|expected|targeted|estimated|slated|required)\w{2,20}(?<!ne)ed|"
    r"sent|spent|went|built|felt|dealt|shown|known|grown|drawn|broken|taken|written|found|made|lost|left|ran|"
    r"seen|since|as of|from|last|until|each|every|than|are|is|was|were)\s*$",
    re.IGNORECASE,
)
_LOOK_BACK, _LEAD_CHARS = 24, 26
_SPAN = re.compile(rf"(?:(?:within|up to|next|the|in) ){{0,4}}{_COUNT} {_UNITS}", re.IGNORECASE)


def due_words(text: str) -> str | None:
    """The first such words in the text."""
    for match in _WORDS.finditer(spaced(text)):
        lead = _LEAD_IN.search(text, max(0, match.start() - _LEAD_CHARS), match.start())
        start = lead.start() if lead else match.start()
        if not _THEN.search(text, max(0, start - _LOOK_BACK), start):
            return text[start : match.end() - 1].strip()
    return None


def is_span(text: str) -> bool:
    """ "30 days", "1-3 months": due words where they stand alone in a heading's bracket."""
    return _SPAN.fullmatch(text.strip()) is not None
