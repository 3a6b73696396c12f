"""Whether an action is told as done, by the tense of its verb: "We have audited …", "Added an alert"."""

import re

from app.ingest.actions.verbs import begins_with_order

#: Verbs whose past form has no -ed; those that are also an order ("Set up …", "Put …") are left out.
_IRREGULAR = (
    "sent|made|wrote|built|ran|got|took|began|brought|found|gave|kept|led|rebuilt|rewrote|"
    "taught|told|undid|sped|spun|held|shut down|did|went|rolled back|already \\w+"
)
#: Words in -ed that are no past: orders, nouns and adjectives.
_NO_PAST = r"(?!(?:need|feed|seed|speed|embed|proceed|exceed|succeed|bleed|breed|weed|red|unused)\b)"
_ED = rf"{_NO_PAST}(?:re-?)?\w{{2,24}}ed"
#: What a verb takes and a noun described by the word in -ed does not follow: "Switched to", "Re-worked our".
_TAKES = (
    r"(?:to|the|a|an|all|our|its|their|his|this|that|these|those|both|some|more|new|from|in|into|on|onto|off|out|"
    r"over|back|up|down|with|by|it|them|any|every|each|another|several|two|three|four|five|\d+\S{0,20}|"
    r"additional|better|[A-Z]\w*|[\"'`“(])"
)
_SUBJECT = r"(?:we|i|they|the (?:\w+ )?team|our (?:\w+ )?team)"
_ADVERB = (
    r"(?:already|also|since|now|then|immediately|significantly|successfully|fully|all|both|recently|subsequently)"
)
_HAVE = re.compile(
    rf"^(?:(?:{_SUBJECT} (?:have|has|had)|(?:we|they|i)['’]ve|have|has) )(?:(?:{_ADVERB}|been) ){{0,3}}"
    rf"(?:{_ED}|{_IRREGULAR}|\w{{2,20}}(?:t|n|ne|de|lt)|put|set|run)\b|\bhave already \w+",
    re.IGNORECASE,
)
_SIMPLE = re.compile(rf"^{_SUBJECT} (?:{_ADVERB} ){{0,2}}(?:{_ED}|{_IRREGULAR}|put)\b", re.IGNORECASE)
_ALREADY = re.compile(rf"^already (?:{_ED}|{_IRREGULAR}|run|put|set|in place|done|fixed)\b", re.IGNORECASE)
_LEADING = re.compile(
    rf"^(?:{_ADVERB} )?(?:(?i:{_ED}) (?:{_ADVERB} )?{_TAKES}(?!\w)|(?i:{_IRREGULAR}) (?!-))",
)
_PARTICIPLE = re.compile(
    r"^(?:Added|Updated|Fixed|Removed|Reverted|Implemented|Changed|Created|Deployed|Disabled|Enabled|Introduced|"
    r"Reduced|Migrated|Moved|Replaced|Upgraded|Issued|Rolled|Configured|Rotated|Revoked|Documented|"
    r"Patched|Released|Restored|Audited|Switched|Installed|Adjusted|Corrected|Increased)\b"
)
_PASSIVE = re.compile(
    rf"^(?:(?:the|a|an|all|this|these|those|our|it|they|both|some)\b|[A-Z])[^.;:?!]{{0,120}}? "
    rf"(?:(?:has|have) (?:{_ADVERB} )?been|was|were|(?:is|are) now(?! (?:being|not)\b)) (?:{_ADVERB} )?"
    rf"(?:{_ED}|put|set|rebuilt|rewritten|built|written|made|sent|taken|shut|run|in place|live)\b",
)
#: "Disk alert added": nothing but what was done, and that it was.
_SHORT = re.compile(
    r"^(?P<what>[A-Z][\w'`/.-]{1,30}(?: [\w'`/.-]{1,30}){0,6}) (?:added|updated|fixed|removed|reverted|implemented|"
    r"created|deployed|disabled|enabled|increased|reduced|migrated|moved|replaced|upgraded|configured|rotated|revoked|"
    r"patched|installed|documented|corrected|automated|written|merged|released)[.!]?$"
)
#: A clause of its own before the verb, or a wish: then the verb in the past is not what the action says.
_SUBORDINATE = re.compile(
    r"\b(?:why|what|that|which|if|when|whether|because|where|how|who|until|unless|after|before|once|as|while|"
    r"should|will|must|would|could|can|cannot|may|might|shall|needs? to|to|ensure|so)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|never|yet to be)\b (?:yet )?(?:been )?(?:\w+ed|\w+n)\b", re.IGNORECASE)
_TICKETED = re.compile(
    r"^(?:(?:we|i)(?:['’]ve)? )?(?:have |has )?(?:also )?(?:created|raised|opened|filed|logged|added) "
    r"(?:a |an |the |new )*"
    r"(?:\w+ )?(?:ticket|issue|card|story|task|bug)\b",
    re.IGNORECASE,
)
#: How much of an action says whether it is done; what follows are its reasons.
_HEAD = 240


def is_past(text: str) -> bool:
    """True for "We have audited …", "Added an alert", "The limit was raised"; not for a ticket that was filed."""
    head = text[:_HEAD]
    if _TICKETED.match(head) or _NEGATED.search(head):
        return False
    told = _HAVE.search(head) or _SIMPLE.match(head) or _ALREADY.match(head) or _LEADING.match(head)
    return bool(told or _PARTICIPLE.match(head)) or _is_passive(head) or _is_short(head)


def _is_short(head: str) -> bool:
    match = _SHORT.match(head)
    return match is not None and not begins_with_order(head) and _SUBORDINATE.search(match["what"]) is None


def _is_passive(head: str) -> bool:
    match = _PASSIVE.match(head)
    return match is not None and _SUBORDINATE.search(match[0]) is None
