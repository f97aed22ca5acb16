"""Names every difference between moondock's catalogue, JSON on standard input, and Swagger files. See scripts/check."""

import json
import re
import sys

import yaml

# What differs on purpose, with the reason why the reference is not followed. What the engine does is in moby's
# api/server/router.
NO_SCHEMA = "the reference describes no stream: the body of a 200 without a schema"
LIST = "the reference calls a repeated parameter a string"
BOOLEAN = "the engine reads it as a boolean"
AUTH = "the engine reads credentials here too"
EXTRA = "the engine reads it, and its command line sends it"
UNLISTED = "a route that the command line uses and the reference leaves out"
KNOWN = {
    "BuildCancel: is not in the reference (POST /build/cancel)": UNLISTED,
    "CheckpointCreate: is not in the reference (POST /containers/{id}/checkpoints)": UNLISTED,
    "CheckpointDelete: is not in the reference (DELETE /containers/{id}/checkpoints/{checkpoint})": UNLISTED,
    "CheckpointList: is not in the reference (GET /containers/{id}/checkpoints)": UNLISTED,
    "ContainerArchive reply: is byte_stream, the reference has empty or headers": NO_SCHEMA,
    "ContainerExport reply: is byte_stream, the reference has empty or headers": NO_SCHEMA,
    "ContainerLogs details: is not in the reference": EXTRA,
    "ContainerLogs since: is string, the reference says integer": "the engine takes fractions of a second",
    "ContainerLogs until: is string, the reference says integer": "the engine takes fractions of a second",
    "ContainerStart checkpoint: is not in the reference": EXTRA,
    "ContainerStart checkpoint-dir: is not in the reference": EXTRA,
    "DistributionInspect X-Registry-Auth: is not in the reference": AUTH,
    "ExecStart reply: is duplex, the reference has empty or headers": "with Upgrade it answers 101, as attach does",
    "GetPluginPrivileges X-Registry-Auth: is not in the reference": AUTH,
    "ImageBuild Content-type: is missing (header, string)": "it belongs to the body",
    "ImageBuild buildid: is not in the reference": EXTRA,
    "ImageBuild cgroupparent: is not in the reference": EXTRA,
    "ImageBuild cpusetmems: is not in the reference": EXTRA,
    "ImageBuild extrahosts: is list, the reference says string": LIST,
    "ImageBuild pull: is boolean, the reference says string": BOOLEAN,
    "ImageBuild reply: is json_stream, the reference has empty or headers": NO_SCHEMA,
    "ImageBuild t: is list, the reference says string": LIST,
    "ImageBuild ulimits: is not in the reference": EXTRA,
    "ImageCommit changes: is list, the reference says string": LIST,
    "ImageCreate reply: is json_stream, the reference has empty or headers": NO_SCHEMA,
    "ImageGet platform: is platforms, the reference says string": "API 1.52 takes several",
    "ImageGetAll platform: is platforms, the reference says string": "API 1.52 takes several",
    "ImageLoad platform: is platforms, the reference says string": "API 1.52 takes several",
    "ImageLoad reply: is json_stream, the reference has empty or headers": NO_SCHEMA,
    "ImagePush X-Registry-Auth: is optional, the reference says otherwise": "empty ones are sent when none are given",
    "ImagePush reply: is json_stream, the reference has empty or headers": NO_SCHEMA,
    "ImageSearch X-Registry-Auth: is not in the reference": AUTH,
    "ImageSearch filters: does not name is-automated": "no registry answers it any more",
    "PluginList filters: does not name enable": "the engine calls it enabled and refuses the other",
    "PluginDelete reply: is empty, the reference has json or json_stream or long_poll": "the engine sends no body",
    "PluginPull reply: is json_stream, the reference has empty or headers": NO_SCHEMA,
    "PluginPush X-Registry-Auth: is not in the reference": AUTH,
    "PluginPush reply: is json_stream, the reference has empty or headers": NO_SCHEMA,
    "PluginUpgrade reply: is json_stream, the reference has empty or headers": NO_SCHEMA,
    "PutContainerArchive copyUIDGID: is boolean, the reference says string": BOOLEAN,
    "PutContainerArchive noOverwriteDirNonDir: is boolean, the reference says string": BOOLEAN,
    "ServiceLogs since: is string, the reference says integer": "the engine takes fractions of a second",
    "SwarmInit reply: is json, the reference has byte_stream or log_stream or text": "the string comes as JSON",
    "SystemPingHead reply: is headers, the reference has byte_stream or log_stream or text": "a HEAD reply has no body",
    "TaskLogs since: is string, the reference says integer": "the engine takes fractions of a second",
    "VolumeCreate body: may be left out, the reference requires it": "an empty object is sent when none is given",
}

# Forms of the catalogue that the reference has no word for, and the type that it gives them.
WIRE_TYPES = {
    "boolean": "boolean", "integer": "integer", "string": "string", "reference": "string", "list": "array",
    "json_list": "string", "map": "string", "json": "string", "filters": "string", "platform": "string",
    "platforms": "array", "credentials": "string",
}

# How the reference lists the names of filters: "- `ancestor`=(…)".
FILTER_NAME = re.compile(r"^\s*[-*] +`([a-z.-]+)", re.MULTILINE)


def version(text):
    """1.41 as something to compare."""
    return tuple(int(part) for part in text.split("."))


def lives(thing, api):
    """Whether an operation or a parameter of the catalogue is in an engine of that API version."""
    since, dropped = thing.get("since"), thing.get("dropped")
    return (not since or version(since) <= api) and (not dropped or version(dropped) > api)


def resolve(schema, definitions):
    """A schema with its reference followed and its parts put together."""
    while "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    for part in schema.get("allOf", []):
        schema = {**resolve(part, definitions), **schema}
    return schema


def reference_operations(swagger):
    """The operations of a Swagger file by id, with method and path."""
    for path, methods in swagger["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method != "parameters":
                parameters = shared + operation.get("parameters", [])
                yield operation["operationId"], method.upper(), path, {**operation, "parameters": parameters}


def body_kind(operation, parameter, definitions):
    """What the catalogue calls a body like that one."""
    schema = resolve(parameter["schema"], definitions)
    kind = schema.get("type", "object" if "properties" in schema else "unknown")
    return {"string": "bytes"}.get(kind, kind)


def reply_kinds(operation, definitions):
    """What the catalogue may call a reply like that one, judged by the responses that mean success."""
    kinds = set()
    for status, response in operation["responses"].items():
        if int(status) >= 300:
            continue
        if int(status) == 101:
            kinds |= {"duplex"}
        elif "schema" not in response:
            kinds |= {"empty", "headers"}
        else:
            kind = resolve(response["schema"], definitions).get("type", "object")
            kinds |= {"string": {"text", "byte_stream", "log_stream"}}.get(kind, {"json", "long_poll", "json_stream"})
    return kinds


def compare_parameter(ours, theirs, where):
    if ours["in"] != theirs["in"]:
        yield f"{where}: goes into the {ours['in']}, the reference has it in the {theirs['in']}"
    wanted = WIRE_TYPES[ours["type"]]
    if theirs["type"] != wanted:
        yield f"{where}: is {ours['type']}, the reference says {theirs['type']}"
    if "enum" in theirs and set(theirs["enum"]) != set(ours.get("values", [])):
        yield f"{where}: has the values {ours.get('values', [])}, the reference says {theirs['enum']}"
    for name in FILTER_NAME.findall(theirs.get("description", "")) if ours["type"] == "filters" else []:
        if name not in ours.get("values", []):
            yield f"{where}: does not name {name}"
    if ours["required"] != theirs.get("required", False):
        yield f"{where}: is {'required' if ours['required'] else 'optional'}, the reference says otherwise"


def compare_parameters(ours, theirs, api):
    where = ours["id"]
    in_reference = {p["name"]: p for p in theirs["parameters"] if p["in"] != "body"}
    for parameter in ours["parameters"]:
        name = parameter["name"]
        found = in_reference.pop(name, None)
        alive = lives(parameter, api)
        if found is None and alive:
            yield f"{where} {name}: is not in the reference"
        elif found is not None and not alive:
            dates = ", ".join(f"{key} {parameter[key]}" for key in ("since", "dropped") if key in parameter)
            yield f"{where} {name}: is in the reference, the catalogue says {dates}"
        elif found is not None:
            yield from compare_parameter(parameter, found, f"{where} {name}")
    for name, parameter in in_reference.items():
        yield f"{where} {name}: is missing ({parameter['in']}, {parameter['type']})"


def compare_body(ours, theirs, definitions):
    where = f"{ours['id']} body"
    body = next((p for p in theirs["parameters"] if p["in"] == "body"), None)
    if body is None:
        if ours["body"] != "none":
            yield f"{where}: is {ours['body']}, the reference has none"
        return
    kind = body_kind(theirs, body, definitions)
    if ours["body"] != kind:
        yield f"{where}: is {ours['body']}, the reference says {kind}"
    elif body.get("required", False) and not ours["body_required"]:
        yield f"{where}: may be left out, the reference requires it"


def compare(catalogue, swagger):
    api = version(swagger["info"]["version"])
    definitions = swagger.get("definitions", {})
    ours_by_id = {operation["id"]: operation for operation in catalogue}
    for identity, method, path, theirs in reference_operations(swagger):
        ours = ours_by_id.pop(identity, None)
        if ours is None:
            yield f"{identity}: is missing ({method} {path})"
            continue
        if not lives(ours, api):
            yield f"{identity}: is in the reference, the catalogue says since {ours['since']}"
        if (ours["method"], ours["path"]) != (method, path):
            yield f"{identity}: is {ours['method']} {ours['path']}, the reference says {method} {path}"
        yield from compare_parameters(ours, theirs, api)
        yield from compare_body(ours, theirs, definitions)
        kinds = reply_kinds(theirs, definitions)
        if ours["reply"] not in kinds:
            yield f"{identity} reply: is {ours['reply']}, the reference has {' or '.join(sorted(kinds))}"
    for identity, ours in sorted(ours_by_id.items()):
        if lives(ours, api):
            yield f"{identity}: is not in the reference ({ours['method']} {ours['path']})"


def main(files):
    catalogue = json.load(sys.stdin)
    unknown = 0
    for name in files:
        with open(name, encoding="utf-8") as file:
            swagger = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        differences = list(compare(catalogue, swagger))
        known = [line for line in differences if line in KNOWN]
        for line in differences:
            if line not in KNOWN:
                print(f"API {swagger['info']['version']}: {line}")
        unknown += len(differences) - len(known)
        print(f"API {swagger['info']['version']}: {sum(1 for _ in reference_operations(swagger))} operations, "
              f"{len(differences) - len(known)} differences, {len(known)} known", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
