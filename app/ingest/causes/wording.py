"""The words by which a sentence names a cause, tells an effect, or takes a cause back.

Every expression here is for a text made ready by `phrases.spaced`.
"""

from app.ingest.phrases import LEAD, Sorter, each, phrases

#: In a section of causes: what tells a cause from its background.
STRONG = phrases(
    r"(?:root[- ]cause (?:\w+ )?(?:was|is|of)|caused by|due to|as a result|because|"
    r"result(?:ed|ing) (?:from|in)|causing|which (?:led|meant|resulted)|led to|leading to|caused|causes|"
    r"the (?:root |direct |main |underlying )?(?:cause|reason|problem|culprit)(?: \w+)? (?:was|is|were)|"
    r"problem is|triggered|"
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
    r"fell behind|fall behind)\b",
    r"no \w+",
)
#: A paragraph that tells what followed, or that something was well.
NO_CAUSE = phrases(
    LEAD + r"this (?:meant|means) that\b",
    r"(?:worked|working|works) (?:correctly|as expected|as intended|fine|well)\b",
)
#: What the words of a sentence are worth: they announce the cause itself, or a reason for something.
NAMES_CAUSE = Sorter(
    (
        3.0,
        (
            *each(
                "root direct main underlying primary actual immediate",
                r" (?:cause|reason)\b[^.:]{0,60}\b(?:was|is|were|are|appears? to be)\b",
            ),
            *each(
                "cause reason culprit",
                r"(?: of| for| behind| was| is)[^.]{0,60}\b(?:was|is|were|due)\b",
            ),
            *each(
                "outage incident issue problem failure downtime error this it which that disruption degradation",
                r"s? (?:\w+ ){0,3}(?:caused|triggered|introduced) by\b",
            ),
            r"traced (?:back )?to\b",
            *each("cause culprit", r" (?:was|is|turned out to be|proved to be)\b"),
            *each("narrow narrowed pinned boils boiled came comes", r" (?:this |it |the \w+ )?down to\b"),
            r"had (?:a|an|the) (?:\w+ )?(?:bug|leak|flaw|defect|regression)\b",
            *each("bug leak regression flaw defect error typo condition", r" was (?:accidentally )?introduced\b"),
            r"stemmed from\b",
            r"resulted from\b",
            r"died as a result of\b",
            r"bug (?:in|with)\b",
            r"what caused\b",
            r"as the root[- ]cause\b",
        ),
    ),
    (
        1.6,
        (
            r"due to\b",
            r"as a result of\b",
            r"because\b",
            r"which (?:caused|led to|resulted in|meant that)\b",
            r"causing\b",
            r"led to\b",
            r"turned out (?:to be|that)\b",
            r"accidentally\b",
            *each("mistakenly inadvertently unintentionally incorrectly erroneously", r"\b"),
            r"by mistake\b",
            r"caused (?:a|the|an|by|our|this|it|all|pods|many|some|\w+ to)\b",
            r"misconfigur\w",
            *each("identified discovered realised realized found determined concluded noticed", r" that\b"),
            r"broke\b",
            r"was broken\b",
            *each("issue problem factor", r"\b[^.]{0,60} was that\b"),
            r"over (?:a|the|its|our) .{0,20}\blimit\b",
            r"hit (?:a|the|our|its) .{0,24}limit\b",
            r"exceeded\b",
            r"ran out of\b",
            r"expired\b",
            r"failure (?:in|of) (?:the|our|a|one)\b",
            r"stopped (?:receiving|updating|responding|working)\b",
            r"failed to\b",
            r"was (?:leaked|stolen|compromised|exploited|deleted|removed|destroyed|exposed|corrupted|"
            r"overwritten)\b",
            r"destroyed\b",
        ),
    ),
)
#: A sentence that tells what followed rather than why.
EFFECT = phrases(
    LEAD + r"(?:this|that|it|which|these) (?:also )?(?:caused|led|resulted|meant|means|affected|impacted|made)\b",
    LEAD + r"this would (?:then |also )?(?:impact|affect|cause|result|lead)\b",
    r"(?:was|were) (?:not|un)[ -]?(?:affected|impacted)\b",
    r"(?:issue|incident|outage|problem)s? (?:\w+ )?(?:impacted|affected)\b",
    r"(?:template|write-?up|retrospective)\b",
    LEAD + r"(?:(?:for )?(?:some|many|our|all|most) )?(?:users|customers|people|students|clients)\b",
    r"(?:users|customers) (?:were|could|experienced|saw|had)\b",
    LEAD + r"(?:as a result,|consequently\b|therefore\b|luckily\b)",
    r"confus\w+",
    r"sorry\b",
    r"apologi\w+",
    r"no (?:data|action|packages|user|customer|impact)\b",
    r"(?:we|i) (?:will|are going|should|need|plan|decided|wanted|want|hope)\b",
    r"better to\b",
    r"rejected\b",
    r"thank\w*",
    r"(?:resolved|fixed|restored|reverted|mitigated) (?:by|after|when)\b",
)
REFUTED = phrases(
    r"(?:initially (?:appeared|thought|suspected|believed)|at first (?:we|it)|"
    r"turned out not|was not the (?:root )?cause|ruled out|"
    r"not related to|unrelated to|(?:(?:could|may|might) have been|possibly) (?:caused|due)|"
    r"never (?:a|the) (?:root )?cause|(?:did|does|do) not (?:appear|seem) to be|no evidence|"
    r"we (?:first )?suspected|not the (?:root )?cause|"
    r"red herring|is still unknown|continue (?:the )?investigation|not the direct cause|"
    r"did not understand|without understanding|"
    r"as a result of (?:this|the) (?:incident|outage|event|review|post-?mortem))\b"
)
#: A sentence that announces a list (or a number of paragraphs) of causes.
ANNOUNCED = phrases(
    r"(?P<count>two|three|four|five|several|multiple|a (?:couple|number|few)(?: of)?|some|"
    r"the following|these|following)\b(?: \w+){0,3} "
    r"(?:things|factors|reasons|causes|issues|problems|failures|mistakes|bugs|conditions)\b"
)
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
