"""Make `prompts/vocabulary/onet_titles.yaml` from O*NET's files of alternate and reported job titles.

    .venv/bin/python scripts/onet_titles.py ALTERNATE_TITLES.tsv.gz REPORTED_TITLES.tsv.gz

Only short titles that belong to one trade are kept: the table helps to link what people type, it is no taxonomy.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
TRADES = {
    "Welder": ["51-4121.00"], "Electrician": ["47-2111.00"], "Forklift Operator": ["53-7051.00"],
    "Maintenance Tech": ["49-9041.00", "49-9071.00"], "Machine Operator": ["51-4031.00"],
    "Warehouse Associate": ["53-7065.00"], "Assembler": ["51-2092.00"], "CNC Machinist": ["51-4041.00", "51-9161.00"],
    "Carpenter": ["47-2031.00"], "Plumber": ["47-2152.00"], "HVAC Technician": ["49-9021.00"],
    "Mason": ["47-2021.00"], "Roofer": ["47-2181.00"], "Painter": ["47-2141.00"], "Laborer": ["47-2061.00"],
    "Packer": ["53-7064.00"], "Quality Inspector": ["51-9061.00"], "Truck Driver": ["53-3032.00"],
    "Material Handler": ["53-7062.00"],
}  # fmt: skip
"""Role → its codes in the Standard Occupational Classification."""
NOT_OURS = re.compile(
    r"\b(supervisor|manager|foreman|lead|leader|chief|director|teacher|instructor|owner|engineer|clerk|sales\w*|buyer|"
    r"contractor|superintendent|apprentice|helper|estimator|coordinator|specialist|analyst|assistant|trainer|grader|"
    r"tester|taster|checker|examiner|sampler|sorter)\b"
)
PIPES = re.compile(r"\b(pipe|steam|sprinkler)")
MOST_WORDS, MOST_A_TRADE = 3, 30
HEADER = """\
# Job titles that people use for a trade, beside those of roles.yaml (which win). Made by scripts/onet_titles.py.
# This file includes information from O*NET 27 (alternate and reported titles) by the U.S. Department of Labor,
# Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET is a trademark of
# USDOL/ETA. Muster has modified the information: titles are in lower case, sorted to trades of its own, and most are
# left out. USDOL/ETA has not approved, endorsed, or tested these modifications.
"""


def titles(path: Path) -> dict[str, list[str]]:
    """Code → its titles, in the file's order."""
    found: dict[str, list[str]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row[0]].append(row[1])
    return found


def short(title: str) -> str | None:
    """The title as people type it; None where it is too long, not of the trade, or no plain words."""
    plain = re.sub(r"\s*\([^)]*\)", "", title).strip().lower().replace("/", " ")
    words = plain.split()
    if not 1 <= len(words) <= MOST_WORDS or NOT_OURS.search(plain) or not re.fullmatch(r"[a-z][a-z -]+", plain):
        return None
    return " ".join(words)


def main() -> None:
    """Read both files, write the table, say how many titles it holds."""
    alternate, reported = titles(Path(sys.argv[1])), titles(Path(sys.argv[2]))
    roles = yaml.safe_load((ROOT / "prompts" / "vocabulary" / "roles.yaml").read_text(encoding="utf-8"))
    known = {said for ways in roles.values() for said in map(str, ways)}
    trades_of: dict[str, set[str]] = defaultdict(set)
    ranked: dict[str, dict[str, float]] = {}
    for trade, codes in TRADES.items():
        said = [short(title) for code in codes for title in (*reported[code], *alternate[code])]
        words = Counter(word for title in said if title for word in title.split())
        best = {short(title) for code in codes for title in reported[code]}
        for title in filter(None, said):
            own = "Pipefitter" if trade == "Plumber" and PIPES.search(title) else trade
            trades_of[title].add(own)
            usual = sum(words[word] for word in title.split()) / len(title.split())
            ranked.setdefault(own, {})[title] = usual + (1_000 if title in best else 0)
    kept = {}
    for trade, found in sorted(ranked.items()):
        clear = [t for t in found if trades_of[t] == {trade} and t not in known and " " in t]
        kept[trade] = sorted(sorted(clear, key=lambda t: -found[t])[:MOST_A_TRADE])
    path = ROOT / "prompts" / "vocabulary" / "onet_titles.yaml"
    path.write_text(HEADER + yaml.safe_dump(kept, width=150, default_flow_style=None), encoding="utf-8")
    sys.stdout.write(f"{sum(map(len, kept.values()))} titles of {len(kept)} trades in {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
