import pytest

from mapping.review.catalogue_file import catalogue
from mapping.review.claim import ClaimKind, Evidence
from mapping.review.description import described, device_of, identified
from mapping.review.detail import Detail, DetailError, in_order, parse_detail
from mapping.review.review import apply
from tests.mapping_builders import a_standing

LINK = "https://example.org/tender.pdf"


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("camera:mount", " Street lamp ", "street_lamp"),
        ("camera:mount", "pole;wall", "pole;wall"),
        ("height", "4,50 m", "4.5"),
        ("height", "12", "12"),
        ("operator", "  ЈКП \n „Паркинг сервис“ ", "ЈКП „Паркинг сервис“"),
        ("addr:street", "Nemanjina", "Nemanjina"),
        ("surveillance", "outdoor", "outdoor"),
    ],
)
def test_what_a_person_types_is_tidied_up(key: str, typed: str, kept: str) -> None:
    detail = parse_detail(key, typed)
    assert (detail.value, detail.evidence, detail.source) == (kept, Evidence.SEEN, None)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("", "x", "Nothing is no key"),
        ("two words", "x", "two words is no key"),
        ("a=b", "x", "is no key"),
        ("<script>", "x", "is no key"),
        ("k" * 256, "x", "is no key"),
        ("operator", "  ", "operator: give a value"),
        ("operator", "x" * 256, "at most 255 characters"),
        ("height", "high", "high is no height in metres"),
        ("height", "nan", "does not hang nan m high"),
        ("height", "-2", "does not hang -2 m high"),
        ("height", "151", "does not hang 151 m high"),
        ("camera:mount", "=pole", "one word of small letters"),
        ("surveillance", "yes", "public, outdoor or indoor"),
        ("man_made", "mast", "always surveillance"),
        ("camera:type", "dome", "follows from the type"),
        ("direction", "90", "Set it on the dial"),
    ],
)
def test_what_cannot_be_a_tag_is_refused_in_words(key: str, value: str, message: str) -> None:
    with pytest.raises(DetailError, match=message):
        parse_detail(key, value)


@pytest.mark.parametrize("source", ["a paper", "javascript:alert(1)", "https://", "https://a b"])
def test_a_source_is_a_link(source: str) -> None:
    with pytest.raises(DetailError, match="must be a link"):
        parse_detail("operator", "The city", source=source)


def test_a_link_makes_a_detail_documented_and_nothing_makes_it_suggested() -> None:
    assert parse_detail("operator", "The city", source=LINK).claim.evidence is Evidence.DOCUMENTED
    with pytest.raises(DetailError, match="only a person or a document"):
        Detail(key="operator", value="The city", evidence=Evidence.SUGGESTED)
    with pytest.raises(DetailError, match="and only so"):
        Detail(key="operator", value="The city", source=LINK)


def test_usual_keys_come_first() -> None:
    keys = [each.key for each in in_order(parse_detail(k, "1") for k in ("b", "height", "a"))]
    assert keys == ["height", "a", "b"]


def test_a_known_device_brings_its_documented_capabilities() -> None:
    device = catalogue().find("IPC6625-Z30")
    assert device is not None
    pole = parse_detail("camera:mount", "pole")
    before = apply(a_standing(), described(a_standing(), [pole]))
    seen = apply(before, identified(before, device))
    assert [(d.key, d.value, d.evidence) for d in seen.details] == [
        ("camera:mount", "pole", Evidence.SEEN),
        ("manufacturer", "Huawei", Evidence.SEEN),
        ("model", "IPC6625-Z30", Evidence.SEEN),
    ]
    assert {claim.evidence for claim in seen.documented} == {Evidence.DOCUMENTED}
    assert {claim.kind for claim in seen.documented} == {ClaimKind.CAPABILITY}
    assert device_of(seen, catalogue()) == device
    documented = apply(before, identified(before, device, LINK))
    assert {d.source for d in documented.details} == {None, LINK}
    with pytest.raises(DetailError, match="must be a link"):
        identified(before, device, "I was told")


def test_other_details_change_without_the_device_and_it_goes_without_them() -> None:
    device = catalogue().find("IPC6625-Z30")
    known = apply(a_standing(), identified(a_standing(), device, LINK))
    high = apply(known, described(known, [parse_detail("height", "6")]))
    assert [detail.key for detail in high.details] == ["height", "manufacturer", "model"]
    assert high.documented == known.documented
    unknown = apply(high, identified(high, None))
    assert [detail.key for detail in unknown.details] == ["height"]
    assert unknown.documented == ()
    assert device_of(unknown, catalogue()) is None
