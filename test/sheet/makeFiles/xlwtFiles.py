"""Makes the classic workbooks of test/sheet/files that xlwt writes: python3 xlwtFiles.py ../files"""

import datetime
import sys

import xlwt

FOLDER = sys.argv[1]


def styled(code):
    return xlwt.easyxf(num_format_str=code)


def kinds():
    book = xlwt.Workbook(encoding="utf-8")
    hidden = book.add_sheet("Lists")
    hidden.visibility = 1
    hidden.write(0, 0, "not this one")
    sheet = book.add_sheet("बिक्री")
    book.add_sheet("Next").write(0, 0, "nor this one")
    book.set_active_sheet(1)
    for column, header in enumerate(["Document Number", "Date", "Customer", "Rate", "PIN", "Taxable", "Paid", "Total"]):
        sheet.write(0, column, header)
    day, rate, pin, moment = styled("dd-mm-yyyy"), styled("0.00%"), styled("000000"), styled("yyyy-mm-dd hh:mm:ss")
    rows = [
        ["INV/1", datetime.date(2026, 4, 1), "श्री गणेश ट्रेडर्स", 0.18, 11001, 1234.56, True],
        ["0007", datetime.date(2026, 4, 2), "Café & Söhne", 0.05, 560001, -7, False],
        ["INV/3", datetime.date(2027, 3, 31), "₹ 🙂", 0.125, 1, 0.1 + 0.2, None],
    ]
    for row, (number, date, customer, percent, code, taxable, paid) in enumerate(rows, 2):
        sheet.write(row, 0, number)
        sheet.write(row, 1, date, day)
        sheet.write(row, 2, customer)
        sheet.write(row, 3, percent, rate)
        sheet.write(row, 4, code, pin)
        sheet.write(row, 5, taxable)
        sheet.write(row, 6, paid)
        sheet.write(row, 7, xlwt.Formula("F%d*1.18" % (row + 1)))
    sheet.write(6, 1, datetime.datetime(2026, 4, 1, 10, 30), moment)
    sheet.write_rich_text(6, 2, [("Rich ", xlwt.easyfont("bold true")), "text"])
    sheet.write(6, 5, 27_000_000_000.25)
    sheet.row(6).set_cell_error(6, 42)
    sheet.write(6, 7, " ")
    for column in range(8):
        sheet.write(9, column, "", rate)
    sheet.write_merge(10, 12, 0, 0, "INV/4")
    for row in range(10, 13):
        sheet.write(row, 5, row)
    sheet.row(3).hidden = True
    sheet.col(4).hidden = True
    book.save(FOLDER + "/xlwtKinds.xls")


def system_of_1904():
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    sheet = book.add_sheet("Dates")
    sheet.write(0, 0, "Date")
    sheet.write(1, 0, datetime.date(2026, 4, 1), styled("DD/MM/YY"))
    sheet.write(2, 0, datetime.time(10, 30), styled("hh:mm"))
    book.save(FOLDER + "/xlwt1904.xls")


def long_texts():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Texts")
    for row in range(12):
        sheet.write(row, 0, str(row) + "abcdefghij" * 137)
        sheet.write(row, 1, str(row) + "कखगघङ" * 61)
    book.save(FOLDER + "/xlwtLongTexts.xls")


kinds()
system_of_1904()
long_texts()
