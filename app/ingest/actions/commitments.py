"""How a sentence says that something is, was or should be done about the incident.

Every expression here is for a text made ready by `phrases.spaced`.
"""

from app.ingest.phrases import LEAD, phrases

_SUBJECT = r"(?:we|i|the \w+(?: \w+)? team|our (?:\w+ )?team|the team|engineers|operations|our engineers)"
_DOING = (
    r"(?:ensuring|adding|building|implementing|improving|reviewing|updating|migrating|introducing|working|making|"
    r"changing|moving|developing|creating|setting|evaluating|exploring|considering|rolling|expanding|"
    r"strengthening|enhancing|continuing|deploying|automating|refactoring|replacing|upgrading|auditing|hardening)"
)
_ADVERBS = r"(?:(?:also|therefore|now|then|all|currently|actively|already|additionally|further|probably) ){0,2}"
#: What is to be done, by those who write or by those they write about.
FUTURE = phrases(
    rf"{_SUBJECT} {_ADVERBS}(?:will|shall|are going to|is going to|plan(?:s)? to|intend(?:s)? to|need to|must|"
    rf"(?:are|is) {_ADVERBS}(?:planning|working|looking|aiming|going|continuing) (?:to|on|into)|"
    r"have (?:committed|decided|agreed) to|continues? to|aim to)\b",
    rf"{_SUBJECT}(?:['’]ll| ['’]ll)\b",
    rf"(?:{_SUBJECT}|they)(?: are|['’]re) {_ADVERBS}{_DOING}\b",
    r"committed to (?:\w+ing|continu)\b",
    r"(?:is|are) (?:also |now |currently )?being (?:added|implemented|introduced|rolled out|built|developed|"
    r"migrated|automated|expanded|strengthened|hardened|upgraded)\b",
    r"they (?:are going to|plan to|intend to|continue to)\b",
    r"(?:plans|intends|aims|is planning|are planning) to (?!have\b)\w+",
    r"announced (?:a|an|plans|that (?:it|they) (?:will|would|plans?))\b",
    r"(?:is|are) (?:(?:also|now|currently|actively) ){1,2}(?:working|collaborating|reviewing|developing|"
    r"implementing|building|evaluating|exploring|improving|expanding|upgrading|migrating)\b",
    r"is (?:implementing|introducing|rolling out|strengthening|enhancing)\b",
    r"(?:will|shall) (?:also |now |then )?be (?:added|implemented|improved|changed|updated|reviewed|introduced|"
    r"conducted|automated|expanded|enhanced|strengthened|migrated|replaced|upgraded|tested|increased|deployed|"
    r"rolled out|performed|created|moved|removed|documented|trained|addressed|developed|built|enforced|hardened)\b",
)
#: In a section of actions more is one.
SHOULD = phrases(
    r"(?:should|will|must|needs? to|could|ought to) (?:also |all |now |then |probably )?(?:be )?(?!have\b)\w+\b",
    r"(?:opened|created|filed|raised) (?:a |an |the )?(?:\w+ )?(?:tickets?|issues?|cards?|story|task)\b",
    r"we['’]d (?:also )?like to\b",
    r"we (?:currently |also |now )?(?:think about|consider|are thinking|suggest|recommend|propose|want to|"
    r"would like to|hope to|aim to)\b",
    r"(?:is|are) (?:now |currently |being )+\w+(?:ed|ing)\b",
)
NO_ACTION = phrases(
    r"we will (?:see|now|look at|explain|describe|discuss|cover)\b",
    r"(?:we|i) (?:will|would|shall) (?:continue|keep you|provide (?:an )?update|post|"
    r"be (?:happy|glad|posting|updating|unable)|update (?:everybody|everyone|you|this)|not be|never|apolog)",
    r"means (?:that )?we (?!(?:need|should|must|will|have) )",
    r"should (?:not )?have\b",
    r"should(?:n['’]t| not)? affect",
    r"(?:would|could|might|may|could['’]ve) have\b",
    r"we will be (?:shutting|bringing|performing|unable)",
    r"we need to (?:know|understand why)",
    r"sorry\b",
    r"apologi[sz]e\b",
    r"committed to\b(?! \w+ing)",
    r"the following\b.{0,40}:?\s*$",
    r"hope that\b",
    r"making (?:several|some|many|a number of|a few|the following|these) (?:changes|improvements)\b[^,;:]{0,20}$",
    r"be focus(?:s)?ing on\b",
    r"we (?:also |have )?learn(?:ed|t)\b",
    LEAD + r"(?:it|there|here|perhaps|maybe|if you)\b",
    LEAD + r"this (?:contains|talks|shows|highlights|suggests|section|post|report|document)\b",
)
REMEDY = phrases(
    r"(?:have|has|were|was|been|we|we['’]ve|they['’]ve) (?:already |also |since |then |now |all |"
    r"immediately )*(?:updated|audited|added|implemented|configured|"
    r"introduced|changed|created|enabled|disabled|increased|improved|fixed|moved|migrated|switched|"
    r"set up|put in place|built|tightened|adjusted|corrected|patched|strengthened|"
    r"established|required|reviewed|replaced|removed|upgraded|deployed|rotated|revoked|requested|restricted|"
    r"hardened|automated|modified|paused|blocked|limited|expanded|extended|rewritten|refactored|doubled|raised|lowered)\b"
)
PURPOSE = phrases(
    r"(?:to (?:ensure|prevent|avoid|make sure|reduce|mitigate|protect|guard|detect|"
    r"require)|so that|in order to|going forward|in (?:the )?future|"
    r"from (?:happening|occurring)|already|recurrence)\b"
)
#: "To prevent a repeat, …": what follows is what is or was done for it.
FOR_IT = phrases(
    LEAD + r"(?:in order )?to (?:prevent|avoid|ensure|make sure|reduce|mitigate|address|guard against|stop)\b"
    r"[^.,;]{1,140}(?:again|future|recurrence|recurring|reoccurr\w+|repeat\w*|similar|happening)\b[^.,;]{0,60},",
    LEAD + r"(?:in the (?:interim|meantime)|since (?:then|the incident|the outage)|as a (?:precaution|safeguard|"
    r"(?:temporary|precautionary|preventive|preventative|interim) (?:measure|step)))\b",
)
FURTHER = phrases(
    r"(?:further|remediation|preventi\w+|preventative|corrective|additional|follow-?up|long-term) (?:actions?|"
    r"steps?|measures?|efforts?|plans?) (?:include|included|includes|were|was|are|involve[sd]?)\b",
    r"remediation (?:include|involve)[sd]?\b",
    r"(?:committed|planned|agreed|proposed) (?:follow-?ups?|actions?|improvements?|changes|measures|next steps):",
    r"(?:identified|planned|proposed|key|further|future|additional) (?:improvements?|enhancements?|changes) "
    r"(?:identified |planned )?(?:include|are)\b",
    r"(?:is|are|was|were) (?:also )?(?:planned|under ?way)\b",
)
WAS_FURTHER = phrases(
    r"(?:actions?|steps?|measures?|efforts?|remediation) (?:included|involved|was|were)\b",
)
NEEDED = phrases(r"should be\b", r"needs? to\b")
#: Above a list, with a colon: what stands in the list is to be done.
ANNOUNCED = phrases(
    rf"{_SUBJECT}(?: {_ADVERBS}| )(?:will|are going to|plan to|intend to|need to|must|should|have decided to)\b",
    rf"{_SUBJECT}(?: are|['’]re) {_ADVERBS}(?:{_DOING}|taking|doing|planning)\b",
    r"(?:action items?|next steps|follow-?ups?|improvements?|to-?dos?|recommendations?)\b[^.]{0,40}$",
    r"(?:corrective|preventive|preventative|remediation|remedial|additional|further) (?:actions|measures|steps)\b",
    r"to (?:prevent|avoid) (?:this|it|such|similar|a|the|future)\b",
)
#: Steps that ended the incident are no actions after it.
TAKEN = phrases(r"(?:(?:were|was|been) taken|took|at the time|the following happened|was as follows)\b")
