import type { Style } from '../sheet/workbook/model.ts';

const TEXT = '@';
const GRID = 'D9D9D9';
const RED = { fill: 'FFC7CE', color: '9C0006', border: 'E6A0A8' };
const GREY = { fill: 'EDEDED', color: '595959', border: GRID };

/** What people type stays as they type it: no program makes a date or a shorter number of it. */
export const TEXT_STYLE: Style = { format: TEXT };
export const BAD_STYLE: Style = RED;
export const BAD_TEXT_STYLE: Style = { ...RED, format: TEXT };
export const HELD_STYLE: Style = GREY;
export const HELD_TEXT_STYLE: Style = { ...GREY, format: TEXT };
export const HEAD_STYLE: Style = {
  ...{ bold: true, fill: 'DDEBF7', border: 'A6BFDD', wrap: true, vertical: 'center', format: TEXT },
};
/** Of our own columns, to be told from the user's. */
export const OWN_HEAD_STYLE: Style = { ...HEAD_STYLE, fill: 'FCE4D6', border: 'E0B8A0' };

export const TITLE_STYLE: Style = { bold: true, size: 14 };
/** Of what must not be overlooked. */
export const GRAVE_STYLE: Style = { bold: true, color: RED.color };
export const SECTION_STYLE: Style = { bold: true, size: 12, color: '1F4E79' };
export const COUNT_STYLE: Style = { align: 'center', vertical: 'top', border: GRID };
export const WRAPPED_STYLE: Style = { wrap: true, vertical: 'top', border: GRID };
