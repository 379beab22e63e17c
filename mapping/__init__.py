"""Places and people: positions, proposals, review, and what is exported.

    photos ──> intake ──> scan record ──> proposal ──> verdict ──> export
               (disk and    (detection)    (position)   (review)
                database)

Everything is behind two objects, both safe to share between threads:

    store = Store.open(folder)                        # mapping.storage.store
    intake = Intake(store)                            # mapping.storage.intake

    receipt = intake.receive([jpeg, heic]).receipt    # safe before anything else happens
    intake.scan_next(scan)                            # bytes -> ScanRecord, once a photo
    store.upload(receipt)                             # how far it is: photos, proposals, problems
    store.original(sha256)                            # the bytes of a photo
    store.place(sha256, latitude=…, longitude=…, who=…)

    proposal = store.next(Selection(housings=[Housing.DOME], min_confidence=0.5))
    store.decide(proposal, Pin(latitude=…, longitude=…), who="Ana")
    store.undo_last("Ana")
    store.history(proposal.id)
    geojson(store.cameras())                          # mapping.export: pieces of text

The rooms, each building on the ones after it:

    storage     what is kept: photos on the disk, the rest in the database, the queue between
    export      cameras for other tools            importing   what other maps know already
    matching    which proposals the map has        review      what is proposed and decided
    geometry    where a camera stands              basemap     streets under the points

SQLAlchemy stays in `storage`. What a person does wrong raises a `review.ReviewError` with a
sentence for that person.
"""
