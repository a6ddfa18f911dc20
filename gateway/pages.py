"""The small pages: plain HTML with their style inside, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark;
  --ink: #1d2129; --soft: #5b6472; --paper: #fbfaf7; --line: #dcd9d0; --accent: #9a3b12 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9e6df; --soft: #a2a9b4; --paper: #16181d; --line: #343841; --accent: #f0a070 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1.1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .5rem 0 1rem } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem }
a { color: var(--accent) } code { font-size: .92em } p, ul { margin: .5rem 0 }
.note { color: var(--soft) } .demo { border-left: 4px solid var(--accent); padding: .4rem .9rem; margin: 1rem 0 }
.doors { display: grid; gap: .7rem; padding: 0; list-style: none; margin: 1.4rem 0 }
.doors a { display: block; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .6rem;
  text-decoration: none } .doors b { display: block } .doors span { color: var(--soft) }
.route { border-top: 1px solid var(--line); padding: .6rem 0 } .route p { margin: .2rem 0 }
.method { display: inline-block; min-width: 4.2rem; font-weight: 600; color: var(--accent) }
"""
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def page(title: str, body: str, *, refresh: int | None = None) -> str:
    """A whole page around HTML that is safe already; ``refresh`` is in seconds."""
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Muster</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}<link rel="icon" href="data:,">'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def front_page(*, demo: bool, workers: int | None, chat: bool) -> str:
    """What this is, and where its doors are. ``workers`` is None where there is no bench yet."""
    doors = [("/chat", "Chat", "Ask who can fill it, report what happened")] if chat else []
    doors += [("/docs", "HTTP API", "Every route, and what it takes"), ("/health", "Health", "Whether the desk is up")]
    listed = "".join(f'<li><a href="{to}"><b>{name}</b><span>{about}</span></a></li>' for to, name, about in doors)
    mark = '<p class="demo"><b>Demo.</b> Everybody on this bench is invented.</p>' if demo else ""
    if workers is None:
        bench = "Nobody is on the bench yet. Bring workers in with <code>muster ingest FILE --dataset workers</code>."
    else:
        bench = f"{workers:,} worker{'s' if workers != 1 else ''} on the bench."
    lead = "A staffing desk: it finds workers and remembers which fills worked."
    return page("Desk", f'<h1>Muster</h1><p>{lead}</p>{mark}<p class="note">{bench}</p><ul class="doors">{listed}</ul>')


def docs_page(schema: Mapping[str, Any]) -> str:
    """The API's own description as a page."""
    by_tag: dict[str, list[str]] = {}
    named = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, about in methods.items():
            by_tag.setdefault(about["tags"][0], []).append(_route(method.upper(), path, about, named))
    parts = "".join(f"<h2>{escape(tag.capitalize())}</h2>{''.join(routes)}" for tag, routes in by_tag.items())
    lead = 'The same for programs: <a href="/openapi.json">openapi.json</a>. Errors are answered as '
    shape = '<code>{"error": {"code", "message", "hint", "reference"}}</code>.'
    return page("HTTP API", f"<h1>HTTP API</h1><p>{lead}{shape}</p>{parts}")


def _route(method: str, path: str, about: Mapping[str, Any], named: Mapping[str, Any]) -> str:
    fields = [_field(one["name"], one["schema"], one["required"]) for one in about.get("parameters", ())]
    for content in about.get("requestBody", {}).get("content", {}).values():
        body = content["schema"]
        body = named[body["$ref"].rsplit("/", 1)[-1]] if "$ref" in body else body
        required = body.get("required", ())
        fields += [_field(name, one, name in required) for name, one in body["properties"].items()]
    takes = f'<p class="note">{", ".join(fields)}</p>' if fields else ""
    return (
        f'<div class="route"><p><span class="method">{method}</span><code>{escape(path)}</code></p>'
        f"<p>{escape(about['summary'])}</p>{takes}</div>"
    )


def _field(name: str, about: Mapping[str, Any], required: bool) -> str:
    kinds = [one for one in about.get("anyOf", [about]) if one.get("type") != "null"]
    words = " or ".join(" | ".join(map(str, one["enum"])) if "enum" in one else one.get("type", "") for one in kinds)
    star = "<b>*</b>" if required else ""
    return f"<code>{escape(name)}</code>{star} {escape(words)}".strip()
