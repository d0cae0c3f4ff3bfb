"""Makes the workbooks of this folder anew, by programs that users have.

    node print.ts | python3 make.py

needs openpyxl, pandas, xlwt and LibreOffice (soffice). The tests read only what is committed.
"""

import csv
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

import openpyxl
import pandas
import xlwt

HERE = os.path.dirname(os.path.abspath(__file__))
NUMBER_FORMATS = {"date": "dd\\-mm\\-yyyy", "period": "mmm\\-yy", "percent": "0.###%"}


def typed(text, kind):
    """A cell as Excel takes what is typed into it, and the kind of its format; None for a blank."""
    if text == "":
        return None, None
    if kind in ("amount", "quantity") and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text), None
    if kind == "percent" and re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text) / 100, "percent"
    if kind in ("number", "hsn", "state") and re.fullmatch(r"[1-9]\d{0,14}", text):
        return int(text), None
    try:
        if kind == "date":
            return datetime.datetime.strptime(text, "%d-%m-%Y"), "date"
        if kind == "period":
            return datetime.datetime.strptime(text, "%m-%Y"), "period"
    except ValueError:
        pass
    return text, None


def with_csv(path, register):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([register["headers"], *register["rows"]])


def with_openpyxl(path, register):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Register"
    sheet.append(register["headers"])
    for number, row in enumerate(register["rows"], start=2):
        for column, (text, kind) in enumerate(zip(row, register["kinds"]), start=1):
            value, shown = typed(text, kind)
            if value is None:
                continue
            cell = sheet.cell(number, column)
            # An error that was planted as text stays text.
            if isinstance(value, str):
                cell.value, cell.data_type = value, "s"
            else:
                cell.value = value
            if shown is not None:
                cell.number_format = NUMBER_FORMATS[shown]
    workbook.save(path)


def with_xlwt(path, register):
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("Register")
    styles = {kind: xlwt.easyxf(num_format_str=code) for kind, code in NUMBER_FORMATS.items()}
    for column, header in enumerate(register["headers"]):
        sheet.write(0, column, header)
    for number, row in enumerate(register["rows"], start=1):
        for column, (text, kind) in enumerate(zip(row, register["kinds"])):
            value, shown = typed(text, kind)
            if value is not None:
                sheet.write(number, column, value, styles.get(shown, xlwt.Style.default_style))
    workbook.save(path)


def with_pandas(path, register):
    """As scripts do it: rates are numbers, dates are dates, and the index is written too."""
    columns = {}
    for column, (header, kind) in enumerate(zip(register["headers"], register["kinds"])):
        texts = [row[column] for row in register["rows"]]
        plain = "amount" if kind == "percent" else kind
        columns[header] = pandas.Series([typed(text, plain)[0] for text in texts], dtype=object)
    frame = pandas.DataFrame(columns)
    with pandas.ExcelWriter(path, engine="openpyxl", datetime_format="YYYY-MM-DD") as writer:
        frame.to_excel(writer, sheet_name="Sheet1", index=True)


def with_libreoffice(path, source):
    """What LibreOffice makes of a workbook when it saves it."""
    kind = os.path.splitext(path)[1][1:]
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", kind, "--outdir", folder, source]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        made = os.path.splitext(os.path.basename(source))[0] + "." + kind
        shutil.copyfile(os.path.join(folder, made), path)


def main():
    warnings.simplefilter("ignore")
    for name, register in json.load(sys.stdin).items():
        path = lambda how: os.path.join(HERE, f"{name}-{how}")
        with_csv(os.path.join(HERE, f"{name}.csv"), register)
        with_openpyxl(path("openpyxl.xlsx"), register)
        with_pandas(path("pandas.xlsx"), register)
        with_xlwt(path("xlwt.xls"), register)
        with_libreoffice(path("libreoffice.xlsx"), path("openpyxl.xlsx"))
        with_libreoffice(path("libreoffice.xls"), path("openpyxl.xlsx"))


main()
