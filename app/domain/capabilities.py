"""Who may do what: the one table that all doors go by. docs/roles.md prints it, and a test compares the two.

Use cases ask it by `app.domain.principal.require`; pages ask it before they show a button.
"""

from enum import StrEnum

from app.domain.vocabulary import ActionStatus, Role, TargetState, TokenScope


class Capability(StrEnum):
    READ = "read"
    FOLLOW = "follow"
    OWN_TOKENS = "own_tokens"
    WRITE = "write"
    PROPOSE = "propose"
    MOVE_OWN = "move_own"
    PUSH_TARGETS = "push_targets"
    MOVE = "move"
    ACCEPT = "accept"
    ASSIGN = "assign"
    VERIFY = "verify"
    DECLINE = "decline"
    BULK = "bulk"
    REMIND = "remind"
    CATALOGUE = "catalogue"
    ACCOUNTS = "accounts"

    @property
    def role(self) -> Role:
        """The least role that has it."""
        return TABLE[self][0]

    @property
    def scope(self) -> TokenScope:
        """What a token needs besides."""
        return TABLE[self][1]

    @property
    def does(self) -> str:
        """What it allows, as it follows “may”."""
        return TABLE[self][2]


C, R, T = Capability, Role, TokenScope

#: Capability: the least role, the scope that a token needs, and what it allows.
TABLE: dict[Capability, tuple[Role, TokenScope, str]] = {
    C.READ: (R.READER, T.READ, "read postmortems and action items, search, and export them"),
    C.FOLLOW: (R.READER, T.FEEDS, "read feeds"),
    C.OWN_TOKENS: (R.READER, T.ADMIN, "make and revoke tokens of their own"),
    C.WRITE: (R.AUTHOR, T.WRITE, "import, write, edit, withdraw and restore postmortems"),
    C.PROPOSE: (R.AUTHOR, T.WRITE, "propose action items"),
    C.MOVE_OWN: (R.AUTHOR, T.WRITE, "start, block, finish and describe action items of their own"),
    C.PUSH_TARGETS: (R.AUTHOR, T.TARGETS, "report results for targets of an action item"),
    C.MOVE: (R.MANAGER, T.WRITE, "start, block, finish and describe anybody's action items"),
    C.ACCEPT: (R.MANAGER, T.WRITE, "accept proposed action items and take up declined ones again"),
    C.ASSIGN: (R.MANAGER, T.WRITE, "give action items an owner, a team, a priority and a due date"),
    C.VERIFY: (R.MANAGER, T.WRITE, "verify finished work, and reopen what was verified"),
    C.DECLINE: (R.MANAGER, T.WRITE, "decline action items, accept their risk, and replace them by others"),
    C.BULK: (R.MANAGER, T.WRITE, "change many action items at once"),
    C.REMIND: (R.MANAGER, T.WRITE, "send reminders that are due"),
    C.CATALOGUE: (R.MANAGER, T.WRITE, "add, edit and merge services, teams and people, and merge postmortems"),
    C.ACCOUNTS: (R.ADMIN, T.ADMIN, "manage accounts and everybody's tokens"),
}
_ROLES = list(Role)
_DECLINED = (ActionStatus.WONT_DO, ActionStatus.SUPERSEDED)


def capabilities_of(role: Role) -> frozenset[Capability]:
    """Everything that the role may do."""
    return frozenset(c for c in C if _ROLES.index(c.role) <= _ROLES.index(role))


def within(may: frozenset[Capability], scopes: frozenset[TokenScope]) -> frozenset[Capability]:
    """What of these a token with these scopes carries."""
    return frozenset(c for c in may if c.scope in scopes)


def needed_to_move(old: ActionStatus, new: ActionStatus, *, own: bool) -> Capability:
    """The capability that a move of an action item takes; `own`: the one who moves it owns it."""
    if new is ActionStatus.VERIFIED or old is ActionStatus.VERIFIED:
        return C.VERIFY
    if new in _DECLINED:
        return C.DECLINE
    if old is ActionStatus.PROPOSED or old in _DECLINED:
        return C.ACCEPT
    return C.MOVE_OWN if own else C.MOVE


#: Fields of an action item that say who answers for it and by when.
ASSIGNING = frozenset({"owner", "team", "due", "priority"})


def needed_to_edit(field: str, *, own: bool) -> Capability:
    """The capability that changing a field of an action item takes."""
    if field in ASSIGNING:
        return C.ASSIGN
    return C.MOVE_OWN if own else C.MOVE


def needed_to_report(state: TargetState) -> Capability:
    """The capability that saying this of a target takes. An exception accepts a risk, which no program may."""
    return C.DECLINE if state is TargetState.EXCEPTED else C.PUSH_TARGETS
