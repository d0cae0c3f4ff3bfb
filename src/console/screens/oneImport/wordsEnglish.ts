import type { Figure, OneImportWords } from './wordTypes.ts';

const plural = ({ n, text }: Figure, one: string, many: string) => `${text} ${n === 1 ? one : many}`;
const rows = (figure: Figure) => plural(figure, 'row', 'rows');
const documents = (figure: Figure) => plural(figure, 'document', 'documents');

function left(seconds: number): string {
  if (seconds < 60) return `about ${seconds} seconds left`;
  const minutes = Math.round(seconds / 60);
  return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} left`;
}

export const ENGLISH: OneImportWords = {
  page: {
    title: 'Import',
    loading: 'Loading the import',
    notFoundTitle: 'There is no such import',
    notFoundText:
      'Your workspace has no import at this address. The link may be incomplete or of another workspace.',
    toImports: 'All imports',
    loadFailed: 'This import could not be loaded',
    partFailed: 'This part could not be loaded',
    again: 'Try again',
  },
  head: {
    back: 'Imports',
    register: { sales: 'Sales register', purchase: 'Purchase register' },
    startedBy: (name, time) => `Sent by ${name}, ${time}`,
    someone: 'someone who has left',
    corrects: 'Corrects the import',
    correctedBy: 'Corrected by',
    openOther: (time) => `of ${time}`,
  },
  live: {
    phase: {
      waiting: 'Waiting for its turn',
      counting: 'Reading the file',
      judging: 'Checking rows',
      reporting: 'Writing down what is wrong',
      settling: 'Taking in the good documents',
      done: 'Done',
    },
    rowsRead: (figure) => `${rows(figure)} read`,
    perSecond: (figure) => `${rows(figure)} a second`,
    secondsLeft: left,
    leaveOpen: 'You may leave this page: the check goes on.',
    cancel: 'Cancel the import',
    cancelling: 'Cancelling…',
    quarter: (percent) => `${percent} percent checked`,
    ended: 'The check has ended.',
    late: 'The connection to the server is lost for the moment. This page catches up by itself.',
  },
  outcome: {
    refusedTitle: 'The file was refused as a whole',
    refusedText: 'No row was taken in. Mend what is named here and send the file again.',
    inColumn: (column) => `Column: ${column}`,
    found: (values) => `Found: ${values}`,
    toMend: 'What to do',
    failedTitle: 'The check broke off',
    failedText:
      'That is not the fault of your file, and no row was taken in. Send the same file again. If it breaks off again, give your administrator the details below.',
    sendAgain: 'Send the file again',
    discardedTitle: 'This import was discarded',
    discardedText: (who, time) => `By ${who}, ${time}. Its documents do not count any more.`,
    cancelledTitle: 'This import was cancelled',
    cancelledText: (who, time) => `By ${who}, ${time}. No row was taken in.`,
    cleanTitle: 'Everything is taken in',
    cleanText: (docs, good) => `${documents(docs)} in ${rows(good)}. No row was refused.`,
  },
  result: {
    title: 'Result by GSTIN',
    gstin: 'Own GSTIN',
    unknownGstin: 'GSTIN cannot be told',
    documents: 'Documents taken in',
    goodRows: 'Good rows',
    refusedRows: 'Refused rows',
    total: 'Total',
    noticesTitle: 'About the file as a whole',
    expiredTitle: 'The files of this import are gone',
    expiredText:
      'Error files and lists of warnings are kept for a time only, and that has passed. The counts stay. To see the rows again, send the register again.',
  },
  findings: {
    errorsTitle: 'What is wrong',
    errorsIntro: (figure) =>
      `${plural(figure, 'row was', 'rows were')} refused. Choose a reason to see its rows.`,
    warningsTitle: 'Warnings',
    warningsIntro:
      'These rows were taken in. Nothing has to be done, but look whether they are meant as they stand.',
    errorsTab: ({ text }) => `Refused rows (${text})`,
    warningsTab: ({ text }) => `Warnings (${text})`,
    byRule: 'Reasons',
    allRules: 'All reasons',
    rowCount: rows,
    findingCount: (figure) => plural(figure, 'place', 'places'),
    columns: 'Columns:',
    exampleRow: (row) => `Row ${row}:`,
    emptyCell: 'empty',
    heldBackText:
      'Right in themselves. Another row of the same document has errors, and a document is taken in whole or not at all.',
    showRows: 'Show rows',
  },
  rows: {
    errorTable: (figure) => `Refused rows, ${figure.text}`,
    warningTable: (figure) => `Warnings, ${figure.text}`,
    keys: 'Arrow up and down go from row to row, arrow left and right from wrong cell to wrong cell, Page Up, Page Down, Home and End further.',
    row: 'Row',
    rowNumber: (row) => `Row ${row}`,
    wrong: 'What is wrong',
    warned: 'What to look at',
    document: 'Document',
    column: 'Column',
    value: 'Value',
    beyond: 'Beyond the last column',
    noHeader: (place) => `Column ${place}`,
    badCell: 'Wrong',
    empty: 'empty',
    wholeRow: 'Whole row',
    heldBack: 'Held back',
    heldBackBy: (row) => `This row is right. Row ${row} of the same document has errors.`,
    jump: (row) => `Go to row ${row}`,
    jumpFailed: (row) => `Row ${row} was not found among the refused rows.`,
    toCell: (column) => `Show the cell in ${column}`,
    loadingRow: 'Loading…',
    showAllCells: 'Show all cells',
    hideCells: 'Show wrong cells only',
    part: (from, to, total) => `Rows ${from} to ${to} of ${total}`,
    partBefore: 'Earlier rows',
    partAfter: 'Later rows',
    none: 'No rows',
  },
  actions: {
    title: 'Next step',
    mendTitle: 'Correct the refused rows in Excel',
    mendText:
      'The workbook holds only the refused rows, with the wrong cells marked. Correct them there and send that very file.',
    workbook: 'Download error workbook',
    errorCsv: 'Errors as CSV',
    warningsCsv: 'Warnings as CSV',
    sendCorrected: 'Send the corrected file',
    sendNew: 'Send another file',
    discard: 'Discard this import',
  },
  discard: {
    title: 'Discard this import?',
    question: (file) => `Everything that came in with ${file} stops counting.`,
    counting: 'Counting what would change',
    removed: (figure) => `${plural(figure, 'document goes', 'documents go')} away.`,
    restored: (figure) =>
      `${plural(figure, 'document goes back', 'documents go back')} to the version of an earlier import.`,
    replaced: (figure) =>
      `${plural(figure, 'document stays', 'documents stay')}: a later import has replaced ${figure.n === 1 ? 'it' : 'them'}.`,
    nothing: 'This import has no documents, so nothing changes for your registers.',
    partly: (examined, all) =>
      `Counted were the first ${examined.text} of ${all.text} documents; the rest is treated alike.`,
    notUndone: 'This cannot be undone. To have the documents again, send the file again.',
    confirm: ({ documents: count }, figure) =>
      count === 0 ? 'Discard the import' : `Discard ${documents(figure)}`,
    keep: 'Keep it',
    doing: 'Discarding…',
    done: 'The import was discarded.',
  },
  trail: {
    title: 'Who did what',
    actions: {
      'upload.issued': 'Upload begun',
      'upload.landed': 'File received',
      'upload.refused': 'File not accepted',
      'uploads.expired': 'Upload expired',
      'files.swept': 'Old files removed',
      'activity.triggered': 'Import begun',
      'activity.cancelled': 'Import cancelled',
      'activity.discarded': 'Import discarded',
    },
    endedAs: {
      completed: 'Check ended',
      refused: 'Check ended: the file was refused',
      failed: 'Check broke off',
      discarded: 'Check ended: discarded',
    },
    otherEnd: 'Check ended',
    actor: { worker: 'the server', sweep: 'the server', operator: 'the administrator' },
    by: (who) => `by ${who}`,
  },
};
