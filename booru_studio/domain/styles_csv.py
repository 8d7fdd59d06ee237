"""AUTOMATIC1111's `styles.csv`: named pairs of prompts."""

import csv
import io
from dataclasses import dataclass

from booru_studio.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Style:
    """One row; the prompts may hold `{prompt}` and stay as they are."""

    name: str
    prompt: str
    negative_prompt: str


def parse_styles(text: str) -> tuple[list[Style], list[str]]:
    """Read the rows of a `styles.csv`.

    The columns are name, prompt and negative_prompt, or name and text in old files, as
    `load_from_csv` in https://github.com/AUTOMATIC1111/stable-diffusion-webui, modules/styles.py
    reads them. Rows without prompts are the dividers people put between groups; they, rows whose
    name begins with # and rows without a name are left out. Of two rows with one name the last
    one counts.

    Returns:
        The styles, and in sentences what looks wrong with some of them.

    Raises:
        InvalidInputError: the text has no such columns, or is no CSV.
    """
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    header = text.partition("\n")[0]
    # Spreadsheets of countries with a decimal comma write semicolons.
    delimiter = ";" if ";" in header and "," not in header else ","
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True
    )
    columns = [column.strip().lower() for column in reader.fieldnames or []]
    if "name" not in columns or not {"prompt", "text"} & set(columns):
        raise InvalidInputError(
            reason="This is no styles.csv: its first line must be name,prompt,negative_prompt."
        )
    reader.fieldnames = columns
    try:
        return _read_rows(reader)
    except csv.Error as error:
        raise InvalidInputError(
            reason=f"Line {reader.line_num} of the styles is no CSV ({error}): put texts in quotes."
        ) from None


def _read_rows(reader: "csv.DictReader[str]") -> tuple[list[Style], list[str]]:
    styles: dict[str, Style] = {}
    notes: list[str] = []
    for row in reader:
        name = (row.get("name") or "").strip()
        prompt = (row.get("prompt") or row.get("text") or "").strip()
        negative = (row.get("negative_prompt") or "").strip()
        if not name or name.startswith("#") or not (prompt or negative):
            continue
        # `csv` puts what goes beyond the header under None.
        if None in row:
            notes.append(
                f"“{name}” has more columns than the first line, so its end is missing: "
                "put its prompt in quotes."
            )
        if name in styles:
            notes.append(f"“{name}” is there twice: the last one was taken.")
        styles[name] = Style(name, prompt, negative)
    return list(styles.values()), notes
