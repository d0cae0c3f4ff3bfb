import { describe, expect, it } from 'vitest';
import { acceptsContentType, SIGNED_CONTENT_TYPE } from '../../src/uploads/contentType.ts';
import { FILE_CONTENT_TYPES } from '../../src/uploads/upload.ts';

const OPEN_XML = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('the Content-Type of a PUT', () => {
  it('is signed as Clear documents it', () => {
    expect(SIGNED_CONTENT_TYPE).toEqual({
      XLSX: OPEN_XML,
      XLS: 'application/vnd.ms-excel',
      CSV: 'application/vnd.ms-excel',
    });
  });

  const seen = [
    OPEN_XML,
    'application/vnd.ms-excel',
    'application/x-msexcel',
    'text/csv',
    'application/csv',
    'text/plain',
    'application/json',
    'application/x-www-form-urlencoded',
    'application/vnd.ms-excel.sheet.macroEnabled.12',
  ];

  it.each([
    ['XLSX', [OPEN_XML, 'application/vnd.ms-excel']],
    ['XLS', ['application/vnd.ms-excel', 'application/x-msexcel']],
    ['CSV', ['application/vnd.ms-excel', 'text/csv', 'application/csv', 'text/plain']],
  ] as const)('of %s may be one of %j', (type, accepted) => {
    expect(seen.filter((header) => acceptsContentType(type, header))).toEqual(accepted);
  });

  it.each(FILE_CONTENT_TYPES)(
    'of %s may be the general one or absent, with any parameters, in any case',
    (type) => {
      const headers = [
        undefined,
        '',
        'application/octet-stream',
        'APPLICATION/Octet-Stream',
        'application/vnd.ms-excel;charset:UTF-8',
        ' Application/vnd.MS-Excel ; charset=utf-8; boundary=x',
        ';charset=utf-8',
      ];
      for (const header of headers) expect(acceptsContentType(type, header)).toBe(true);
      expect(acceptsContentType(type, 'application/json; application/octet-stream')).toBe(false);
    },
  );
});
