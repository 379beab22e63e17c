"""Matching in the store, where photos are many and fit badly together."""

import hashlib
from dataclasses import replace
from pathlib import Path

from mapping.access.person import LOCAL
from mapping.storage.adoption import adopt
from mapping.storage.selection import Area
from mapping.storage.store import Store
from mapping.storage.stored_matches import match_stored
from tests.review_builders import sample_records

COPIES = 4


def test_photos_that_were_saved_again_and_again_are_matched(tmp_path: Path) -> None:
    """Copies make groups of cameras that contradict each other; none may end in an error."""
    store = Store.open(tmp_path)
    records = [
        replace(
            record, photo="none", sha256=hashlib.sha256(f"{record.sha256}{n}".encode()).hexdigest()
        )
        for record in sample_records()
        for n in range(COPIES)
    ]
    adopt(store, records, who=LOCAL)
    found = list(match_stored(store, who=LOCAL))
    matched = [proposal for each in found for proposal in each.proposals]
    assert len(matched) == len(set(matched)) > COPIES * 20
    far_away = Area.around(45.5, 21.0, 150)
    assert list(match_stored(store, who=LOCAL, area=far_away)) == []
    store.close()
