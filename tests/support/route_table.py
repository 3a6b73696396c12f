"""Every route of the program: what it takes, and a request to it that lacks nothing but the right.

A new route is one line here; docs/roles.md is printed from it (`python scripts/roles_reference.py`).
"""

from enum import StrEnum
from typing import Any

from support.accounts import PASSWORD
from support.stage import DUE, NOTHING, Ask, Stage

from app.domain.capabilities import Capability
from app.web.assets import asset

C, S = Capability, Stage


class Beyond(StrEnum):
    """What a route may take that is no capability, in the words of the documentation."""

    OPEN = "open"
    SIGNED_IN = "signed in"
    IN_PERSON = "signed in, without a token"
    OWN = "`move_own` for one's own, else `move`"


Needs = Capability | Beyond
Line = tuple[Needs, Ask]
OPEN, SIGNED_IN, IN_PERSON, OWN = Beyond
TEXT = "# Disk full\n\n## Summary\nWrites failed.\n"
#: Files of a form.
TWO = {"file": ("disk.md", TEXT), "also": ("mail.md", TEXT)}
V1, V2 = {"version": 1}, {"version": 2}
SERVICE = {"kind": "service", "scopes": ["read"]}
EDITED = {"text": "Mend it well", "kind": "repair", "reason": "said better"}


def a(needs: Needs, **given: Any) -> Line:
    """One line of the table; what is not named by a field of `Ask` is part of the path."""
    fields = {name: given.pop(name) for name in list(given) if name in Ask.__dataclass_fields__ and name != "path"}
    return needs, Ask(path=given, **fields)


def _catalogue(kind: str, path: str, one: Any) -> dict[str, list[Line]]:
    """The pages that services, teams and people have alike."""
    at, edited = {"record_id": one}, {"name": lambda s: s.name("name"), "version": 1}
    return {
        f"GET {path}": [a(C.READ)],
        f"GET {path}/new": [a(C.CATALOGUE)],
        f"POST {path}/new": [a(C.CATALOGUE, form={"name": lambda s: s.name(kind), "active": "1"})],
        f"GET {path}/{{record_id}}": [a(C.READ, **at)],
        f"GET {path}/{{record_id}}/edit": [a(C.CATALOGUE, **at)],
        f"POST {path}/{{record_id}}/edit": [a(C.CATALOGUE, **at, form=edited)],
        f"POST {path}/{{record_id}}/merge": [a(C.CATALOGUE, **at, form={"into": S.other})],
    }


def _catalogue_api(kind: str, path: str, one: Any) -> dict[str, list[Line]]:
    at = {"record_id": one}
    return {
        f"GET /api/v1{path}": [a(C.READ)],
        f"POST /api/v1{path}": [a(C.CATALOGUE, json={"name": lambda s: s.name(kind)})],
        f"GET /api/v1{path}/{{record_id}}": [a(C.READ, **at)],
        f"PATCH /api/v1{path}/{{record_id}}": [a(C.CATALOGUE, **at, json={"aliases": []}, version=1)],
        f"POST /api/v1{path}/{{record_id}}/merge": [a(C.CATALOGUE, **at, json={"into": one})],
        f"GET /api/v1{path}/{{record_id}}/changes": [a(C.READ, **at)],
    }


PAGES: dict[str, list[Line]] = {
    "GET /": [a(C.READ)],
    "GET /search": [a(C.READ, query={"q": "disk"})],
    "GET /postmortems": [a(C.READ)],
    "GET /postmortems/{slug}": [a(C.READ, slug=S.post)],
    "GET /postmortems/{slug}/revisions": [a(C.READ, slug=S.post)],
    "GET /postmortems/{slug}/export": [a(C.READ, slug=S.post)],
    "GET /postmortems/{slug}/lines/{line}": [a(C.READ, slug=S.post, line=1)],
    "GET /write": [a(C.WRITE)],
    "GET /import": [a(C.WRITE)],
    "POST /import": [
        a(C.WRITE, form={"text": TEXT, "name": lambda s: f"{s.name()}.md", "step": "save"}),
        a(C.WRITE, form={"text": TEXT, "step": "preview"}),
    ],
    "POST /import/files": [a(C.WRITE, files=TWO)],
    "GET /postmortems/{slug}/edit": [a(C.WRITE, slug=S.post)],
    "POST /postmortems/{slug}/edit": [a(C.WRITE, slug=S.post, form={"text": TEXT} | V1)],
    "GET /postmortems/{slug}/withdraw": [a(C.WRITE, slug=S.post)],
    "POST /postmortems/{slug}/withdraw": [a(C.WRITE, slug=S.post, form=V1)],
    "POST /postmortems/{slug}/restore": [a(C.WRITE, slug=S.withdrawn)],
    "GET /postmortems/{slug}/conflict": [a(C.WRITE, slug=S.parted)],
    "POST /postmortems/{slug}/conflict": [
        a(C.WRITE, slug=S.parted, form={"keep": "file"} | V2),
        a(C.WRITE, slug=S.parted, form={"keep": "edit"} | V2),
    ],
    "GET /postmortems/{slug}/correct/{what}/{fact_id}": [
        a(C.WRITE, slug=S.post, what="timeline_event", fact_id=S.event)
    ],
    "POST /postmortems/{slug}/correct/{what}/{fact_id}": [
        a(C.WRITE, slug=S.post, what="cause", fact_id=S.cause, form={"role": "trigger"} | V1)
    ],
    "POST /postmortems/{slug}/corrections/{correction_id}/undo": [
        a(C.WRITE, slug=S.corrected, correction_id=S.correction, form=V2)
    ],
    "POST /postmortems/{slug}/corrections/{correction_id}/keep": [
        a(C.WRITE, slug=S.outrun, correction_id=S.correction, form={"version": 3})
    ],
    "GET /duplicates": [a(C.READ)],
    "GET /import/report": [a(C.READ)],
    "GET /duplicates/{pair_id}": [a(C.READ, pair_id=S.pair)],
    "POST /duplicates/{pair_id}/merge": [a(C.CATALOGUE, pair_id=S.pair, form={"into": S.twin})],
    "POST /duplicates/{pair_id}/separate": [a(C.CATALOGUE, pair_id=S.merged)],
    "POST /duplicates/{pair_id}/not-duplicate": [a(C.WRITE, pair_id=S.pair)],
    "POST /duplicates/{pair_id}/doubt": [a(C.WRITE, pair_id=S.apart)],
    "GET /actions": [a(C.READ)],
    "GET /preventable": [a(C.READ)],
    "POST /postmortems/{slug}/preventable/{key}": [
        a(C.WRITE, slug=S.post, key=S.earlier, form={"said": "not_related"})
    ],
    "GET /gaps": [a(C.READ)],
    "POST /postmortems/{slug}/coverage/{point}/actions": [
        a(OWN, slug=S.post, point=S.gap, form={"key": S.its_action, "said": "answers"}),
        a(C.WRITE, slug=S.post, point=S.gap, form={"key": S.its_action, "said": "unrelated"}),
    ],
    "POST /postmortems/{slug}/coverage/{point}/acceptance": [
        a(C.DECLINE, slug=S.post, point=S.gap, form={"reason": "it is gone"})
    ],
    "POST /postmortems/{slug}/coverage/{point}/acceptance/undo": [a(C.DECLINE, slug=S.post, point=S.gap)],
    "GET /actions/{key}": [a(C.READ, key=S.action)],
    "GET /actions/new": [a(C.PROPOSE)],
    "POST /actions/new": [a(C.PROPOSE, form={"text": "Mend it", "owner": "Ann", "due": DUE})],
    "GET /actions/{key}/edit": [a(OWN, key=S.action)],
    "POST /actions/{key}/edit": [
        a(OWN, key=S.action, form=EDITED | V1),
        a(C.ASSIGN, key=S.action, form=EDITED | {"owner": "Ann", "due": DUE} | V1),
    ],
    "POST /actions/{key}/move": [
        a(OWN, key=S.action, form={"to": "in_progress"} | V1),
        a(C.ACCEPT, key=S.proposed, form={"to": "open"} | V1),
        a(C.ACCEPT, key=S.bare, form={"to": "open", "owner": "Ann", "due": DUE} | V1),
        a(C.VERIFY, key=S.done, form={"to": "verified", "grade": "acceptable"} | V2),
        a(C.VERIFY, key=S.verified, form={"to": "open", "reason": "it broke again"}),
        a(C.DECLINE, key=S.action, form={"to": "wont_do", "reason": "rare"} | V1),
        a(C.DECLINE, key=S.action, form={"to": "superseded", "superseded_by": S.action} | V1),
    ],
    "GET /actions/orphans": [a(C.READ)],
    "POST /actions/bulk": [a(C.BULK, form={"row": "ACT-1:1", "to": "open", "reason": "sprint 12"})],
    "POST /actions/bulk/apply": [a(C.BULK, form={"row": S.tagged, "team": "Ops", "reason": "sprint 12"})],
    "GET /actions/bulk/{number}": [a(C.BULK, number=S.bulk)],
    "POST /actions/bulk/{number}/undo": [a(C.BULK, number=S.bulk)],
    "GET /reports/actions": [a(C.READ)],
    "GET /reports/actions/closing": [a(C.READ)],
    "GET /reports/actions/promises": [a(C.READ)],
    "GET /reports/actions/{month}": [a(C.READ, month="2024-04")],
    "POST /actions/{key}/snooze": [a(OWN, key=S.action, form={"until": "2024-05-20", "reason": "away"} | V1)],
    "POST /actions/{key}/targets": [a(OWN, key=S.action, form={"names": "codebase"})],
    "POST /actions/{key}/targets/report": [
        a(C.PUSH_TARGETS, key=S.fleet, form={"target": "org/code", "state": "passed"}),
        a(C.DECLINE, key=S.fleet, form={"target": "org/code", "state": "excepted", "note": "rare", "until": DUE}),
    ],
    "POST /actions/{key}/targets/remove": [a(OWN, key=S.fleet, form={"target": "org/code", "reason": "gone"})],
    "POST /actions/{key}/checks": [
        a(OWN, key=S.fleet, form={"target": "org/code", "url": NOTHING, "status": "200"})
    ],
    "POST /actions/{key}/checks/ask": [a(C.PUSH_TARGETS, key=S.asked, form={"target": "org/code"})],
    "POST /actions/{key}/checks/remove": [a(OWN, key=S.asked, form={"target": "org/code"})],
    "POST /actions/{key}/re-audit": [a(OWN, key=S.action, form={"days": "90"})],
    "POST /actions/{key}/cause": [a(OWN, key=S.uncaused, form={"cause": S.cause})],
    **_catalogue("service", "/services", S.service),
    **_catalogue("team", "/teams", S.team),
    **_catalogue("person", "/people", S.person),
    "GET /people/doubtful": [a(C.CATALOGUE)],
    "POST /people/{record_id}/same": [a(C.CATALOGUE, record_id=S.person, form={"into": S.person})],
    "POST /people/{record_id}/settle": [a(C.CATALOGUE, record_id=S.person)],
    "POST /people/{record_id}/unsettle": [a(C.CATALOGUE, record_id=S.person)],
    "GET /feeds/postmortems.atom": [a(C.FOLLOW)],
    "GET /feeds/actions.atom": [a(C.FOLLOW)],
    "GET /feeds/actions.ics": [a(C.FOLLOW)],
    "GET /signin": [a(OPEN)],
    "POST /signin": [a(OPEN, form={"name": S.account_name, "password": PASSWORD})],
    "GET /welcome/{secret}": [a(OPEN, secret=S.link)],
    "POST /welcome/{secret}": [a(OPEN, secret=S.link, form={"password": PASSWORD})],
    "POST /theme": [a(OPEN, form={"theme": "dark"})],
    "GET /static/{name}": [a(OPEN, name=asset("app.css").removeprefix("/static/"))],
    "GET /favicon.ico": [a(OPEN)],
    "POST /signout": [a(SIGNED_IN)],
    "POST /signout-everywhere": [a(IN_PERSON)],
    "GET /account": [a(C.OWN_TOKENS)],
    "POST /account/password": [a(IN_PERSON, form={"old_password": PASSWORD, "new_password": PASSWORD})],
    "POST /account/sessions/end": [a(IN_PERSON, form={"session": "0" * 64})],
    "POST /account/tokens": [a(C.OWN_TOKENS, form={"name": lambda s: s.name("token"), "scopes": "read"})],
    "GET /tokens/{token_id}/revoke": [a(C.OWN_TOKENS, token_id=S.token)],
    "POST /tokens/{token_id}/revoke": [a(C.OWN_TOKENS, token_id=S.token)],
    "GET /accounts": [a(C.ACCOUNTS)],
    "POST /accounts": [a(C.ACCOUNTS, form={"name": lambda s: s.name("account"), "role": "reader"})],
    "GET /accounts/{name}": [a(C.ACCOUNTS, name=S.account)],
    "GET /accounts/{name}/disable": [a(C.ACCOUNTS, name=S.account)],
    "POST /accounts/{name}/disable": [a(C.ACCOUNTS, name=S.account, form=V1)],
    "POST /accounts/{name}/enable": [a(C.ACCOUNTS, name=S.disabled, form=V2)],
    "GET /accounts/{name}/reset": [a(C.ACCOUNTS, name=S.account)],
    "POST /accounts/{name}/reset": [a(C.ACCOUNTS, name=S.account)],
    "POST /accounts/{name}/role": [a(C.ACCOUNTS, name=S.account, form={"role": "reader"} | V1)],
    "GET /tokens": [a(C.ACCOUNTS)],
    "POST /tokens": [
        a(C.ACCOUNTS, form={"name": lambda s: s.name("ci"), "scopes": "read", "owner": "admin", "days": "30"})
    ],
    "POST /tokens/{token_id}/owner": [a(C.ACCOUNTS, token_id=S.service_token, form={"owner": "manager"})],
}
API: dict[str, list[Line]] = {
    "GET /healthz": [a(OPEN)],
    "GET /readyz": [a(OPEN)],
    "GET /api/v1/openapi.json": [a(OPEN)],
    "HEAD /api/v1/openapi.json": [a(OPEN)],
    "GET /api/v1/docs": [a(OPEN)],
    "GET /api/v1/me": [a(C.READ)],
    "GET /api/v1/postmortems": [a(C.READ)],
    "POST /api/v1/postmortems": [a(C.WRITE, text=TEXT, query={"path": lambda s: f"{s.name()}.md"})],
    "GET /api/v1/postmortems/{slug}": [a(C.READ, slug=S.post)],
    "PUT /api/v1/postmortems/{slug}": [a(C.WRITE, slug=S.post, text=TEXT, version=1)],
    "DELETE /api/v1/postmortems/{slug}": [a(C.WRITE, slug=S.post, version=1)],
    "PATCH /api/v1/postmortems/{slug}": [a(C.WRITE, slug=S.post, json={"severity": "sev1"}, version=1)],
    "PATCH /api/v1/postmortems/{slug}/timeline/{fact_id}": [
        a(C.WRITE, slug=S.post, fact_id=S.event, json={"kind": "trigger"}, version=1)
    ],
    "PATCH /api/v1/postmortems/{slug}/causes/{fact_id}": [
        a(C.WRITE, slug=S.post, fact_id=S.cause, json={"role": "trigger"}, version=1)
    ],
    "GET /api/v1/postmortems/{slug}/corrections": [a(C.READ, slug=S.post)],
    "DELETE /api/v1/postmortems/{slug}/corrections/{correction_id}": [
        a(C.WRITE, slug=S.corrected, correction_id=S.correction, version=2)
    ],
    "POST /api/v1/postmortems/{slug}/corrections/{correction_id}/keep": [
        a(C.WRITE, slug=S.outrun, correction_id=S.correction, json={}, version=3)
    ],
    "POST /api/v1/postmortems/{slug}/restore": [a(C.WRITE, slug=S.withdrawn)],
    "GET /api/v1/postmortems/{slug}/markdown": [a(C.READ, slug=S.post)],
    "GET /api/v1/postmortems/{slug}/export": [a(C.READ, slug=S.post)],
    "GET /api/v1/postmortems/{slug}/export/left-out": [a(C.READ, slug=S.post)],
    "GET /api/v1/postmortems/{slug}/timeline": [a(C.READ, slug=S.post)],
    "GET /api/v1/postmortems/{slug}/changes": [a(C.READ, slug=S.post)],
    "GET /api/v1/postmortems/{slug}/revisions": [a(C.READ, slug=S.post)],
    "GET /api/v1/postmortems/{slug}/revisions/{number}": [a(C.READ, slug=S.post, number=1)],
    "POST /api/v1/imports": [a(C.WRITE, files=TWO), a(C.WRITE, files=TWO, query={"dry_run": "true"})],
    "POST /api/v1/extract": [a(C.READ, text=TEXT)],
    "POST /api/v1/lint": [a(C.READ, text=TEXT)],
    "GET /api/v1/action-items": [a(C.READ)],
    "POST /api/v1/action-items": [a(C.PROPOSE, json={"text": "Mend it", "owner": "Ann", "due": DUE})],
    "GET /api/v1/action-items/export": [a(C.READ)],
    "POST /api/v1/action-items/bulk": [
        a(C.BULK, json={"items": [{"key": "ACT-1", "etag": '"v1"'}], "reason": "x", "edit": {"team": "Ops"}})
    ],
    "POST /api/v1/action-items/bulk/{record_id}/undo": [a(C.BULK, record_id=S.bulk)],
    "GET /api/v1/action-items/{key}": [a(C.READ, key=S.action)],
    "PATCH /api/v1/action-items/{key}": [
        a(OWN, key=S.action, json=EDITED, version=1),
        a(C.ASSIGN, key=S.action, json={"due": "2031-01-01", "reason": "x"}, version=1),
    ],
    "POST /api/v1/action-items/{key}/transitions": [
        a(OWN, key=S.action, json={"to": "in_progress"}, version=1),
        a(C.ACCEPT, key=S.proposed, json={"to": "open"}, version=1),
        a(C.VERIFY, key=S.done, json={"to": "verified", "grade": "acceptable"}, version=2),
        a(C.VERIFY, key=S.verified, json={"to": "open", "reason": "it broke again"}, version=3),
        a(C.DECLINE, key=S.action, json={"to": "wont_do", "reason": "rare"}, version=1),
        a(C.DECLINE, key=S.action, json={"to": "superseded", "superseded_by": S.action}, version=1),
    ],
    "GET /api/v1/action-items/{key}/history": [a(C.READ, key=S.action)],
    "PUT /api/v1/action-items/{key}/snooze": [
        a(OWN, key=S.action, json={"until": "2024-05-20", "reason": "away"}, version=1)
    ],
    "GET /api/v1/reports/actions": [a(C.READ)],
    "GET /api/v1/reports/actions/closing": [a(C.READ)],
    "GET /api/v1/reports/actions/promises": [a(C.READ)],
    "GET /api/v1/reports/actions/{month}": [a(C.READ, month="2024-04")],
    "GET /api/v1/reminders": [a(C.READ)],
    "GET /api/v1/reminders/deliveries": [a(C.REMIND)],
    "GET /api/v1/reminders/orphans": [a(C.READ)],
    "GET /api/v1/action-items/{key}/targets": [a(C.READ, key=S.action)],
    "POST /api/v1/action-items/{key}/targets": [a(OWN, key=S.action, json={"names": ["codebase"]})],
    "PUT /api/v1/action-items/{key}/targets/{target}": [
        a(C.PUSH_TARGETS, key=S.fleet, target="org/code", json={"state": "passed"}),
        a(C.DECLINE, key=S.fleet, target="org/code", json={"state": "excepted", "note": "rare", "until": DUE}),
    ],
    "DELETE /api/v1/action-items/{key}/targets/{target}": [
        a(OWN, key=S.fleet, target="org/code", query={"reason": "gone"})
    ],
    "PUT /api/v1/action-items/{key}/checks/{target}": [
        a(OWN, key=S.fleet, target="org/code", json={"url": NOTHING})
    ],
    "POST /api/v1/action-items/{key}/checks/{target}": [a(C.PUSH_TARGETS, key=S.asked, target="org/code")],
    "DELETE /api/v1/action-items/{key}/checks/{target}": [a(OWN, key=S.asked, target="org/code")],
    "PUT /api/v1/action-items/{key}/re-audit": [a(OWN, key=S.action, json={"days": 90})],
    "GET /api/v1/search": [a(C.READ, query={"q": "disk"})],
    "GET /api/v1/search/suggestions": [a(C.READ, query={"prefix": "dis"})],
    "GET /api/v1/preventable": [a(C.READ)],
    "GET /api/v1/preventable/export": [a(C.READ)],
    "GET /api/v1/postmortems/{slug}/preventable": [a(C.READ, slug=S.post)],
    "PUT /api/v1/postmortems/{slug}/preventable/{key}": [
        a(C.WRITE, slug=S.post, key=S.earlier, json={"bearing": "related"})
    ],
    "DELETE /api/v1/postmortems/{slug}/preventable/{key}": [a(C.WRITE, slug=S.post, key=S.earlier)],
    "GET /api/v1/gaps": [a(C.READ)],
    "GET /api/v1/postmortems/{slug}/coverage": [a(C.READ, slug=S.post)],
    "PUT /api/v1/postmortems/{slug}/coverage/{point}/actions/{key}": [
        a(OWN, slug=S.post, point=S.gap, key=S.its_action, json={"verdict": "answers"}),
        a(C.WRITE, slug=S.post, point=S.gap, key=S.its_action, json={"verdict": "unrelated"}),
    ],
    "DELETE /api/v1/postmortems/{slug}/coverage/{point}/actions/{key}": [
        a(OWN, slug=S.answered, point=S.gap, key=S.its_action, query={"said": "answers"})
    ],
    "PUT /api/v1/postmortems/{slug}/coverage/{point}/acceptance": [
        a(C.DECLINE, slug=S.post, point=S.gap, json={"reason": "it is gone"})
    ],
    "DELETE /api/v1/postmortems/{slug}/coverage/{point}/acceptance": [a(C.DECLINE, slug=S.post, point=S.gap)],
    "GET /api/v1/duplicates": [a(C.READ)],
    "GET /api/v1/import-report": [a(C.READ)],
    "POST /api/v1/duplicates/{pair_id}/merge": [a(C.CATALOGUE, pair_id=S.pair, json={"into": S.twin})],
    "POST /api/v1/duplicates/{pair_id}/separate": [a(C.CATALOGUE, pair_id=S.merged)],
    "POST /api/v1/duplicates/{pair_id}/not-duplicate": [a(C.WRITE, pair_id=S.pair)],
    "POST /api/v1/duplicates/{pair_id}/doubt": [a(C.WRITE, pair_id=S.apart)],
    "GET /api/v1/tags": [a(C.READ)],
    **_catalogue_api("service", "/services", S.service),
    **_catalogue_api("team", "/teams", S.team),
    **_catalogue_api("person", "/people", S.person),
    "GET /api/v1/people/doubtful": [a(C.READ)],
    "POST /api/v1/people/{record_id}/settle": [a(C.CATALOGUE, record_id=S.person)],
    "POST /api/v1/people/{record_id}/unsettle": [a(C.CATALOGUE, record_id=S.person)],
    "GET /api/v1/tokens": [a(C.OWN_TOKENS), a(C.ACCOUNTS, query={"all": "true"})],
    "POST /api/v1/tokens": [
        a(C.OWN_TOKENS, json={"name": lambda s: s.name("token"), "scopes": ["read"]}),
        a(
            C.ACCOUNTS,
            json={"name": lambda s: s.name("ci"), "kind": "service", "scopes": ["read"], "owner": "admin"},
        ),
    ],
    "GET /api/v1/tokens/{token_id}": [a(C.OWN_TOKENS, token_id=S.token)],
    "DELETE /api/v1/tokens/{token_id}": [a(C.OWN_TOKENS, token_id=S.token)],
    "POST /api/v1/tokens/{token_id}/owner": [a(C.ACCOUNTS, token_id=S.service_token, json={"owner": "manager"})],
    "GET /api/v1/accounts": [a(C.ACCOUNTS)],
    "POST /api/v1/accounts": [a(C.ACCOUNTS, json={"name": lambda s: s.name("account")})],
    "GET /api/v1/accounts/{name}": [a(C.ACCOUNTS, name=S.account)],
    "PATCH /api/v1/accounts/{name}": [a(C.ACCOUNTS, name=S.account, json={"role": "reader"}, version=1)],
    "POST /api/v1/accounts/{name}/reset": [a(C.ACCOUNTS, name=S.account)],
    "GET /api/v1/accounts/{name}/changes": [a(C.ACCOUNTS, name=S.account)],
}
ROUTES = PAGES | API
