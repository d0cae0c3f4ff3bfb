"""Makes the workbooks of test/sheet/files that openpyxl writes: /usr/bin/python3 openpyxlFiles.py ../files"""

import sys

from openpyxl import Workbook

FOLDER = sys.argv[1]


def formulas():
    """openpyxl writes formulas and never calculates them: the cells have no values."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sales"
    sheet.append(["Document Number", "Taxable", "Rate", "Tax", "Total", "Note"])
    sheet.append(["INV/1", 1000, 0.18, "=B2*C2", "=B2+D2", '=IF(A2="","","paid")'])
    sheet["C2"].number_format = "0%"
    sheet["D2"].number_format = "0.00"
    sheet["E2"].number_format = "dd-mm-yyyy"
    sheet.append(["INV/2", 250.5, 0.05, 12.53, 263.03, None])
    sheet["C3"].number_format = "0%"
    book.save(f"{FOLDER}/openpyxlFormulas.xlsx")


formulas()
