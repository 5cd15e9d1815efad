"""What botocore 1.34.117 thinks of a request that the local cloud has logged.

Nothing here knows how enlist makes requests: shapes, serializers and the signer are botocore's.
"""

import json
import re
from urllib.parse import parse_qsl

import botocore.loaders
import botocore.model
import botocore.regions
import botocore.serialize
import botocore.validate
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from botocore_signer import S3SigV4AuthAt, SigV4AuthAt

LOADER = botocore.loaders.create_loader()
REGIONS = botocore.regions.EndpointResolver(LOADER.load_data("endpoints"))
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/(\w+)/aws4_request, ?"
    r"SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})")


def model(service):
    return botocore.model.ServiceModel(LOADER.load_service_model(service, "service-2"), service)


def check_parameters(entry):
    """Asserts that botocore would send the same for the same parameters.

    botocore validates the parameters (a member that the shape does not have is an error) and makes
    a request of them; operation, protocol, content type and parameters must be those of `entry`.
    """
    service = model(entry["service"])
    operation = service.operation_model(entry["operation"])
    protocol = service.metadata["protocol"]
    if protocol == "json":
        parameters = json.loads(entry["body"])
        sent = parameters
    else:
        sent = dict(pairs(entry["body"]))
        assert len(sent) == len(pairs(entry["body"])), f"a name stands twice: {entry['body']}"
        parameters = Unflattening(protocol).structure(
            operation.input_shape, without(sent, "Action", "Version"), "")

    report = botocore.validate.ParamValidator().validate(
        parameters, operation.input_shape or botocore.model.StructureShape("Empty", {}))
    assert not report.has_errors(), f"{entry['operation']}: {report.generate_report()}"

    made = botocore.serialize.create_serializer(protocol, include_validation=True) \
        .serialize_to_request(parameters, operation)
    assert entry["method"] == made["method"]
    assert entry["path"] == made["url_path"] and not entry.get("query")
    for name, value in made["headers"].items():
        assert entry["headers"][name.lower()].lower() == value.lower(), name
    body = made["body"]
    if protocol == "json":
        assert sent == json.loads(body)
    else:
        assert sent == {name: str(value) for name, value in body.items()}


def check_reply(operation, reply):
    """Asserts that a JSON reply has the members, types and words of an operation's output shape."""
    problems = list(_problems(operation.output_shape, reply, ""))
    assert not problems, f"{operation.name}: {problems}"


def _problems(shape, value, path):
    kinds = {"structure": dict, "map": dict, "list": list, "string": str, "boolean": bool,
             "integer": int, "long": int, "timestamp": (int, float)}
    if not isinstance(value, kinds[shape.type_name]):
        yield f"{path}: {value!r} is no {shape.type_name}"
    elif shape.type_name == "structure":
        for name in set(value) - set(shape.members):
            yield f"{path}.{name}: unknown"
        for name in set(shape.required_members) - set(value):
            yield f"{path}.{name}: missing"
        for name in set(value) & set(shape.members):
            yield from _problems(shape.members[name], value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for entry in value:
            yield from _problems(shape.member, entry, f"{path}[]")
    elif shape.type_name == "map":
        for key, entry in value.items():
            yield from _problems(shape.value, entry, f"{path}.{key}")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{path}: {value!r} is none of {shape.enum}"


def check_signature(entry, keys, regions):
    """Asserts that botocore's signer makes the request's signature.

    `keys` has the keys that could have signed, by their ids, each as boto3 takes it; `regions` are
    those that the request may be for.
    """
    headers = entry["headers"]
    match = AUTHORIZATION.fullmatch(headers["authorization"])
    assert match, headers["authorization"]
    key_id, date, scope_region, scope_service, names, signature = match.groups()
    key = keys[key_id]
    token = key.get("aws_session_token")

    signed = names.split(";")
    assert signed == sorted(signed)
    must = {"host", "x-amz-date"} | ({"x-amz-security-token"} if token else set())
    assert must <= set(signed), signed
    assert headers.get("x-amz-security-token") == token
    assert date == headers["x-amz-date"][:8]
    service = model(entry["service"])
    assert scope_service == service.signing_name
    assert scope_region in [signing_region(service, region) for region in regions]

    request = AWSRequest(
        method=entry["method"], url=f"http://{headers['host']}{entry['path']}",
        data=entry["body"].encode(), headers={name: headers[name] for name in signed})
    credentials = Credentials(key["aws_access_key_id"], key["aws_secret_access_key"], token)
    signer = S3SigV4AuthAt if service.signing_name == "s3" else SigV4AuthAt
    signer(credentials, service.signing_name, scope_region).add_auth(request)
    again = AUTHORIZATION.fullmatch(request.headers["Authorization"])
    assert again.group(5) == names
    assert again.group(6) == signature


def signing_region(service, region):
    """For which region botocore signs: a global service has one a partition."""
    endpoint = REGIONS.construct_endpoint(service.endpoint_prefix, region)
    return endpoint.get("credentialScope", {}).get("region", region)


def pairs(body):
    return parse_qsl(body, keep_blank_values=True, strict_parsing=True)


def without(form, *names):
    return {name: value for name, value in form.items() if name not in names}


class Unflattening:
    """Makes botocore's parameters of a form: `Tag.1.Key=a` is `{"Tags": [{"Key": "a"}]}`.

    What it does not understand it leaves out, so that serializing the result cannot give the form.
    """

    def __init__(self, protocol):
        self.serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
        self.is_ec2 = protocol == "ec2"

    def structure(self, shape, form, prefix):
        parameters = {}
        for name, member in (shape.members.items() if shape else ()):
            path = prefix + self.serializer._get_serialized_name(member, default_name=name)
            inside = {key: value for key, value in form.items()
                      if key == path or key.startswith(f"{path}.")}
            if inside:
                parameters[name] = self.value(member, inside, path)
        return parameters

    def value(self, shape, form, path):
        if shape.type_name == "structure":
            return self.structure(shape, form, f"{path}.")
        if shape.type_name == "list":
            infix = "" if self.is_ec2 or shape.serialization.get("flattened") else "member."
            start = len(f"{path}.{infix}")
            numbers = {name[start:].split(".")[0] for name in form}
            return [
                self.value(
                    shape.member,
                    {name: value for name, value in form.items()
                     if name == f"{path}.{infix}{number}"
                     or name.startswith(f"{path}.{infix}{number}.")},
                    f"{path}.{infix}{number}")
                for number in sorted(filter(str.isdecimal, numbers), key=int)]
        text = form[path]
        if shape.type_name == "boolean":
            return {"true": True, "false": False}[text]
        return int(text) if shape.type_name in ("integer", "long") else text
