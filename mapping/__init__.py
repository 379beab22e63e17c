"""Places and people: positions, proposals, review, and what is exported.

    photos ──> intake ──> scan record ──> proposal ──> verdict ──> export
               (disk and    (detection)    (position)   (review)
                database)

Everything is behind two objects, both safe to share between threads:

    store = Store.open(folder)                        # mapping.store
    intake = Intake(store)                            # mapping.intake

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

Records: `proposal` (Proposal with its Standing), `claim`, `position`, `verdict` (what a person
can say), `rows` (StoredPhoto, Placement, Decision). Rules without storage: `osm` (tags),
`review` (legal moves; `objection` says why a proposal cannot be accepted yet). Storage:
`database`, `schema`, `migrations`, `originals` (files), `ledger` (history), `scans`,
`selection`; SQLAlchemy stays inside it. `adoption` takes scan records from files, `statistics`
counts, `official_list` compares with what an office published, `catalogue` knows devices and
what documents say of them. What a person does wrong raises a `review.ReviewError` with a
sentence for that person.
"""
