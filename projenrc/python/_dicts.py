"""Lets a ``dict`` stand for a struct wherever the types of this package allow it."""

import functools
import typing


def accept_dicts(owner: typing.Any, **structs: typing.Any) -> None:
    """Turns each ``dict`` that a struct receives for one of these structs into that struct, also in lists.

    A ``dict`` that reaches jsii in a list loses the keys that aren't names of properties in TypeScript.
    """
    initialize = owner.__init__

    @functools.wraps(initialize)
    def initialize_with_structs(self: typing.Any, *args: typing.Any, **values: typing.Any) -> None:
        for name in structs.keys() & values.keys():
            values[name] = _to_structs(structs[name], values[name], name)
        initialize(self, *args, **values)

    owner.__init__ = initialize_with_structs


def _to_structs(struct: typing.Any, value: typing.Any, place: str) -> typing.Any:
    if isinstance(value, (list, tuple)):
        return [_to_structs(struct, item, f"{place}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    known = list(struct.__jsii_name_mapping__)
    unknown = [key for key in value if key not in known]
    if unknown:
        raise TypeError(_unknown_keys(unknown, known, place))
    return struct(**value)


def _unknown_keys(unknown: typing.List[typing.Any], known: typing.List[str], place: str) -> str:
    meant = {_plain(key) for key in unknown}
    likely = [key for key in known if _plain(key) in meant]
    question = f", did you mean {_quoted(likely)}?" if likely else ":"
    noun = "key" if len(unknown) == 1 else "keys"
    return f"unknown {noun} {_quoted(unknown)} of '{place}'{question} the keys are {_quoted(known)}"


def _plain(key: typing.Any) -> str:
    """A key in a form that is the same in every language's convention: ``errorAction``, ``ErrorAction``."""
    return str(key).replace("_", "").lower()


def _quoted(keys: typing.Iterable[typing.Any]) -> str:
    return ", ".join(f"'{key}'" for key in keys)
