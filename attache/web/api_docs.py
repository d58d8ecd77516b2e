"""The API's documentation as one page: made of the OpenAPI document, no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from attache.safe import escaped

STYLE = """
:root { color-scheme: light dark; --ink: #1d1d1b; --soft: #5c5c58; --rule: #d9d7d0; --paper: #fdfcf9; --mark: #0b5a8a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e0; --soft: #a3a19a; --rule: #3a3935; --paper: #191917; --mark: #7cc0ea; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 54rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 0; }
a { color: var(--mark); }
nav ul { columns: 14rem; padding-left: 1rem; }
section { border-top: 1px solid var(--rule); padding: 1.2rem 0; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
.verb { color: var(--mark); font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--rule); }
th { font-weight: 600; } td:first-child { white-space: nowrap; }
.soft { color: var(--soft); }
""".lstrip()


def page(document: dict[str, Any]) -> str:
    """The page: every address, its parameters, what it answers; then the shapes."""
    operations = [(path, verb, told) for path, verbs in document["paths"].items() for verb, told in verbs.items()]
    contents = "".join(
        f'<li><a href="#{_anchor(path, verb)}"><code>{_verb(verb)}{escaped(path)}</code></a></li>'
        for path, verb, _ in operations
    )
    parts = "".join(_operation(path, verb, told, document) for path, verb, told in operations)
    shapes = "".join(_shape(name, shape) for name, shape in document["components"]["schemas"].items())
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>attache: the API</title><link rel="stylesheet" href="/api/docs.css"></head>\n'
        f"<body>\n<main>\n<h1>The API</h1>\n<p>{_text(document['info']['description'])}</p>\n"
        '<p>The same for programs: <a href="/api/openapi.json">OpenAPI 3.1</a>. Lists come in portions: give '
        "<code>next</code> of one as <code>cursor</code> of the next. Every answer has an <code>ETag</code>; "
        "sent back as <code>If-None-Match</code> it is answered with 304 while the record is the same.</p>\n"
        f'<nav aria-label="Addresses"><ul>{contents}</ul></nav>\n{parts}\n'
        f"<h1>Shapes</h1>\n{shapes}</main>\n</body>\n</html>\n"
    )


def _verb(verb: str) -> str:
    """Said where it is not the usual one."""
    return "" if verb == "get" else f"{verb.upper()} "


def _anchor(path: str, verb: str) -> str:
    return escaped(f"{verb}-{path.strip('/').replace('/', '-')}")


def _operation(path: str, verb: str, told: dict[str, Any], document: dict[str, Any]) -> str:
    shapes = document["components"]["schemas"]
    rows = "".join(_parameter(one, shapes) for one in (*told.get("parameters", ()), *_sent(told, shapes)))
    table = f"<table><tr><th>parameter</th><th>type</th><th></th></tr>{rows}</table>" if rows else ""
    gives = _answers(told.get("responses", {}).get("200") or told.get("responses", {}).get("201") or {})
    return (
        f'<section id="{_anchor(path, verb)}"><h2><span class="verb">{escaped(verb.upper())}</span> '
        f"<code>{escaped(path)}</code></h2><p>{_text(told.get('summary', ''))}.<br>"
        f'<span class="soft">{_text(told.get("description", ""))}</span></p>{gives}{table}</section>\n'
    )


def _answers(response: dict[str, Any]) -> str:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    items = schema.get("properties", {}).get("items", {}).get("items", {})
    ref = str(items.get("$ref") or schema.get("$ref") or "").rpartition("/")[2]
    if not ref:
        return ""
    return f'<p>Answers {"a list of " if items else ""}<a href="#shape-{escaped(ref)}">{escaped(ref)}</a>.</p>'


def _sent(told: dict[str, Any], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of what is sent, told like parameters."""
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    shape = shapes.get(str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2], {})
    needed = shape.get("required", ())
    return [
        {"name": name, "schema": schema, "required": name in needed}
        for name, schema in shape.get("properties", {}).items()
    ]


def _parameter(one: dict[str, Any], shapes: dict[str, Any]) -> str:
    schema = one.get("schema", {})
    plain = next((part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"), schema)
    plain = shapes.get(str(plain.get("$ref", "")).rpartition("/")[2], plain)
    kind = str(plain.get("format") or plain.get("type") or "")
    if "enum" in plain:
        kind = ", ".join(map(str, plain["enum"]))
    must = " (needed)" if one.get("required") else ""
    about = _text(one.get("description") or schema.get("description") or "")
    return f"<tr><td><code>{escaped(one['name'])}</code>{must}</td><td>{escaped(kind)}</td><td>{about}</td></tr>"


def _shape(name: str, shape: dict[str, Any]) -> str:
    fields = ", ".join(f"<code>{escaped(field)}</code>" for field in shape.get("properties", {}))
    values = ", ".join(f"<code>{escaped(str(value))}</code>" for value in shape.get("enum", ()))
    return (
        f'<section id="shape-{escaped(name)}"><h2>{escaped(name)}</h2>'
        f"<p>{_text(shape.get('description', ''))}</p><p>{fields or values}</p></section>\n"
    )


def _text(text: str) -> str:
    """Plain words; what stands between backticks is code."""
    parts = escaped(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
