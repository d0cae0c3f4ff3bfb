import { Type } from 'typebox';

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

/** RFC 3339. */
export const time = { format: 'date-time' } as const;

/** Opaque; hand it back as it came. */
export const Cursor = Type.String({ description: 'Opaque: where the next page begins.' });
