from __future__ import annotations

from pathlib import Path

import pytest

from firmware_config.web.check_messages import main, problems

ROOT = Path(__file__).parents[3]


def package(folder: Path, **files: str) -> Path:
    """A package with `vi` and `en` catalogues, a `page` template and a `code` module."""
    for language in ("vi", "en"):
        (folder / "messages" / language).mkdir(parents=True)
        (folder / "messages" / language / "a.ftl").write_text(files.get(language, ""), "utf-8")
    (folder / "page.html").write_text(files.get("page", ""), "utf-8")
    (folder / "code.py").write_text(files.get("code", ""), "utf-8")
    return folder


def test_this_project_s_own_translations_are_complete() -> None:
    assert problems({"firmware_config": ROOT / "firmware_config"}) == []


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"vi": "a = x", "page": "{{ t('a') }}"}, "a is not in en"),
        ({"en": "a = x", "code": "t('a')"}, "a is not in vi"),
        (
            {"vi": "a = { $n }", "en": "a = x", "page": "{{ t('a', n=1) }}"},
            "a takes n in vi, nothing in en",
        ),
        ({"vi": "a = x", "en": "a = x"}, "a is used nowhere"),
        ({"page": "{{ t('gone') }}"}, "page.html:1: gone does not exist"),
        ({"code": "t('gone')"}, "code.py:1: gone does not exist"),
        (
            {"vi": "a = { $n }", "en": "a = { $n }", "page": "{{ t('a') }}"},
            "page.html:1: a takes n, not nothing",
        ),
        ({"page": "{{ t('no-' ~ why) }}"}, "need a `# dynamic:` prefix"),
        ({"code": "t(f'no-{why}')"}, "need a `# dynamic:` prefix"),
        ({"vi": "a = x\na = y", "en": "a = x", "code": "'a'"}, "a is there twice"),
        ({"vi": "a = { $", "en": ""}, "cannot be read near 'a = { $'"),
    ],
)
def test_what_is_not_complete_is_named(tmp_path: Path, files: dict[str, str], told: str) -> None:
    found = problems({"side": package(tmp_path, **files)})
    assert len(found) == 1
    assert found[0].endswith(told)


def test_a_family_is_declared_by_its_prefix(tmp_path: Path) -> None:
    text = "# dynamic: no-\n\nno-card = x"
    files = {"vi": text, "en": text, "page": "{{ t('no-' ~ why) }}", "code": "t(f'no-{why}')"}
    assert problems({"side": package(tmp_path, **files)}) == []


def test_a_side_may_use_the_shared_messages_but_not_another_side_s(tmp_path: Path) -> None:
    shared = package(tmp_path / "s", vi="shared = x", en="shared = x")
    one = package(
        tmp_path / "a", vi="own = x", en="own = x", page="{{ t('shared') }}{{ t('own') }}"
    )
    two = package(tmp_path / "b", page="{{ t('own') }}")
    found = problems({"firmware_config": shared, "counter": one, "cardsvc": two})
    assert len(found) == 1
    assert found[0].endswith("own does not exist")


def test_the_command_fails_with_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package(tmp_path, page="{{ t('gone') }}"))]) == 1
    assert "gone does not exist" in capsys.readouterr().out
    assert main([str(ROOT / "firmware_config")]) == 0
