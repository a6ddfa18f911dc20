"""Kinds of cells: the SQL that makes a value of a cell's text, or NULL where the text is none."""

from __future__ import annotations

from dataclasses import dataclass

from memory.lake.names import literal

_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)?|-?\.[0-9]+"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
OFFSET = r" ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)"
_AMERICAN_TIMES = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%y %H:%M", "%m/%d/%y %I:%M %p")
_AMERICAN_DAYS = ("%m/%d/%Y", "%m/%d/%y")

_STATE_CODES = (
    "ALABAMA=AL,ALASKA=AK,ARIZONA=AZ,ARKANSAS=AR,CALIFORNIA=CA,COLORADO=CO,CONNECTICUT=CT,DELAWARE=DE,"
    "DISTRICT OF COLUMBIA=DC,FLORIDA=FL,GEORGIA=GA,HAWAII=HI,IDAHO=ID,ILLINOIS=IL,INDIANA=IN,IOWA=IA,KANSAS=KS,"
    "KENTUCKY=KY,LOUISIANA=LA,MAINE=ME,MARYLAND=MD,MASSACHUSETTS=MA,MICHIGAN=MI,MINNESOTA=MN,MISSISSIPPI=MS,"
    "MISSOURI=MO,MONTANA=MT,NEBRASKA=NE,NEVADA=NV,NEW HAMPSHIRE=NH,NEW JERSEY=NJ,NEW MEXICO=NM,NEW YORK=NY,"
    "NORTH CAROLINA=NC,NORTH DAKOTA=ND,OHIO=OH,OKLAHOMA=OK,OREGON=OR,PENNSYLVANIA=PA,RHODE ISLAND=RI,"
    "SOUTH CAROLINA=SC,SOUTH DAKOTA=SD,TENNESSEE=TN,TEXAS=TX,UTAH=UT,VERMONT=VT,VIRGINIA=VA,WASHINGTON=WA,"
    "WEST VIRGINIA=WV,WISCONSIN=WI,WYOMING=WY"
)
STATES = dict(pair.split("=") for pair in _STATE_CODES.split(","))


@dataclass(frozen=True)
class Kind:
    """What a column holds."""

    type: str
    """The DuckDB type."""
    sql: str
    """An expression in which ``@`` stands for the trimmed text of the cell and ``#`` for the text as it came."""
    otherwise: str = ""
    """Why a cell is refused: "is not a whole number". Empty where every text is good."""

    def value(self, cell: str) -> str:
        """The expression for one column of text."""
        return self.sql.replace("@", trimmed(cell)).replace("#", cell)


def trimmed(cell: str) -> str:
    """The cell without blanks around it, NULL where nothing is left."""
    return f"nullif(trim({cell}, chr(32) || chr(9) || chr(10) || chr(13) || chr(160)), '')"


def _when(pattern: str, then: str) -> str:
    return f"CASE WHEN regexp_full_match(@, {literal(pattern)}) THEN {then} END"


def _attempts(formats: tuple[str, ...]) -> str:
    return f"try_strptime(@, [{', '.join(literal(one) for one in formats)}])"


EXACT = Kind("VARCHAR", "#")
"""Text of a dataset without a declared meaning: not a character is touched."""
TEXT = Kind("VARCHAR", "@")
WHOLE = Kind("BIGINT", _when(r"-?(0|[1-9][0-9]{0,18})", "TRY_CAST(@ AS BIGINT)"), "is not a whole number")
NUMBER = Kind(
    "DOUBLE",
    f"CASE WHEN isfinite({(number := _when(_NUMBER, 'TRY_CAST(@ AS DOUBLE)'))}) THEN {number} END",
    "is not a number",
)
TRUTH = Kind("BOOLEAN", "CASE lower(@) WHEN 'true' THEN true WHEN 'false' THEN false END", "is not true or false")
DAY = Kind("DATE", _when(_DAY, "TRY_CAST(@ AS DATE)"), "is not a date such as 2026-04-20")
LOCAL_TIME = Kind(
    "TIMESTAMP", _when(f"{_DAY}({_TIME})?", "TRY_CAST(@ AS TIMESTAMP)"), "is not a time such as 2026-04-20 06:00"
)
WORLD_TIME = Kind(
    "TIMESTAMP WITH TIME ZONE",
    _when(
        _DAY + _TIME + OFFSET,
        r"TRY_CAST(regexp_replace(@, '([T ][0-9]{2}:[0-9]{2})([^:0-9])', '\1:00\2')"
        " AS TIMESTAMPTZ)",
    ),
    "is not a time with its zone such as 2026-04-20T06:00-05:00",
)
MOMENT = Kind(
    "TIMESTAMP WITH TIME ZONE",
    f"""CASE WHEN regexp_full_match(@, '{_DAY}') THEN TRY_CAST(@ || ' 06:00:00' AS TIMESTAMPTZ)
        ELSE coalesce({WORLD_TIME.sql}, CAST({LOCAL_TIME.sql} AS TIMESTAMPTZ),
            CAST({_attempts(_AMERICAN_TIMES)} AS TIMESTAMPTZ),
            CAST({_attempts(_AMERICAN_DAYS)} + INTERVAL 6 HOUR AS TIMESTAMPTZ)) END""",
    "is not a date or time such as 2026-04-20 06:00",
)
"""A bare date means six in the morning; a time without a zone is the shop's, where no site says otherwise."""
MONEY = Kind(
    "DECIMAL(10,2)",
    _when(
        r"(?i)\$? ?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.[0-9]+)? ?(usd)? ?((/|per|an) ?(h|hr|hour))?",
        "TRY_CAST(replace(regexp_extract(@, '[0-9.,]+'), ',', '') AS DECIMAL(10,2))",
    ),
    "is not an amount in dollars",
)
RATIO = Kind("DOUBLE", f"CASE WHEN ({NUMBER.sql}) BETWEEN 0 AND 1 THEN {NUMBER.sql} END", "is not between 0 and 1")
COUNT = Kind("INTEGER", _when(r"[0-9]{1,9}(\.0*)?", "TRY_CAST(@ AS INTEGER)"), "is not a count")
YES_NO = Kind(
    "BOOLEAN",
    "CASE WHEN lower(@) IN ('true', 'yes', 'y', '1') THEN true"
    " WHEN lower(@) IN ('false', 'no', 'n', '0') THEN false END",
    "is not yes or no",
)
STATE = Kind(
    "VARCHAR",
    f"coalesce({_when('[A-Za-z]{2}', 'upper(@)')}, CASE upper(@) "
    + " ".join(f"WHEN {literal(name)} THEN {literal(code)}" for name, code in STATES.items())
    + " END)",
    "is not a state of two letters",
)
LIST = Kind(
    "VARCHAR[]",
    "CASE WHEN @ IS NOT NULL THEN list_filter(list_transform(coalesce("
    "CASE WHEN starts_with(@, '[') THEN TRY_CAST(TRY_CAST(@ AS JSON) AS VARCHAR[]) END, string_split(@, ';')),"
    " lambda part: trim(part)), lambda part: part <> '') END",
)
"""Parts between semicolons, or a JSON list."""


def choice(*values: str) -> Kind:
    """One of a few words, whatever their case."""
    listed = ", ".join(literal(value) for value in values)
    return Kind("VARCHAR", f"CASE WHEN lower(@) IN ({listed}) THEN lower(@) END", f"is none of {', '.join(values)}")


def group(otherwise: str) -> Kind:
    """Text by which rows are grouped: an e-mail address or a bare figure would be a group of its own."""
    return Kind("VARCHAR", r"CASE WHEN regexp_matches(@, '\p{L}') AND NOT contains(@, chr(64)) THEN @ END", otherwise)


def kind_of_type(type_name: str) -> Kind:
    """The kind for a DuckDB type, for columns whose type is stored and nothing else is known."""
    for kind in (EXACT, LIST, WHOLE, NUMBER, TRUTH, DAY, LOCAL_TIME, WORLD_TIME):
        if kind.type == type_name:
            return kind
    if type_name.endswith("[]"):
        return Kind(type_name, f"TRY_CAST(TRY_CAST(@ AS JSON) AS {type_name})", f"is not a list ({type_name})")
    return Kind(type_name, f"TRY_CAST(@ AS {type_name})", f"is not of type {type_name}")
