"""Whether bytes have the form that they must: the shape of the CDDL, and deterministic encoding."""

import cbor2

from phan_anh import shapes, talk
from report import brief, same


def check_item(rule: str, item: bytes) -> None:
    """An item of a type that this version knows has its shape; another is skipped."""
    known = talk.REQUEST_TYPES if rule == "request-item" else talk.ANSWER_TYPES
    if cbor2.loads(item)[0] in known:
        check_shape(rule, item)
    else:
        same(shapes.fits(rule, item) is None, False, "an unknown type fits")


def check_shape(rule: str, data: bytes) -> None:
    """It fits the CDDL, is in deterministic form, and no field of it may be of another type."""
    same(shapes.fits(rule, data), None, rule)
    value = cbor2.loads(data)
    same(cbor2.dumps(value), data, "deterministic form")
    for wrong in with_a_field_of_another_type(value):
        if shapes.fits(rule, cbor2.dumps(wrong)) is None:
            raise AssertionError(f"{rule} also takes {brief(wrong)}")


def with_a_field_of_another_type(value):
    """The value with one field after the other, at any depth, replaced by a fraction, which no field is."""
    if isinstance(value, cbor2.CBORTag):
        yield from (cbor2.CBORTag(value.tag, inner) for inner in with_a_field_of_another_type(value.value))
    elif isinstance(value, list | tuple):
        # Of several lists in a list the validator holds only one to its rule.
        if len(value) > 1 and all(isinstance(field, list) for field in value):
            return
        for index, field in enumerate(value):
            for wrong in (-1.5, *with_a_field_of_another_type(field)):
                yield [*value[:index], wrong, *value[index + 1 :]]
    elif isinstance(value, dict):
        for number in (number for number in value if number < 24):
            for wrong in (-1.5, *with_a_field_of_another_type(value[number])):
                yield value | {number: wrong}
