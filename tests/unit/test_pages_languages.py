"""Every text that a page shows is said in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_pages.evaluation_result import FIGURES
from evaluation.reporting.report_files import HEADLINE

PAGES = Path(__file__).resolve().parents[2] / "app_pages"

SAYING = frozenset({"tr", "ntr", "kept", "nkept", "said"})
"""What is written inside these is in the catalogue, or comes out of it."""

NOT_TEXT = {
    "html": "markup; its texts are put in by name",
    "switch_page": "the file of a page",
    "Page": "the file of a page; its title is a keyword",
    "page_link": "the file of a page; its label is a keyword",
    "set_page_config": "the name of the program, before anybody is known",
    "get_option": "a name of Streamlit's",
}
"""Functions of Streamlit whose first argument is no text, and why."""

TEXT_KEYWORDS = frozenset(
    {"label", "help", "placeholder", "text", "title", "alt", "caption", "body", "show_spinner"}
)
KEPT_ATTRIBUTES = frozenset({"message", "label", "purpose", "members"})
"""Of problems, reasons and roles: in English, so a page says them anew."""

EXCEPTIONS = {
    ("upload", "AB12-CD34-EF56-GH78"): "what a receipt looks like",
    ("dataset_numbers", "CSV"): "the name of a format",
    ("placing", "44.81250, 20.46120"): "what coordinates look like",
    ("people", "ana@example.org"): "what an address looks like",
    ("evaluation_form", "dome, turret, bullet"): "names of classes, as datasets have them",
    ("review_details", "surveillance:zone=traffic\nref=BG-104 https://…"): "what tags look like",
}
"""Texts that are the same in every language, and why."""


def modules() -> list[Path]:
    return sorted(PAGES.glob("*.py"))


def _called(call: ast.Call) -> str:
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def _from_streamlit(call: ast.Call) -> bool:
    """Calls of `st`, and of what `st` gave: columns, containers, expanders."""
    names = {node.id for node in ast.walk(call.func) if isinstance(node, ast.Name)}
    return isinstance(call.func, ast.Attribute) and not names <= {"state", "math", "parts", "_log"}


def _texts(node: ast.AST) -> Iterator[str]:
    """Words written in an expression outside of what says them; not the names in it."""
    if isinstance(node, ast.Call):
        if _called(node) not in SAYING:
            for child in [*node.args, *(each.value for each in node.keywords)]:
                yield from _texts(child) if _called(node) in {"join", "format"} else ()
        return
    if isinstance(node, ast.JoinedStr | ast.BinOp | ast.IfExp | ast.List | ast.Tuple):
        for part in ast.iter_child_nodes(node):
            yield from _texts(part)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _has_words(text: str) -> bool:
    rest = " ".join(word for word in text.split() if not word.startswith(":material/"))
    return any(map(str.isalpha, rest))


def unsaid(source: str, module: str) -> list[str]:
    """What a module shows without saying it in the reader's language."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        shown = [each.value for each in call.keywords if each.arg in TEXT_KEYWORDS]
        if _from_streamlit(call) and _called(call) in SHOWING:
            shown += call.args[:1] if _called(call) not in NOT_TEXT else []
        found += [
            f"{module}.py:{call.lineno}: {text!r}"
            for text in (text for node in shown for text in _texts(node))
            if _has_words(text) and (module, text) not in EXCEPTIONS
        ]
        if _called(call) not in SAYING:
            found += [
                f"{module}.py:{call.lineno}: .{node.attr} is in English"
                for node in [*call.args, *(each.value for each in call.keywords)]
                if isinstance(node, ast.Attribute)
                and node.attr in KEPT_ATTRIBUTES
                and _called(call) != "Problem"
            ]
    return found


SHOWING = frozenset(
    {
        "badge", "button", "caption", "checkbox", "code_label", "date_input", "download_button",
        "error", "expander", "file_uploader", "form_submit_button", "header", "info",
        "link_button", "markdown", "metric", "multiselect", "number_input", "pills", "popover",
        "progress", "radio", "say", "segmented_control", "select_slider", "selectbox", "slider",
        "spinner", "status",
        "subheader", "success", "tabs", "text", "text_area", "text_input", "title", "toast",
        "toggle", "warning", "write",
    }
)  # fmt: skip
"""Functions of Streamlit, and `Session.say`, that show their first argument."""


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.stem)
def test_a_page_says_every_text_in_the_reader_s_language(file: Path) -> None:
    assert unsaid(file.read_text(encoding="utf-8"), file.stem) == []


@pytest.mark.parametrize("file", sorted(PAGES.glob("*.py")), ids=lambda file: file.stem)
def test_no_sentence_stands_where_the_catalogue_cannot_find_it(file: Path) -> None:
    """Babel does not look into f-strings, so a sentence there would stay in English unseen."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    hidden = [
        f"{file.name}:{call.lineno}"
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and _called(call) in SAYING
        and any(isinstance(each, ast.Constant) for each in call.args)
    ]
    assert hidden == []


@pytest.mark.parametrize(
    "line",
    [
        'st.write("Hello")',
        'left.subheader(f"{count} found")',
        'st.button("Go" if ready else tr("Wait"))',
        'st.text_input(tr("Code"), placeholder="a code")',
        'st.caption(":material/info: Look")',
        'st.markdown("- " + name + " here")',
        'st.metric(", ".join(["one"]), 1)',
        'session().say("Done")',
        "st.warning(problem.message)",
        "words.plain(problem.message)",
        '@st.cache_data(show_spinner="Loading")\ndef f(): ...',
    ],
)
def test_a_text_that_is_only_english_is_seen(line: str) -> None:
    assert unsaid(line, "page")


@pytest.mark.parametrize(
    "line",
    [
        'st.write(tr("Hello"))',
        'st.write(f"**{tr(word)}**: {count}")',
        'st.markdown(":material/info: " + tr("Look"))',
        "st.warning(said(problem.message))",
        'st.text_input(tr("Code"), key="receipt-code")',
        'st.page_link("app_pages/account.py", label=tr("Sign in"))',
        "@st.cache_data(show_spinner=False)\ndef f(): ...",
    ],
)
def test_a_text_that_is_said_is_passed(line: str) -> None:
    assert unsaid(line, "page") == []


def test_the_page_has_a_word_for_each_figure_of_a_report() -> None:
    assert FIGURES.keys() == HEADLINE.keys()
