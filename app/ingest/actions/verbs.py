"""The orders that actions begin with: "Add an alert", "Investigate why"."""

import re

from app.ingest.phrases import each

IMPERATIVE = frozenset(
    each(
        "abandon abolish accelerate add address adjust adopt alert align allow analyse analyze announce apply "
        "archive arrange ask assess assign attach audit automate avoid back backfill backport ban begin benchmark "
        "block bring build bump buy call capture carry centralise centralize change check choose clarify clean "
        "close coach collect come communicate compare complete conduct configure confirm connect consider "
        "consolidate contact continue contribute convert coordinate copy correct cover create curate cut debug "
        "declare decommission decouple decrease define delete deploy deprecate describe design detect determine "
        "develop diagnose disable disallow discourage discuss distribute do document double downgrade drain drop "
        "educate eliminate emit enable encourage encrypt enforce engage enhance ensure enumerate escalate "
        "establish evaluate evict exclude expand experiment explain explore export expose extend extract figure "
        "file finalise finalize find finish fix flag follow force formalise formalize gather generate get give go "
        "group grow guarantee guard handle harden have help hire hold identify implement import improve include "
        "increase inform inject inspect install instrument integrate introduce invest investigate isolate join "
        "keep label launch learn limit link list lock log look lower maintain make manage measure merge migrate "
        "minimise minimize mitigate monitor move notify offer onboard open optimise optimize order organise "
        "organize own page parallelise parallelize patch pause perform persist pin plan port practice practise "
        "prepare prevent prioritise prioritize produce prohibit promote propose protect provide provision publish "
        "pull purchase purge push put raise ratelimit reach read rearchitect rebuild recheck recommend "
        "reconfigure reconsider record recover recreate redesign redirect reduce reevaluate refactor refine "
        "refresh refuse register reimplement reject release remind remove rename renew reorganise reorganize "
        "repair replace replicate report request require research reserve reset resize resolve restart restore "
        "restrict restructure retain retire retrain retry return review revise revisit revoke rework rewrite roll "
        "rotate route run sanitise sanitize save scale schedule scope script scrub search secure seek segment "
        "send separate serve set setup share shift ship shorten show shut simplify simulate skip speak specify "
        "speed spike spin split spread stabilise stabilize standardise standardize start stop store streamline "
        "strengthen study subscribe suggest support surface survey suspend swap switch sync synchronise "
        "synchronize take talk teach tell test think throttle tidy tighten trace track train transfer transition "
        "treat trial trim try tune turn tweak unblock understand undo unify uninstall unpin update upgrade upload "
        "upskill use validate verify version wait walk warn watch whitelist widen wire work wrap write",
        "",
    )
)
_FIRST = re.compile(
    r"[\s\"'“‘(\[*]{0,6}(?:(?:please|also|then|always|never|only|either|do not|don['’]t) )?"
    r"([A-Za-z]+(?:-[a-z]+)?)"
)
_PREFIXED = re.compile(r"(?:re|over|de|un|auto|pre|co)-")


def begins_with_order(text: str) -> bool:
    """ "Investigate with upstream why …", "Re-architect the spawner": the text's first word is an order."""
    match = _FIRST.match(text)
    return match is not None and _PREFIXED.sub("", match[1].lower(), count=1) in IMPERATIVE
