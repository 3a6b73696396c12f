"""Postmortems made by a seeded generator: ordinary Markdown of about 900 words with Zipf-distributed vocabulary."""

import random
from collections.abc import Iterator

SERVICES = [
    f"{a}-{b}"
    for a in ("billing", "search", "login", "mail", "deploy", "cart")
    for b in ("api", "db", "web", "worker")
]
TEAMS = ["platform", "payments", "identity", "data", "network", "storage"]
PEOPLE = ["Ana Ruiz", "Bo Lind", "Chen Wei", "Dara Okafor", "Eli Novak", "Fay Marsh", "Gus Berg", "Hana Sato"]
CAUSES = [
    "a configuration that pointed at the old host",
    "an expired certificate",
    "a full disk",
    "a memory leak in the new release",
    "a DNS record that was deleted",
    "a limit on open connections",
    "an upgrade of a dependency",
    "a deploy that skipped the canary",
]
_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "xo",
    "za",
]


def vocabulary(size: int = 60_000, seed: int = 7) -> tuple[list[str], list[float]]:
    """Made-up words and their cumulative weights: the n-th word comes up as often as 1/n."""
    rng = random.Random(seed)
    words = [
        "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4))) + str(i % 7 or "") for i in range(size)
    ]
    total, cumulative = 0.0, []
    for n in range(1, size + 1):
        total += 1 / n
        cumulative.append(total)
    return words, cumulative


def postmortems(count: int, seed: int = 11) -> Iterator[tuple[str, str]]:
    """(path, Markdown) pairs; the same seed gives the same documents."""
    rng = random.Random(seed)
    words, weights = vocabulary()
    for i in range(count):
        yield f"generated/{i:06d}.md", _document(rng, words, weights, i)


def _document(rng: random.Random, words: list[str], weights: list[float], i: int) -> str:
    def prose(n: int) -> str:
        text = " ".join(rng.choices(words, cum_weights=weights, k=n))
        return text.capitalize() + "."

    year, month, day, hour = rng.randint(2012, 2025), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 20)
    services = rng.sample(SERVICES, 2)
    host = f"vmhost{rng.randint(1, 400):03d}"
    timeline = "\n".join(
        f"- {hour + m // 60:02d}:{m % 60:02d} UTC - {what} on {host}"
        for m, what in (
            (2, "Deploy starts"),
            (9, "First alert fires, detected"),
            (31, "Cause found"),
            (58, "Mitigated"),
            (95, "Resolved"),
        )
    )
    verbs = ["Add", "Test", "Automate", "Document"]
    actions = "\n".join(
        f"- [{rng.choice(' x')}] {rng.choice(verbs)} {prose(6)[:-1]} for {service}"
        f" (@{rng.choice(PEOPLE).split()[0].lower()}, due {year + 1}-{month:02d}-{day:02d})"
        for service in services
        for _ in range(2)
    )
    address = f"10.0.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
    return f"""---
title: "{services[0]} outage {i}: {prose(4)[:-1]}"
date: {year}-{month:02d}-{day:02d}
severity: SEV{rng.randint(1, 4)}
services: [{", ".join(services)}]
teams: [{rng.choice(TEAMS)}]
tags: [generated, {words[rng.randint(50, 400)]}]
status: published
---

## Summary

{prose(90)} {prose(80)}

## Impact

{prose(90)}

## Timeline

{timeline}

## Root cause

The outage was caused by {rng.choice(CAUSES)} on {host}. {prose(120)}

{prose(140)} CVE-{year}-{rng.randint(1000, 49999)} was ruled out at {address}.

## What went well

- {prose(20)}

## What went wrong

- {prose(20)}

## Action items

{actions}

## Notes

{prose(120)}

{prose(120)}
"""
