"""Documents that look like one, by their text, their source or the incident that they tell of."""

STORY = """The primary lost its disk at {time} and the standby took over within a minute. Three of the seven
programs that write orders had the primary's own name in their settings and not the address that moves with the
role, so that they went on asking a machine that no longer answered. Whoever was on call restarted them one after
the other, which did not help, until somebody compared their settings with those of the programs that had come
back by themselves."""


def report(title: str, story: str = "", *, head: str = "", day: str = "2024-03-05", service: str = "orders") -> str:
    front = f"---\ntitle: {title}\ndate: {day}\nservices: [{service}]\n{head}---\n"
    return (
        f"{front}# {title}\n\n## Summary\n\n{story}\n\n"
        f"## Timeline\n\n- {day} 10:00 UTC: it begins\n- {day} 11:30 UTC: resolved\n"
    )
