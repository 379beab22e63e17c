"""Osmatrač: page set-up and navigation, nothing else. Start it with `make run`."""

import streamlit as st

from app_pages import services

st.set_page_config(page_title="Osmatrač", page_icon=":material/visibility:", layout="wide")

services.start()

page = st.navigation(
    [
        st.Page("app_pages/upload.py", title="Upload", icon=":material/upload:", default=True),
        st.Page("app_pages/review.py", title="Review", icon=":material/rule:"),
        st.Page("app_pages/dataset.py", title="Dataset", icon=":material/map:"),
    ],
    position="top",
)
page.run()
