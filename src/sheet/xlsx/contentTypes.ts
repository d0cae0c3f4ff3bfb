import { damagedPart } from './packageFaults.ts';
import { elementsOf } from './xmlElements.ts';
import { foldName } from './zipDirectory.ts';

export const CONTENT_TYPES_PART = '[Content_Types].xml';

const NAMESPACES: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/package/2006/content-types',
]);

/** What each part of a package is said to be (ECMA-376 Part 2, 6.2.3). */
export class ContentTypes {
  readonly #byExtension = new Map<string, string>();
  readonly #byPart = new Map<string, string>();

  /** @throws SheetFault */
  constructor(text: string) {
    const facts = { part: CONTENT_TYPES_PART, root: 'Types', namespaces: NAMESPACES };
    for (const { path, attributes } of elementsOf(text, facts)) {
      const type = (attributes.get('ContentType') ?? '').toLowerCase();
      const part = (attributes.get('PartName') ?? '').replace(/^\//, '');
      if (path === 'Types/Default') define(this.#byExtension, attributes.get('Extension') ?? '', type);
      if (path === 'Types/Override') define(this.#byPart, part, type);
    }
  }

  /** In small letters; '' where nothing is said. */
  of(name: string): string {
    const folded = foldName(name);
    const extension = folded.slice(folded.lastIndexOf('.') + 1);
    return this.#byPart.get(folded) ?? this.#byExtension.get(extension) ?? '';
  }
}

/** Of two that contradict each other another program may go by the other one. */
function define(types: Map<string, string>, name: string, type: string): void {
  const folded = foldName(name);
  if ((types.get(folded) ?? type) !== type) throw damagedPart(CONTENT_TYPES_PART, 'contradicts itself');
  types.set(folded, type);
}
