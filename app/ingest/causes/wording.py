"""The words by which a sentence names a cause, and those by which it takes one back."""

import re

STRONG = re.compile(
    r"\b(?:root[- ]cause (?:\w+ )?(?:was|is|of)|(?:was|were|been|being|is|are|which) (?:\w+ly )?caused by|caused by|due to|as a result of|"
    r"result(?:ed|ing) (?:from|in)|because|causing|which (?:caused|led|meant|resulted)|led to|leading to|caused|causes|"
    r"the (?:root |direct |main |underlying )?(?:cause|reason|problem|culprit)(?: \w+)? (?:was|is|were)|triggered|"
    r"attributed to|traced (?:back )?to|stem(?:s|med) from|responsible for|introduced (?:a|an|the)|bug in|"
    r"failed to|did not|didn['’]t|was not|wasn['’]t|were not|weren['’]t|lack(?:ed|s|ing)?|missing|misconfigur\w+|incorrect\w*|"
    r"no longer|unable to|too (?:many|much|few|low|high|small|large|slow)|exceed\w*|reached (?:the|its|a)|ran out|exhaust\w*|"
    r"accidentally|mistaken\w*|by mistake|omitt\w+|overlooked|forgot\w*|expired|faulty|broken|bug|regression|single point)\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\broot[- ]cause\b|\bcaused by\b|\bdue to (?:a|an|the|some|our|misconf|incorrect|high|lack)\b|\bas a result of\b|"
    r"\bresulted from\b|\bthe (?:cause|reason|culprit|underlying issue) (?:\w+ ){0,3}(?:was|is)\b|\bthis (?:was|is) because\b|"
    r"\btraced (?:back )?to\b|\bstemmed from\b|\b(?:was|were) (?:triggered|caused|introduced) by\b|\bbug in\b|"
    r"\bwhich (?:caused|led to|resulted in|meant that)\b|\bcausing\b|\bled to\b|\bturned out (?:to be|that)\b|"
    r"\bthe direct cause\b|\baccidentally\b|\bby mistake\b|\bdue to\b|\bbecause\b|\bthis caused\b",
    re.IGNORECASE,
)
REFUTED = re.compile(
    r"\b(?:initially (?:appeared|thought|suspected|believed)|at first (?:we|it)|turned out not|was not the (?:root )?cause|ruled out|"
    r"not related to|unrelated|(?:did|does|do) not (?:appear|seem) to be|no evidence|we (?:first )?suspected|not the (?:root )?cause|"
    r"red herring|is still unknown|continue (?:the )?investigation|not the direct cause)\b",
    re.IGNORECASE,
)
