"""Would anybody notice? Puts one slip after the other into a project and asks the checker, then the conversations.

A slip that compiles to what the project compiles to is none. What neither the checker nor any conversation notices has
survived: a line that could be lost without anybody knowing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from engine.dialog.repairs import builtin_blocks
from engine.errors import HandlerError, TrunklineError
from engine.flows.check import check
from engine.flows.compile import compile_plan
from engine.flows.findings import Finding, has_errors
from engine.flows.model import Flow, Project
from engine.flows.plan import Plan
from engine.flows.project import Sources, of_sources, sources_in
from engine.handlers.registry import Registry
from engine.intents import load_intents
from engine.rehearsal.check import check_calls
from engine.rehearsal.model import Rehearsal
from engine.rehearsal.mutation import Mutant, doublings, mutations
from engine.rehearsal.read import read_calls
from engine.rehearsal.run import Played, Theatre, play_all, sentences_of
from engine.rehearsal.slips import Names
from engine.release import assemble, registry_for

Notice = Literal["checker", "warning", "conversation", "nobody", "same"]
"""Who noticed: the checker with an error or a warning, a conversation, nobody; ``same``: it changes nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one mutant."""

    mutant: Mutant
    by: Notice
    how: str = ""
    """The first finding or failure."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A project, taken apart, with everything that could notice."""

    folder: Path
    sources: Sources
    texts: Mapping[str, str]
    project: Project
    plan: Plan
    registry: Registry
    labels: frozenset[str]
    known: frozenset[str]
    """The findings that are there without any slip, without their places."""
    calls: tuple[Rehearsal, ...]
    theatre: Theatre
    through: Mapping[str, tuple[Rehearsal, ...]]
    """Flow -> the conversations that go through it, shortest first."""


def open_bench(folder: Path, today: date) -> Bench:
    """Take the project in ``folder`` apart. Raises ``FlowError`` when it does not check as it is."""
    intents = load_intents(folder)
    sources = sources_in(folder)
    loaded = of_sources(sources)
    if loaded.project is None:
        raise TrunklineError("flows/project.yaml cannot be read", todo="run: trunkline check")
    registry = registry_for(folder, loaded.project)
    found = (*loaded.findings, *check(loaded.project, registry, intents.labels))
    if has_errors(found):
        raise TrunklineError("the flows do not check as they are", todo="run: trunkline check")
    release = assemble(loaded.project, registry)
    theatre = Theatre(release, sentences_of(intents), "pinned", today)
    calls, _ = read_calls(folder)
    played = play_all(calls, theatre)
    failed = [each.call.name for each in played if each.failures]
    if failed:
        raise TrunklineError(f"'{failed[0]}' fails as it is", todo="run: trunkline test")
    return Bench(
        folder=folder,
        sources=sources,
        texts={name: (folder / "flows" / name).read_text("utf-8") for name in sources.files},
        project=loaded.project,
        plan=release.plan,
        registry=registry,
        labels=intents.labels,
        known=frozenset(map(_said, found)),
        calls=calls,
        theatre=theatre,
        through=_through(played, loaded.project),
    )


def _through(played: Sequence[Played], project: Project) -> Mapping[str, tuple[Rehearsal, ...]]:
    ordered = sorted(played, key=lambda each: len(each.turns))
    return {
        flow: tuple(p.call for p in ordered if any(name.startswith(f"{flow}/") for t in p.turns for name in t.path))
        for flow in project.flows
    }


def _said(finding: Finding) -> str:
    return f"{finding.at.file} {finding.code} {finding.message}"


def mutants_of(bench: Bench) -> Iterator[Mutant]:
    """Yield every slip in every file of ``flows/``, in order."""
    names = Names(
        slots=tuple(bench.plan.slots),
        flows=tuple(bench.project.flows),
        queues=tuple(bench.project.queues),
        handlers=bench.registry.names(),
    )
    for file, source in bench.sources.files.items():
        if source.root is not None:
            yield from mutations(file, source.root, names)
            yield from doublings(file, bench.texts[file], source.root)


def judged(bench: Bench, mutant: Mutant) -> Judged:
    """Find out who notices ``mutant``."""
    files = {**bench.sources.files, mutant.file: mutant.source}
    loaded = of_sources(replace(bench.sources, files=files))
    if loaded.project is None:
        return Judged(mutant, "checker", str(next(iter(loaded.findings), "")))
    try:
        registry = _registry(bench, loaded.project)
    except HandlerError as problem:
        return Judged(mutant, "checker", f"F035: {problem}")
    found = (*loaded.findings, *check(loaded.project, registry, bench.labels))
    new = [finding for finding in found if _said(finding) not in bench.known]
    if has_errors(new):
        return Judged(mutant, "checker", str(next(each for each in new if each.severity == "error")))
    plan = compile_plan(loaded.project, bench.registry, builtin_blocks(loaded.project))
    if _same(plan, bench.plan):
        return Judged(mutant, "same")
    if new:
        return Judged(mutant, "warning", str(new[0]))
    return _played(bench, mutant, loaded.project)


def _registry(bench: Bench, project: Project) -> Registry:
    """Return the handlers, loaded anew only where a slip is in what names them."""
    return bench.registry if project.handlers == bench.project.handlers else registry_for(bench.folder, project)


def _played(bench: Bench, mutant: Mutant, project: Project) -> Judged:
    wrong = check_calls(bench.calls, project, bench.registry, bench.labels, bench.theatre.today)
    if wrong:
        return Judged(mutant, "conversation", str(wrong[0]))
    theatre = replace(bench.theatre, release=assemble(project, bench.registry))
    near = bench.through.get(mutant.file.removesuffix(".yaml"), ())
    for call in (*near, *(call for call in bench.calls if call not in near)):
        (played,) = play_all([call], theatre)
        if played.failures:
            return Judged(mutant, "conversation", f"{call.name}: {played.failures[0].message}")
    return Judged(mutant, "nobody")


def _same(one: Plan, other: Plan) -> bool:
    """Whether two plans do the same on the phone: ``about`` is for whoever chooses, and every flow needs one."""
    bare = [replace(plan, project=_plain(plan.project), others={}) for plan in (one, other)]
    return bare[0] == bare[1]


def _plain(project: Project) -> Project:
    flows: dict[str, Flow] = {name: replace(flow, about="") for name, flow in project.flows.items()}
    return replace(project, flows=flows)
