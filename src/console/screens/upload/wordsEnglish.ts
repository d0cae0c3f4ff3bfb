import { formatCount } from '../../words/formats.ts';
import type { UploadScreenWords } from './words.ts';

const count = (number: number) => formatCount(number, 'en');
const REGISTER = { sales: 'sales register', purchase: 'purchase register' } as const;

export const ENGLISH: UploadScreenWords = {
  title: 'Upload',
  about: 'Bring in your sales and purchase registers. Each file is looked at before anything is sent.',
  zone: 'Drop files anywhere on this page',
  zoneOr: 'or',
  choose: 'Choose files',
  limits: (size) => `Excel (.xlsx, .xls) or CSV, up to ${size} each.`,
  list: 'Your files',
  sendOne: 'Send the file',
  sendAll: (files) => `Send all ${count(files)} files`,
  clear: 'Clear what has ended',
  states: {
    looking: 'Looking into it',
    asking: 'Needs an answer',
    ready: 'Ready to send',
    queued: 'Waiting',
    sending: 'Sending',
    checking: 'Checking',
    done: 'Done',
    doneWithErrors: 'Done with errors',
    refused: 'File refused',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  kinds: { CSV: 'CSV', XLSX: 'Excel', XLS: 'Excel 97', HTML: 'Web table', XML: 'XML table' },
  register: 'What is in this file?',
  asRegister: { sales: 'Sales', purchase: 'Purchase' },
  guessed: (register, columns) =>
    `Looks like a ${REGISTER[register]}: ${count(columns)} of its columns are known.`,
  guessedByName: (register) => `Its name says ${REGISTER[register]}.`,
  chosen: 'As you chose.',
  unread: 'The column names of this file are read on the server.',
  unreadXls: 'The column names of this .xls file are read on the server.',
  whichRegister: {
    title: 'Sales or purchase?',
    text: 'Its columns do not say it clearly. Choose Sales or Purchase.',
  },
  same: (as) => ({
    title: 'This file is in the list already',
    text: `It is the same as “${as}”. Sent twice, its documents take the place of the same ones; none counts twice.`,
  }),
  earlier: (day) => ({
    title: `A file of this name and size was sent on ${day}`,
    text: 'If you have changed it since, send it. Its documents take the place of the same ones; none counts twice.',
  }),
  seeEarlier: 'See that import',
  noHeader: {
    title: 'This does not look like a register',
    text: 'No column names of a sales or purchase register stand in its first 20 rows. Put a row with the column names above the documents, or choose another file.',
  },
  otherRegister: (register) => ({
    title: `This looks like a ${REGISTER[register]}`,
    text: `Its columns are those of a ${REGISTER[register]}. Sent as the wrong one, customers and suppliers are mixed up.`,
  }),
  otherParties: (register, headers) => ({
    title: `Is this really a ${REGISTER[register]}?`,
    text: `It names ${register === 'sales' ? 'suppliers where a sales register has customers' : 'customers where a purchase register has suppliers'}: ${headers}.`,
  }),
  missing: (columns) => ({
    title: columns === 1 ? 'A column is missing' : `${count(columns)} columns are missing`,
    text:
      columns === 1
        ? 'Without it no row can be checked. Add it, or rename the column that is meant, and choose the file again.'
        : 'Without them no row can be checked. Add them, or rename the columns that are meant, and choose the file again.',
  }),
  ownGstin: 'your own GSTIN, also called My GSTIN',
  nearest: (header) => `is “${header}” meant? Then rename it.`,
  twice: (headers) => `Stands there twice: ${headers}. Delete or rename one of them.`,
  addAgain: 'Send it all the same',
  sendAnyway: 'Send it as it is',
  change: (register) => `Change to ${register}`,
  stay: (register) => `It is ${register}: send it`,
  templates: (registers) =>
    registers === 1 ? 'Template with all column names:' : 'Templates with all column names:',
  send: 'Send',
  sendAgain: 'Send again',
  tryAgain: 'Change how it is sent',
  cancel: 'Cancel',
  cancelling: 'Cancelling…',
  remove: (name) => `Remove ${name} from the list`,
  sent: (sent, all) => `${sent} of ${all} sent`,
  passes: {
    waiting: () => 'Has arrived, waits to be checked',
    counting: (rows) => (rows === 0 ? 'Reading the file' : `Reading the file: ${count(rows)} rows`),
    judging: (rows) => `${count(rows)} rows checked`,
    reporting: () => 'Writing down what is wrong',
    settling: () => 'Taking in the documents',
    done: () => 'Nearly done',
  },
  waits: 'Waits for its turn',
  left: (time) => `about ${time} left`,
  keepOpen: 'Keep this page open until all files are sent.',
  mayLeave:
    'All files have arrived. You may close this page: checking goes on, and Imports shows how it ends.',
  serverGoesOn: 'The file has arrived; the server goes on checking it.',
  elsewhere: {
    title: 'This console must be opened at its own address',
    text: 'From the address where you opened it, the browser may not send files to the server.',
  },
  notFromHere: (address) =>
    `The files do not get through, because this page was not opened at the server’s own address. Open the console at ${address} and choose them there.`,
  holds: {
    offline: {
      title: 'You are offline',
      text: 'The files wait and go on by themselves when the connection is back.',
    },
    signedOut: {
      title: 'You are signed out',
      text: 'The files wait here and go on when you have signed in again.',
    },
    unreachable: {
      title: 'The server cannot be reached',
      text: 'The files wait. It is tried again by itself.',
    },
  },
  tryNow: 'Try now',
  documents: (documents) =>
    documents === 1 ? '1 document taken in.' : `${count(documents)} documents taken in.`,
  refusedRows: (rows) => (rows === 1 ? '1 row refused.' : `${count(rows)} rows refused.`),
  seeErrors: 'See what is wrong',
  seeImport: 'See the import',
  empty: { title: 'The file is empty', text: 'Export the register again and choose the new file.' },
  noRows: {
    title: 'There are only column names in this file',
    text: 'No row stands below them. Export the register again with its documents and choose the new file.',
  },
  folder: { title: 'This is a folder', text: 'Open it and drop the files that are in it.' },
  unreadable: {
    title: 'The file cannot be read any more',
    text: 'It was changed, moved or deleted since you chose it. Choose it again.',
  },
  tooLarge: (most) => ({
    title: 'The file is too large',
    text: `At most ${most} can be sent. Export a shorter period, or save it as CSV.`,
  }),
  otherKinds: {
    pdf: {
      title: 'This is a PDF document',
      text: 'Export the register as an Excel workbook or as CSV and choose that file.',
    },
    picture: {
      title: 'This is a picture or recording',
      text: 'Export the register as an Excel workbook or as CSV and choose that file.',
    },
    archive: { title: 'This is a packed archive', text: 'Unpack it and choose the registers in it.' },
    document: {
      title: 'This is a text document',
      text: 'Export the register as an Excel workbook or as CSV and choose that file.',
    },
    oldWorkbook: {
      title: 'This is a workbook of a very old Excel',
      text: 'Open it, save it as “Excel Workbook (.xlsx)” and choose that file.',
    },
  },
  refused: 'The server refused this file',
  failed: 'This did not work',
  corrects: (name) => ({
    title: `Corrected rows of “${name}”`,
    text: 'Choose the file with the rows you have put right. It is linked to that import.',
  }),
  correctsOne: (name) => `Corrects “${name}”`,
  unlink: 'Upload without the link',
};
