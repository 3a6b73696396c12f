"""Which unfinished actions of earlier incidents might have spared a later one: likeness, and what was true then.

Nothing is decided here: what looks alike is shown, and somebody says whether it bears on the later incident.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import log

from app.domain.moment import Moment, between
from app.domain.vocabulary import UNFINISHED, ActionStatus

#: An action is shown from this on. A very rare shared word counts 1, one that half of all hold next to nothing.
ENOUGH = 1.9
#: Of that the wording of the action itself has to bring so much, in so many words.
OWN, OWN_WORDS = 1.2, 2
#: How much the causes and titles of both may add, word by word, and at most; and a service that both are of.
TOPIC, TOPIC_MOST, SERVICE = 0.35, 1.0, 0.4
#: So many are shown.
SHOWN = 5

# What any action and any incident may speak of. Stems, as the index has them.
_WORDS = """
abl about accident across action actual ad add addit address affect after alert all allow alreadi also altern
alway amount and ani anoth anyth app appear appli applic approach are around ask attempt automat avail avoid
awar back base becaus befor behavior best better between both branch bug build but call can care case caus
caution certain chang channel check clear code com come common commun complet comprehens concern condit conserv
consid contact continu correct could cover creat current custom customer dashboard date day default defin deploy
detail detect determin develop differ direct discov discuss document doe done due duplic dure each earli easi
easier effect effort eg end engin ensur environ error etc evalu even event ever everi everyon everyth exceed
exist expect experi explicit extra fact fail failur far fast faster file fill find fine first fix follow for
found from full function furthermor futur gap general get give goal good guid guidelin handl happen help high
hour howev html http https identifi ie immedi impact implement import improv incid incl includ increas inform
instead intern into introduc investig involv issu jira keep key know known lack larg later lead learn least less
level like limit line list littl live log long longer look lot low made main maintain make mani manual mark may
mean measur meet merg messag might minut miss mistak mitig mode monitor month more most move much multipl must
name necessari need never new next nobodi non normal not note noth notic notif notifi number occas occur often
old onc one onli onto open oper option order org other our out outag outcom over own page part particip
particular path peopl per perform period permit person place plan platform pleas plus point possibl post
postmortem potenti practic prepar present prevent previous prior problem procedur process produc product project
proper properli provid public put question quick rais rather reach read read-onli readi real realiz reason
receiv recent recov recoveri reduc regardless relat releas reli remain remedi remov report request requir
resolut resolv respons rest result return review right risk rollout root run runbook safe same schedul scope
second section see seem send sent sepa separ servic set setup sever short should show similar simpl sinc singl
site situat slack small softwar solut solv some someon someth sourc specif start state statu step still stop
strict success suffici support sure system take taken task team technic test than that the there these thing
think this thorough those though through ticket time today togeth tool top toward track tracker tri trigger turn
two type under understand unexpect unintend until unwant up updat use user usual valid veri verifi version via
wait want warn was way web websit week well went were whi which will with without won work worker workflow would
write wrong www year yet
"""
_GENERAL = frozenset(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Subject:
    """What of a postmortem is compared. `topic` are terms of title and causes, `promised` those of its own actions.

    `services` are ids of records.
    """

    topic: frozenset[str]
    promised: frozenset[str] = frozenset()
    services: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """`score` has no upper end; `own` are the terms of the action that the later one has too, the rarest first."""

    score: float
    own: tuple[str, ...]
    topic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An action at one instant. `unfinished` None: closed since, nobody knows when. `overdue` in days, 0 if not."""

    unfinished: bool | None
    due: date | None = None
    overdue: int = 0


def telling(terms: Iterable[str]) -> frozenset[str]:
    """The terms that may say what something is about: no numbers, nothing short, nothing that all speak of."""
    return frozenset(t for t in terms if len(t) > 2 and not t[0].isdigit() and t not in _GENERAL)


def rarity(holding: int, of: int) -> float:
    """0 to 1: 1 for what two hold, 0 for what all hold; what no other holds can match nothing."""
    if of <= 2 or holding >= of:
        return 0.0
    return min(1.0, log(of / max(holding, 2)) / log(of / 2))


def own_words(later: Subject, action: Set[str], rare: Mapping[str, float]) -> frozenset[str]:
    """What an action's wording has in common with the later one; nothing where it is too little. `rare` by term."""
    own = action & (later.topic | later.promised)
    enough = len(own) >= OWN_WORDS and sum(rare.get(term, 0.0) for term in own) >= OWN
    return frozenset(own) if enough else frozenset()


def match(later: Subject, earlier: Subject, own: Set[str], rare: Mapping[str, float]) -> Match | None:
    """How well an action with these words in common (`own_words`) fits the later one; None where it does not."""
    topic = (earlier.topic & later.topic) - own
    around = min(TOPIC * sum(rare.get(term, 0.0) for term in topic), TOPIC_MOST)
    score = sum(rare.get(term, 0.0) for term in own) + around
    score += SERVICE if earlier.services & later.services else 0.0
    if not own or score < ENOUGH:
        return None
    return Match(score, _rarest(own, rare), _rarest(topic, rare))


def began(started_at: str | None, sort_at: str) -> datetime | None:
    """When an incident began, as far as is known: a time without a zone is taken for UTC, a day for its start."""
    moment = Moment.parse(started_at or sort_at) if started_at or sort_at else None
    if moment is not None and moment.year is None and sort_at:
        moment = Moment.parse(sort_at)
    if moment is None or moment.year is None:
        return None
    if moment.utc is not None:
        return moment.utc
    return (moment.wall or datetime(moment.year, moment.month or 1, 1)).replace(tzinfo=UTC)  # noqa: DTZ001


def lasted(started_at: str | None, resolved_at: str | None) -> int | None:
    """Minutes from start to end; None where that is not known."""
    ends = [Moment.parse(text) if text else None for text in (started_at, resolved_at)]
    span = between(*ends)
    return None if span is None else int(span.total_seconds() // 60)


def standing(
    status: ActionStatus,
    due: date | None,
    closed_at: datetime | None,
    changed: Mapping[str, str | None],
    at: datetime,
    made_at: datetime | None = None,
) -> Standing:
    """What the action was at `at`. `changed` are the fields that changed after, with what they were then.

    `made_at`: before that it was not there.
    """
    if made_at is not None and made_at >= at:
        return Standing(False)
    was = ActionStatus(changed["status"] or status) if "status" in changed else status
    if status not in UNFINISHED:
        if closed_at is not None and closed_at < at:
            return Standing(False)
        if closed_at is None and was not in UNFINISHED:
            return Standing(None)
        if closed_at is not None and "status" not in changed:
            was = ActionStatus.OPEN  # its document says when it was closed; until then it was not
    if was not in UNFINISHED:
        return Standing(False)
    said = changed.get("due", due)
    day = date.fromisoformat(said) if isinstance(said, str) else said
    return Standing(True, day, max((at.date() - day).days, 0) if day else 0)


def _rarest(terms: Collection[str], rare: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(terms, key=lambda term: (-rare.get(term, 0.0), term)))
