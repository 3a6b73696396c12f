"""The words of the field: every closed list of values that a record may hold.

The values are what the API, the documents and the database carry; see docs/glossary.md.
"""

from enum import StrEnum


class PostmortemKind(StrEnum):
    """What a post is. A notice is kept and searchable, but stands in no counter and makes no action items."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


class PostmortemStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Severity(StrEnum):
    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    SEV4 = "sev4"
    SEV5 = "sev5"


class Visibility(StrEnum):
    """Who may read a postmortem: everyone of the installation, or only those it is opened to."""

    INTERNAL = "internal"
    RESTRICTED = "restricted"


class DuplicateReason(StrEnum):
    """Why two postmortems look like one, the strongest first."""

    SAME_SOURCE = "same_source"
    NEAR_EQUAL_TEXT = "near_equal_text"
    SAME_INCIDENT = "same_incident"


class DuplicateState(StrEnum):
    """What is known of two postmortems that look like one."""

    SUSPECTED = "suspected"
    NOT_DUPLICATE = "not_duplicate"
    MERGED = "merged"


class EventKind(StrEnum):
    TRIGGER = "trigger"
    DETECTED = "detected"
    ESCALATED = "escalated"
    DIAGNOSED = "diagnosed"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    COMMUNICATED = "communicated"
    NOTE = "note"


class CauseRole(StrEnum):
    ROOT_CAUSE = "root_cause"
    CONTRIBUTING = "contributing"
    TRIGGER = "trigger"


class CauseCategory(StrEnum):
    CONFIGURATION = "configuration"
    DEPLOYMENT = "deployment"
    SOFTWARE_DEFECT = "software_defect"
    CAPACITY = "capacity"
    DEPENDENCY = "dependency"
    HARDWARE = "hardware"
    NETWORK = "network"
    DATA = "data"
    SECURITY = "security"
    EXPIRY = "expiry"
    DESIGN = "design"
    DETECTION = "detection"
    PROCESS = "process"
    HUMAN_INTERFACE = "human_interface"
    UNKNOWN = "unknown"


class FactKind(StrEnum):
    """What of a document's reading a person may correct. Action items are changed as such."""

    TIMELINE_EVENT = "timeline_event"
    CAUSE = "cause"
    POSTMORTEM = "postmortem"


class LessonKind(StrEnum):
    WENT_WELL = "went_well"
    WENT_WRONG = "went_wrong"
    LUCKY = "lucky"
    LEARNED = "learned"


class ActionStatus(StrEnum):
    PROPOSED = "proposed"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    VERIFIED = "verified"
    WONT_DO = "wont_do"
    SUPERSEDED = "superseded"


#: Work that is still owed.
UNFINISHED = frozenset({ActionStatus.PROPOSED, ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED})


class ActionKind(StrEnum):
    """Google's kinds (SRE workbook, ch. 10), to which the others in use can be mapped."""

    INVESTIGATE = "investigate"
    MITIGATE = "mitigate"
    REPAIR = "repair"
    DETECT = "detect"
    PREVENT = "prevent"
    PROCESS = "process"
    OTHER = "other"


class Priority(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Strength(StrEnum):
    """How well an action of this sort holds without anybody's care (RCA², NPSF 2015; `app.domain.strength`)."""

    STRONG = "strong"
    INTERMEDIATE = "intermediate"
    WEAK = "weak"


class Grade(StrEnum):
    """How well the work done answers the action (after the NTSB's closing statuses)."""

    ACCEPTABLE = "acceptable"
    ACCEPTABLE_ALTERNATE = "acceptable_alternate"
    UNACCEPTABLE = "unacceptable"


class TargetState(StrEnum):
    """How far an action is done for one of the things that it is about."""

    TODO = "todo"
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    EXCEPTED = "excepted"


class PointKind(StrEnum):
    """What of a postmortem an action can answer."""

    CAUSE = "cause"
    LESSON = "lesson"


class LinkOrigin(StrEnum):
    """How a link between records came about."""

    STATED = "stated"
    CONFIRMED = "confirmed"
    SUGGESTED = "suggested"


class Channel(StrEnum):
    """How a message leaves the house."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """What became of a message: to be tried (again), taken by its receiver's server, or given up."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Bearing(StrEnum):
    """What somebody says of an unfinished action beside a later incident: it might have spared it, or not."""

    RELATED = "related"
    NOT_RELATED = "not_related"


class TimePrecision(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    CLOCK = "clock"
    NONE = "none"


class Role(StrEnum):
    """What an account may do; each does what those before it do, and more (`app.domain.capabilities`)."""

    READER = "reader"
    AUTHOR = "author"
    MANAGER = "manager"
    ADMIN = "admin"


class TokenKind(StrEnum):
    """A person's own, one for a program with a named owner, or one that only reads feeds."""

    PERSONAL = "personal"
    SERVICE = "service"
    FEED = "feed"


class TokenScope(StrEnum):
    """What of its owner's rights a token carries; never more than the owner has."""

    READ = "read"
    WRITE = "write"
    TARGETS = "targets"
    FEEDS = "feeds"
    ADMIN = "admin"
