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
    for (const { path, attributes } of elementsOf(text, {
      part: CONTENT_TYPES_PART,
      namespaces: NAMESPACES,
    })) {
      const type = (attributes.get('ContentType') ?? '').toLowerCase();
      if (path === 'Types/Default') this.#byExtension.set(foldName(attributes.get('Extension') ?? ''), type);
      if (path === 'Types/Override') {
        this.#byPart.set(foldName((attributes.get('PartName') ?? '').replace(/^\//, '')), type);
      }
    }
  }

  /** In small letters; '' where nothing is said. */
  of(name: string): string {
    const folded = foldName(name);
    const extension = folded.slice(folded.lastIndexOf('.') + 1);
    return this.#byPart.get(folded) ?? this.#byExtension.get(extension) ?? '';
  }
}
