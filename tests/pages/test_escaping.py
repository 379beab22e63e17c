"""Texts of strangers stay texts: in file names, in EXIF, in imported lists, in people's names."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from app_pages import words
from app_pages.services import services
from mapping.access.person import LOCAL
from mapping.matching.known import KnownCamera
from mapping.storage.known_store import KnownSource, import_known
from tests.builders import BELGRADE_GPS, jpeg
from tests.mapping_builders import AWKWARD_TEXTS

Open = Callable[..., AppTest]
Wait = Callable[[], None]

PICTURE = "![x](https://evil.example/a.png)"
LINK = "[x](https://evil.example)"
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(app: AppTest) -> Iterator[str]:
    """What a browser would make of each text on a page that Streamlit reads as Markdown."""
    kinds = (app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    for kind in kinds:
        for element in kind:
            yield MARKDOWN.render(element.value)


def assert_harmless(app: AppTest) -> str:
    assert not app.exception
    page = "\n".join(shown(app))
    assert "<img" not in page
    assert 'href="https://evil' not in page
    assert "<script" not in page.lower()
    return page


@pytest.mark.parametrize("text", [*AWKWARD_TEXTS, PICTURE, LINK, "<b onclick=x>", "a | b", ":x:"])
def test_plain_text_is_only_text(text: str) -> None:
    rendered = MARKDOWN.render(words.plain(text))
    assert rendered.startswith("<p>")
    assert "<" not in rendered.removeprefix("<p>").removesuffix("</p>\n").replace("<br />", "")


@given(st.text(alphabet="ab ![]()<>*_`#-+.:|~$\\&;=/'\"1\n"))
def test_no_text_becomes_a_link_a_picture_or_markup(text: str) -> None:
    rendered = MARKDOWN.render(f"**{words.plain(text)}**")
    for tag in ("<img", "<a ", "<code", "<em", "<table", "<script"):
        assert tag not in rendered


def test_a_file_name_is_shown_as_it_is(open_app: Open) -> None:
    app = open_app()
    app.file_uploader[0].upload(f"<script>1</script>{PICTURE}.jpg", b"no photo", "image/jpeg")
    page = assert_harmless(app.run())
    assert "&lt;script&gt;" in page
    assert "was not kept" in page


def test_a_text_in_exif_is_shown_as_it_is(open_app: Open, wait_for_scans: Wait) -> None:
    datum = "![](//evil.example)"
    app = open_app()
    app.file_uploader[0].upload("a.jpg", jpeg({**BELGRADE_GPS, 18: datum}), "image/jpeg")
    app.run()
    wait_for_scans()
    page = assert_harmless(app.run())
    assert "uses the datum" in page
    assert "evil" in page


def test_names_in_an_imported_list_are_shown_as_they_are(
    open_app: Open, wait_for_scans: Wait
) -> None:
    open_app()
    store = services().store
    services().intake.receive([jpeg()])
    wait_for_scans()
    (proposal,) = store.proposals(who=LOCAL)
    place = proposal.position
    assert place is not None
    camera = KnownCamera(
        source=LINK,
        source_id=PICTURE,
        latitude=place.latitude,
        longitude=place.longitude,
        error_m=8.0,
        tags={"man_made": "surveillance", "operator": PICTURE},
    )
    source = KnownSource(name=LINK, origin=PICTURE, licence="CC0-1.0")
    import_known(store, source, [camera], who=LOCAL)
    assert "evil.example" in assert_harmless(open_app("review"))
    assert_harmless(open_app("known"))
