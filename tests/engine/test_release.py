from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.errors import FlowError, HandlerError
from engine.handlers.registry import Registry
from engine.release import assemble, load

ACME = Path(__file__).parents[1] / "acme"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ACME, tmp_path / "acme")
    return tmp_path / "acme"


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")


def test_a_release_has_every_handler_the_flows_may_call() -> None:
    release = load(ACME)
    assert {"orders.lookup", "billing.sign_in", "payments.take", "kb.answer", "pay.card"} <= set(
        release.registry.names()
    )
    assert release.plan.entries["faq"] == "faq/do.kb.answer"


def test_the_same_files_are_the_same_release(copy: Path) -> None:
    assert load(copy).hash == load(ACME).hash


def test_the_demo_is_the_same_release_in_any_folder(tmp_path: Path) -> None:
    demo = Path(__file__).parents[2]
    shutil.copytree(demo / "flows", tmp_path / "flows")
    shutil.copy(demo / "handlers.py", tmp_path)
    assert load(tmp_path).hash == load(demo).hash


def test_a_project_may_import_the_engines_handlers(copy: Path) -> None:
    edit(
        copy,
        "handlers.py",
        "from engine.handlers.registry",
        "from engine.handlers.orders import cancel\nfrom engine.handlers.registry",
    )
    assert load(copy).registry.get("orders.cancel") is not None


def test_flows_handlers_and_the_model_are_all_part_of_the_hash(copy: Path) -> None:
    hashes = {load(copy).hash, load(copy, model="a").hash, load(copy, model="b").hash}
    edit(copy, "flows/faq.yaml", "Let me check.", "One second.")
    hashes.add(load(copy).hash)
    edit(copy, "handlers.py", "amount: Money", "amount: Money, tip: Money = 0")
    hashes.add(load(copy).hash)
    assert len(hashes) == 5


def test_what_the_engines_own_blocks_call_is_no_part_of_it(copy: Path) -> None:
    found = load(copy)
    ours = {handler.name for handler in found.registry if handler.name.startswith("transfers.")}
    assert ours == {"transfers.reachable", "transfers.call_back"}
    without = Registry([handler for handler in found.registry if handler.name not in ours])
    assert assemble(found.project, without, content=found.content).hash == found.hash


def test_every_finding_is_in_the_error(copy: Path) -> None:
    edit(copy, "flows/order_status.yaml", "ask: order_number", "ask: ordr_number")
    edit(copy, "flows/make_payment.yaml", "declined:", "declind:")
    with pytest.raises(FlowError) as caught:
        load(copy)
    told = str(caught.value)
    assert "F020" in told
    assert "F031" in told
    assert "flows/order_status.yaml:" in told


def test_labels_that_no_model_knows_are_found() -> None:
    with pytest.raises(FlowError, match="F080"):
        load(ACME, labels=frozenset({"order_status", "question"}))


def test_a_missing_project_is_a_flow_error(tmp_path: Path) -> None:
    with pytest.raises(FlowError):
        load(tmp_path)


@pytest.mark.parametrize("code", ["import no_such_module_anywhere", "def", "1 / 0", "raise SystemExit(0)"])
def test_handlers_that_do_not_load_say_so(copy: Path, code: str) -> None:
    (copy / "handlers.py").write_text(code, encoding="utf-8")
    with pytest.raises(HandlerError, match=r"handlers\.py does not load"):
        load(copy)


def test_a_type_that_is_not_there_says_so(copy: Path) -> None:
    edit(copy, "handlers.py", "amount: Money", "amount: Nowhere")
    with pytest.raises(HandlerError, match=r"types of handler 'pay\.card'"):
        load(copy)


def test_what_answers_to_every_name_is_no_handler(copy: Path) -> None:
    path = copy / "handlers.py"
    odd = "class Odd:\n    def __getattr__(self, name): raise ValueError(name)\n\n\nodd = Odd()\n"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{odd}", encoding="utf-8")
    assert load(copy).registry.get("pay.card") is not None


def test_handlers_that_are_not_there_say_so(copy: Path) -> None:
    (copy / "handlers.py").unlink()
    with pytest.raises(HandlerError, match="is not a Python file here"):
        load(copy)


def test_a_handler_of_a_taken_name_says_so(copy: Path) -> None:
    edit(copy, "handlers.py", '"pay.card"', '"orders.lookup"')
    with pytest.raises(HandlerError, match="defined twice"):
        load(copy)


def test_a_projects_own_handler_stands_before_the_engines() -> None:
    registry = load(ACME).registry
    own, engines = registry.get("orders.lookup"), registry.get("orders.cancel")
    assert own
    assert engines
    assert Path(own.file) == ACME / "handlers.py"
    assert Path(engines.file).name == "orders.py"
