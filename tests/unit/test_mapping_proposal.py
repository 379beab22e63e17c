import json
from dataclasses import replace

import pytest

from detection.record import Housing, ScanRecord
from mapping.review.claim import Claim, ClaimKind, Evidence
from mapping.review.detail import Detail
from mapping.review.osm import CameraType
from mapping.review.proposal import Standing, State, propose
from tests.mapping_builders import a_detection, a_position, a_proposal, a_record, a_standing

DOCUMENTED = Claim(
    kind=ClaimKind.MODEL,
    value="IPC6225-VRZ-ES",
    evidence=Evidence.DOCUMENTED,
    source="https://example.org/datasheet",
)


def test_each_detection_becomes_one_proposal_that_waits_for_review() -> None:
    dome = a_detection(housing=Housing.DOME, box=(1.0, 2.0, 3.0, 4.0))
    record = a_record(detections=(a_detection(), dome))
    first, second = propose(record)
    assert (first.housing, second.housing) == (Housing.BULLET, Housing.DOME)
    assert first.photo == record.sha256
    assert first.state is State.PROPOSED
    assert first.position is not None


def test_the_same_record_gives_the_same_ids_also_after_its_json_round_trip() -> None:
    record = a_record(detections=(a_detection(box=(1.234567, 2.0, 30.98765, 40.0)),))
    again = ScanRecord.from_json(json.loads(json.dumps(record.to_json())))
    assert [made.id for made in propose(record)] == [made.id for made in propose(again)]


def test_ids_differ_between_boxes_and_between_photos() -> None:
    here = a_record(detections=(a_detection(), a_detection(box=(1.0, 2.0, 3.0, 4.0))))
    elsewhere = a_record(b"another photo")
    ids = [made.id for made in (*propose(here), *propose(elsewhere))]
    assert len(set(ids)) == 3


def test_one_box_found_twice_is_one_camera() -> None:
    twice = a_record(detections=(a_detection(), a_detection(confidence=0.2)))
    (only,) = propose(twice)
    assert only.detection.confidence == 0.9


def test_without_gps_there_is_no_position() -> None:
    (made,) = propose(a_record(location=None))
    assert made.position is None
    assert ClaimKind.PLACE not in {claim.kind for claim in made.claims}


def test_a_file_that_could_not_be_read_gives_no_proposals() -> None:
    assert propose(a_record(sha256=None, detections=())) == ()


def test_the_middle_of_a_ring_is_not_taken_for_the_camera() -> None:
    ring = a_position(bearing_deg=None)
    assert a_standing(position=ring).camera_position is None
    assert a_standing().camera_position == a_position()


def test_claims_say_what_they_rest_on() -> None:
    seen = frozenset({ClaimKind.EXISTS, ClaimKind.DIRECTION})
    proposal = a_proposal(direction_deg=90.0, seen=seen, documented=(DOCUMENTED,))
    evidence = {claim.kind: claim.evidence for claim in proposal.claims}
    assert evidence == {
        ClaimKind.EXISTS: Evidence.SEEN,
        ClaimKind.PLACE: Evidence.SUGGESTED,
        ClaimKind.HOUSING: Evidence.SUGGESTED,
        ClaimKind.DIRECTION: Evidence.SEEN,
        ClaimKind.MODEL: Evidence.DOCUMENTED,
    }


def test_a_capability_needs_a_document() -> None:
    with pytest.raises(ValueError, match="only a document"):
        Claim(kind=ClaimKind.CAPABILITY, value="face recognition", evidence=Evidence.SEEN)
    with pytest.raises(ValueError, match="needs its source"):
        replace(DOCUMENTED, source=None)


def test_a_standing_survives_its_json_round_trip() -> None:
    standing = a_standing(
        state=State.ACCEPTED,
        housing=Housing.PTZ,
        camera_type=CameraType.PANNING,
        direction_deg=12.5,
        box=(10.0, 20.5, 30.0, 40.0),
        details=(Detail(key="height", value="4.5"),),
        seen=frozenset({ClaimKind.EXISTS, ClaimKind.PLACE}),
        documented=(DOCUMENTED,),
    )
    assert Standing.from_json(json.loads(json.dumps(standing.to_json()))) == standing
    bare = Standing(housing=Housing.UNKNOWN)
    assert Standing.from_json(json.loads(json.dumps(bare.to_json()))) == bare


def test_a_history_from_before_boxes_and_details_is_read() -> None:
    kept = a_standing().to_json()
    del kept["box"], kept["details"]
    assert Standing.from_json(kept) == a_standing()


def test_details_are_tags_and_claims() -> None:
    pole = Detail(key="camera:mount", value="pole")
    proposal = a_proposal(details=(pole, Detail(key="support", value="sign")))
    assert proposal.tags["camera:mount"] == "pole"
    assert {claim.subject: claim.value for claim in proposal.claims[-2:]} == {
        "mount": "pole",
        "tag:support": "support=sign",
    }
    with pytest.raises(ValueError, match="only a person or a document"):
        replace(pole.claim, evidence=Evidence.SUGGESTED)


def test_the_box_of_a_person_holds_before_that_of_the_detector() -> None:
    drawn = (1.0, 2.0, 30.0, 40.0)
    assert a_proposal().view == a_proposal().detection
    assert a_proposal(box=drawn).view.box == drawn


def test_tags_follow_what_holds_now_not_what_was_detected() -> None:
    assert a_proposal(housing=Housing.DOME).tags["camera:type"] == "dome"
