"""Osmatrač: page set-up and navigation, nothing else. Start it with `make run`."""

from pathlib import Path

import streamlit as st

from app_pages import services
from mapping.access.person import Forbidden

PAGES = Path(__file__).parent / "app_pages"

# A picture of our own: a named icon would be fetched from a font server.
st.set_page_config(page_title="Osmatrač", page_icon=str(PAGES / "icon.png"), layout="wide")
st.logo(PAGES / "logo.svg", size="large")
st.html(PAGES / "style.css")

services.start()

page = st.navigation(
    [
        st.Page("app_pages/upload.py", title="Upload", icon=":material/upload:", default=True),
        st.Page("app_pages/review.py", title="Review", icon=":material/rule:"),
        st.Page("app_pages/dataset.py", title="Dataset", icon=":material/map:"),
        st.Page("app_pages/official_list.py", title="Official list", icon=":material/fact_check:"),
        st.Page("app_pages/known.py", title="Known", icon=":material/database:"),
        st.Page("app_pages/evaluate.py", title="Evaluate", icon=":material/analytics:"),
        st.Page("app_pages/annotate.py", title="Annotate", icon=":material/draw:"),
    ],
    position="top",
)
try:
    page.run()
except Forbidden as refusal:
    st.error(str(refusal), icon=":material/lock:")
