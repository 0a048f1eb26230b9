"""What did a shadowing model make of what our log says? Its rows beside those of the model in force, read in chunks."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import create_engine, inspect, or_
from sqlalchemy.engine import make_url
from sqlmodel import Session, and_, col, select
from sqlmodel.sql.expression import Select

from engine.store.database import usable
from engine.store.tables import ShadowRow, UnderstandingRow
from engine.types import Candidate
from training.agreement import Both, Scored
from training.log.stored import CHUNK


def shadowed(url: str, model: str) -> Iterator[Both]:
    """Yield every utterance that ``model`` shadowed in the database ``url``. Raises ``StoreError``."""
    plain = make_url(url)
    engine = create_engine(plain.set(drivername="sqlite") if plain.drivername.startswith("sqlite") else plain)
    try:
        with usable(url):
            known = all(inspect(engine).has_table(str(each.__tablename__)) for each in (ShadowRow, UnderstandingRow))
        last: tuple[str, int] | None = None
        while known:
            with usable(url), Session(engine) as session:
                rows = list(session.exec(_chunk(model, last)))
            yield from (_both(*row) for row in rows)
            if len(rows) < CHUNK:
                return
            last = (rows[-1][0].sid, rows[-1][0].index)
    finally:
        engine.dispose()


def _chunk(model: str, last: tuple[str, int] | None) -> Select[ShadowRow, UnderstandingRow]:
    sid, index = col(ShadowRow.sid), col(ShadowRow.index)
    same = and_(sid == col(UnderstandingRow.sid), index == col(UnderstandingRow.index))
    ask = select(ShadowRow, UnderstandingRow).join(UnderstandingRow, same).where(ShadowRow.model == model)
    if last is not None:
        ask = ask.where(or_(sid > last[0], and_(sid == last[0], index > last[1])))
    return ask.order_by(sid, index).limit(CHUNK)


def _both(shadow: ShadowRow, row: UnderstandingRow) -> Both:
    return Both(
        row.utterance, Scored(_held(row.candidates), row.verdict), Scored(_held(shadow.candidates), shadow.verdict)
    )


def _held(text: str) -> tuple[Candidate, ...]:
    try:
        return tuple(Candidate(str(label), float(score)) for label, score in orjson.loads(text))
    except (ValueError, TypeError):
        return ()
