"""Who is acting. In the single-user default that is the local owner; accounts and tokens bring others."""

from dataclasses import dataclass

from app.domain.capabilities import Capability, capabilities_of
from app.domain.errors import Forbidden, SignInNeeded
from app.domain.vocabulary import Role, TokenScope, Visibility


@dataclass(frozen=True, slots=True)
class Principal:
    """`name` is what history shows; `sees` are the visibilities that every read is filtered by.

    `may` is what it is allowed to do. `account` and `person` are the ids of the account that acts and of the
    person it belongs to; `scopes` are those of the token that it came with, None where it came without one.
    """

    name: str
    sees: frozenset[Visibility] = frozenset()
    may: frozenset[Capability] = frozenset()
    account: int | None = None
    person: int | None = None
    scopes: frozenset[TokenScope] | None = None

    def can(self, capability: Capability) -> bool:
        return capability in self.may


ANONYMOUS = Principal("nobody")
#: The one who uses an installation without accounts.
LOCAL_OWNER = Principal("local owner", frozenset(Visibility), capabilities_of(Role.ADMIN))
#: What the import of a content folder and other unattended work is done as.
SYSTEM = Principal(
    "aftercare", frozenset(Visibility), frozenset({Capability.READ, Capability.WRITE, Capability.REMIND})
)
#: An address that is asked how a target is: it reports what it finds.
CHECKER = Principal("check", frozenset(Visibility), frozenset({Capability.READ, Capability.PUSH_TARGETS}))
#: Whoever runs commands beside the database where there are accounts. It vouches for nobody's work: moving
#: action items on the command line takes a person's token.
OPERATOR = Principal(
    "command line",
    frozenset(Visibility),
    frozenset(
        {
            Capability.READ,
            Capability.WRITE,
            Capability.REMIND,
            Capability.CATALOGUE,
            Capability.ACCOUNTS,
        }
    ),
)


def require(principal: Principal, capability: Capability) -> None:
    """Raises SignInNeeded where nobody is signed in, Forbidden where the one who is lacks the capability."""
    if principal.can(capability):
        return
    if principal is ANONYMOUS:
        raise SignInNeeded(f"sign in to {capability.does}")
    raise Forbidden(f"{principal.name} may not {capability.does}: that takes {_takes(principal, capability)}")


def _takes(principal: Principal, capability: Capability) -> str:
    if principal.scopes is not None and capability.scope not in principal.scopes:
        return f"a token with the scope {capability.scope}"
    if principal.account is None:
        return "a person: set AFTERCARE_TOKEN" if principal is OPERATOR else "a person, not a program"
    return f"the role {capability.role}" + ("" if capability.role is Role.ADMIN else " or above")
