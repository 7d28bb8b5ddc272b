"""Prints the service models of botocore, without the documentation."""

import json

import botocore
import botocore.session

SERVICES = {"messaging": "chime-sdk-messaging", "identity": "chime-sdk-identity"}
IRRELEVANT = {"documentation", "documentationUrl", "sensitive", "fault", "exception", "tags"}

# NOTICE says the same.
SOURCE = (
    "test/conformance/service-model.json is derived from botocore (Copyright Amazon.com, Inc. or its affiliates, "
    "Apache License 2.0); documentation was removed by test/conformance/export_model.py."
)


def essential(value):
    if isinstance(value, dict):
        # a structure's member may have any name: it is documentation only if its value is text
        return {
            name: essential(item)
            for name, item in value.items()
            if name not in IRRELEVANT or isinstance(item, dict)
        }
    if isinstance(value, list):
        return [essential(item) for item in value]
    return value


def lines(things):
    """One item per line, so that a small change of the model is a small diff."""
    each = (f"{json.dumps(name)}:{json.dumps(thing, sort_keys=True, separators=(',', ':'))}" for name, thing in sorted(things.items()))
    return "{\n" + ",\n".join(each) + "}"


def main():
    loader = botocore.session.get_session().get_component("data_loader")
    models = []
    for name, service in SERVICES.items():
        model = essential(loader.load_service_model(service, "service-2"))
        models.append(f'"{name}":{{"operations":{lines(model["operations"])},"shapes":{lines(model["shapes"])}}}')
    print(f'{{"source":{json.dumps(SOURCE)},\n"botocore":"{botocore.__version__}",{",".join(models)}}}')


main()
