"""The words by which a sentence names a cause, tells an effect, or takes a cause back."""

import re

#: In a section of causes: what tells a cause from its background.
STRONG = re.compile(
    r"\b(?:root[- ]cause (?:\w+ )?(?:was|is|of)|caused by|due to|as a result|because|"
    r"result(?:ed|ing) (?:from|in)|causing|which (?:led|meant|resulted)|led to|leading to|caused|causes|"
    r"the (?:root |direct |main |underlying )?(?:cause|reason|problem|"
    r"culprit)(?: \w+)? (?:was|is|were)|problem is|triggered|"
    r"attributed to|traced (?:back )?to|stem(?:s|med) from|responsible for|introduced (?:a|an|the)|bug in|"
    r"failed to|did not|didn['’]t|don['’]t|do not|was not|wasn['’]t|were not|weren['’]t|"
    r"could not|couldn['’]t|cannot|can['’]t|"
    r"lack(?:ed|s|ing)?|missing|misconfigur\w+|incorrect\w*|there (?:was|were|is|are) no|"
    r"gaps?|blindspot|flaw\w*|weakness|"
    r"no longer|unable to|too (?:many|much|few|low|high|small|large|slow)|exceed\w*|"
    r"reached (?:the|its|a)|ran out|exhaust\w*|"
    r"accidentally|mistaken\w*|by mistake|omitt\w+|overlooked|forgot\w*|expired|faulty|"
    r"broken|bugs?|regression|single point|"
    r"mismatch|race condition|unexpected\w*|improper\w*|wrong\w*|never|not working|crash\w*|"
    r"fell behind|fall behind)\b|\b[Nn]o \w+",
    re.IGNORECASE,
)
#: The words that announce the cause itself, anywhere.
EXPLICIT = re.compile(
    r"\b(?:root|direct|main|underlying|primary|actual|immediate) (?:cause|"
    r"reason)\b[^.:]{0,60}\b(?:was|is|were|are|appears? to be)\b|"
    r"\b(?:the )?(?:cause|reason|culprit)\b(?: of| for| behind| was| is)[^.]{0,60}\b(?:was|is|were|due)\b|"
    r"\b(?:outage|incident|issue|problem|failure|downtime|error|this|it|which|that|disruption|degradation)s? "
    r"(?:\w+ ){0,3}(?:caused|triggered|introduced) by\b|\btraced (?:back )?to\b|\bstemmed from\b|\bresulted from\b|"
    r"\bdied as a result of\b|\bbug (?:in|with)\b|\bwhat caused\b|\bas the root[- ]cause\b",
    re.IGNORECASE,
)
#: Weaker: a reason given for something, not always for the incident.
NAMED = re.compile(
    r"\bdue to\b|\bas a result of\b|\bbecause\b|\bwhich (?:caused|led to|resulted in|"
    r"meant that)\b|\bcausing\b|\bled to\b|"
    r"\bturned out (?:to be|that)\b|\baccidentally\b|\bmistakenly\b|\bby mistake\b|"
    r"\bcaused (?:a|the|an|by|our|this|it|all|pods|many|some|\w+ to)\b|"
    r"\bmisconfigur\w+|\b(?:identified|discovered|realised|realized|found|determined|"
    r"concluded|noticed) that\b|\bbroke\b|\bwas broken\b|"
    r"\bover (?:a|the|its|our) .{0,20}\blimit\b|\bhit (?:a|the|our|its) .{0,24}limit\b|"
    r"\bexceeded\b|\bran out of\b|\bexpired\b|"
    r"\bfailure (?:in|of) (?:the|our|a|one)\b|\bstopped (?:receiving|updating|responding|working)\b|\bfailed to\b|"
    r"\bwas (?:leaked|stolen|compromised|exploited|deleted|removed|destroyed|exposed|"
    r"corrupted|overwritten)\b|\bdestroyed\b",
    re.IGNORECASE,
)
#: One of these stands in every sentence that EXPLICIT or NAMED finds: a cheap look before the dear one.
CAUSE_WORDS = (
    "caus", "reason", "culprit", "trigger", "introduced by", "traced", "stemmed", "result", "bug ", "due to",
    "led to", "turned out", "accidental", "mistake", "misconfig", "ied that", "ered that", "sed that",
    "zed that", "found that", "ined that", "uded that", "iced that", "broke", "limit", "exceeded", "ran out",
    "expired", "failure", "stopped", "failed", "leaked", "stolen", "promised", "exploited", "deleted",
    "removed", "destroyed", "exposed", "corrupted", "overwritten", "meant that",
)  # fmt: skip
#: A sentence that tells what followed rather than why.
EFFECT = re.compile(
    r"^(?:this|that|it|which|these) (?:also )?(?:caused|led|resulted|meant|means|affected|"
    r"impacted|made)\b|^(?:(?:for )?(?:some|many|our|all|most) )?"
    r"(?:users|customers|people|students|clients)\b|\b(?:users|customers) (?:were|could|"
    r"experienced|saw|had)\b|^as a result,|^consequently\b|"
    r"^therefore\b|^luckily\b|\bconfus\w+|\bsorry\b|\bapologi\w+|\bno (?:data|action|"
    r"packages|user|customer|impact)\b|"
    r"\b(?:we|i) (?:will|are going|should|need|plan|decided|wanted|want|hope)\b|"
    r"\bbetter to\b|\brejected\b|\bthank\w*|"
    r"\b(?:resolved|fixed|restored|reverted|mitigated) (?:by|after|when)\b",
    re.IGNORECASE,
)
REFUTED = re.compile(
    r"\b(?:initially (?:appeared|thought|suspected|believed)|at first (?:we|it)|"
    r"turned out not|was not the (?:root )?cause|ruled out|"
    r"not related to|unrelated|(?:did|does|do) not (?:appear|seem) to be|no evidence|"
    r"we (?:first )?suspected|not the (?:root )?cause|"
    r"red herring|is still unknown|continue (?:the )?investigation|not the direct cause|"
    r"did not understand|without understanding)\b",
    re.IGNORECASE,
)
#: A sentence that announces a list (or a number of paragraphs) of causes.
ANNOUNCED = re.compile(
    r"\b(?P<count>two|three|four|five|several|multiple|a (?:couple|number|few) of|some|"
    r"the following|these|following)\b(?: \w+){0,3} "
    r"(?:things|factors|reasons|causes|issues|problems|failures|mistakes|bugs|conditions)\b",
    re.IGNORECASE,
)
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
