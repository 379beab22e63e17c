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
    store.original(sha256, who=person)                # the bytes of a photo
    store.place(sha256, latitude=…, longitude=…, who=person)

    selection = Selection(housings=[Housing.DOME], min_confidence=0.5)
    proposal = store.next(selection, who=person)
    store.decide(proposal, Pin(latitude=…, longitude=…), who=person)
    store.undo_last(person)
    store.history(proposal.id, who=person)
    geojson(store.cameras())                          # mapping.export: pieces of text

The rooms, each building on the ones after it:

    storage     what is kept: photos on the disk, the rest in the database, the queue between
    export      cameras for other tools            importing   what other maps know already
    matching    which proposals the map has        access      who may do what
    review      what is proposed and decided       geometry    where a camera stands
    basemap     streets under the points

SQLAlchemy stays in `storage`. What a person does wrong, or may not do, raises a
`review.ReviewError` with a sentence for that person.
"""
