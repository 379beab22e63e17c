"""Osmatrač: page set-up and navigation, nothing else. Start it with `make run`."""

from pathlib import Path

import streamlit as st

from app_pages import navigation, reader, services, tour, unavailable, words
from app_pages.message import still_said
from app_pages.session import session
from app_pages.visitor import visitor
from mapping.access.person import Forbidden
from mapping.storage.database import DatabaseError

PAGES = Path(__file__).parent / "app_pages"

# A picture of our own: a named icon would be fetched from a font server.
st.set_page_config(page_title="Osmatrač", page_icon=str(PAGES / "icon.png"), layout="wide")
st.logo(PAGES / "logo.svg", size="large")
st.html(PAGES / "style.css")

reader.find_language()
session().message = still_said(session().message)
try:
    services.start()
    page = st.navigation(navigation.pages(visitor()), position="top")
    reader.switch()
    tour.show(page)
    page.run()
except Forbidden as refusal:
    st.error(words.error(refusal), icon=":material/lock:")
except DatabaseError as error:
    unavailable.show(error)
