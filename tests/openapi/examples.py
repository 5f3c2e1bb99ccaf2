"""Holds every example of an OpenAPI document against its schema: `examples.py DOCUMENT`."""

import json
import sys

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

with open(sys.argv[1], encoding="utf-8") as file:
    DOCUMENT = json.load(file)
ROOT = "urn:document"
REGISTRY = Registry().with_resource(ROOT, Resource(DOCUMENT, specification=DRAFT202012))


def shown(node, pointer=""):
    """Examples with the places of their schemas."""
    if isinstance(node, list):
        for position, item in enumerate(node):
            yield from shown(item, f"{pointer}/{position}")
        return
    if not isinstance(node, dict):
        return
    escaped = {key: f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}" for key in node}
    if "schema" in node:
        if "example" in node:
            yield node["example"], escaped["schema"], escaped["example"]
        for name, example in (node.get("examples") or {}).items():
            yield example["value"], escaped["schema"], f"{escaped['examples']}/{name}"
    elif isinstance(node.get("examples"), list):
        for example in node["examples"]:
            yield example, pointer, escaped["examples"]
    for key, value in node.items():
        # An example may look like a part of a document.
        if key not in ("example", "examples", "default"):
            yield from shown(value, escaped[key])


count = 0
for value, schema, place in shown(DOCUMENT):
    # As a fragment of a URI.
    fragment = schema.replace("%", "%25").replace("{", "%7B").replace("}", "%7D")
    validator = Draft202012Validator({"$ref": f"{ROOT}#{fragment}"}, registry=REGISTRY)
    for error in validator.iter_errors(value):
        sys.exit(f"{place}: {error.message}")
    count += 1
print(f"{count} examples fit")
