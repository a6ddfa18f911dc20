"""A condition in SQL from outside: parsed, and let through only where it is a plain predicate over known columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from memory.errors import BadInput

_HINT = "Write a plain condition over the bench's columns, such as: pay_rate < 25 AND city IN ('Gary', 'Hammond')."

_ALLOWED = (
    exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between,
    exp.Like, exp.ILike, exp.Is, exp.Null, exp.Boolean, exp.Literal, exp.Neg, exp.Column, exp.Identifier, exp.Tuple,
    exp.Lower, exp.Upper, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.ArrayContains, exp.Escape,
)  # fmt: skip
"""Everything else (subqueries, function calls, casts to odd types, statements) is refused."""


@contextmanager
def worked_out() -> Iterator[None]:
    """While a guarded condition runs over the rows: what only they show, such as a text that is no number.

    Raises BadInput (``bad_sql_filter``).
    """
    try:
        yield
    except (duckdb.DataError, duckdb.ProgrammingError, duckdb.NotSupportedError) as error:
        raise BadInput("The SQL filter cannot be worked out.", code="bad_sql_filter", hint=_HINT) from error


def guarded_condition(text: str, columns: Collection[str]) -> str:
    """The condition as DuckDB SQL, written anew from its parse.

    Raises BadInput (``bad_sql_filter``) where it is not one predicate over ``columns``.
    """
    if len(text) > 2_000:
        raise BadInput("The SQL filter is longer than 2,000 characters.", code="bad_sql_filter", hint=_HINT)
    try:
        parsed = sqlglot.parse(f"SELECT 1 WHERE {text}", read="duckdb")
    except (SqlglotError, RecursionError) as error:
        raise BadInput("The SQL filter cannot be read.", code="bad_sql_filter", hint=_HINT) from error
    statement = parsed[0] if len(parsed) == 1 else None
    where = statement.args.get("where") if isinstance(statement, exp.Select) else None
    clauses = {name for name, value in statement.args.items() if value} if statement is not None else set()
    if where is None or clauses - {"expressions", "where", "kind"}:
        raise BadInput("The SQL filter must be one condition.", code="bad_sql_filter", hint=_HINT)
    condition = where.this
    known = {column.lower() for column in columns}
    for node in condition.walk():
        if not isinstance(node, _ALLOWED):
            raise BadInput(
                f"The SQL filter uses {node.key.upper()}, which is not allowed.", code="bad_sql_filter", hint=_HINT
            )
        if isinstance(node, exp.Column) and (node.table or node.name.lower() not in known):
            raise BadInput(
                f"The bench has no column {node.sql()!r}.",
                code="bad_sql_filter",
                hint=f"It has: {', '.join(sorted(known))}.",
            )
    return str(condition.sql(dialect="duckdb"))
