#!/usr/bin/env bash
# Makes the classic workbooks of test/sheet/files that LibreOffice writes: ./libreOfficeFiles.sh ../files
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
soffice --headless --convert-to 'xls:MS Excel 97' --outdir "$1" "$here/libreOffice.fods"
