"""The languages of the pages: English as written in the code, Serbian from one catalogue.

    kept       a sentence in English, for what is raised, stored or logged
    text       `tr` says a sentence in the reader's language; `said` one that was kept
    figures    numbers, distances and dates as the reader writes them
    reader     who reads just now

Below `app_pages` sentences are kept in English, so that log, database, exports and command line
have one language. A page says them anew for its reader.
"""
