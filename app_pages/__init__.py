"""The pages of the app, one file each: the only code that imports Streamlit."""
