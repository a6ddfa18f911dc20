"""Staff as desks kept it before there were tokens: carried over into today's tables, once."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from memory.ledger.staff_tables import folded, identities, link_codes, staffers

CARRIED = (staffers, identities, link_codes)


def upgrade(connection: Connection) -> None:
    """Rewrite the older tables under the same names; people, accounts and open codes stay what they are."""
    there = inspect(connection)
    if not there.has_table("staffers") or "name" in {column["name"] for column in there.get_columns("staffers")}:
        return
    kept = {one: connection.execute(text(f"SELECT * FROM {one.name}")).mappings().all() for one in CARRIED}
    for table in CARRIED:
        connection.execute(text(f"DROP TABLE {table.name}"))
        table.create(connection)
    since = {row["staffer"]: row["at"] for row in kept[staffers]}
    for row in kept[staffers]:
        name, unbound = row["staffer"], {"profile": "default", "activated": None}
        known = {"role": row["role"], "active": bool(row["active"]), "created": row["at"]}
        connection.execute(staffers.insert().values(name=name, folded=folded(name), **known, **unbound))
    for row in kept[identities]:
        connection.execute(identities.insert().values(linked=since[row["staffer"]], **row))
    for row in kept[link_codes]:
        open_code = {"hash": row["code"], "staffer": row["staffer"], "expires": row["expires_at"], "used": None}
        connection.execute(link_codes.insert().values(open_code))
