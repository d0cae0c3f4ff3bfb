import { damagedPart } from './packageFaults.ts';
import { elementsOf } from './xmlElements.ts';

const NAMESPACES: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/package/2006/relationships',
]);

/** Before the name of a kind, transitional and strict. */
const KINDS = [
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships/',
  'http://purl.oclc.org/ooxml/officeDocument/relationships/',
];

/** What a part refers to (ECMA-376 Part 2, 6.5). */
export interface Relation {
  readonly id: string;
  /** `worksheet`, `styles`…; the whole address of kinds that ECMA-376 does not know. */
  readonly kind: string;
  /** Name of a part; null for what lies outside of the package, which is never opened. */
  readonly target: string | null;
}

/** @param source the part that refers; '' for the package itself */
export function relationsPartOf(source: string): string {
  const slash = source.lastIndexOf('/') + 1;
  return `${source.slice(0, slash)}_rels/${source.slice(slash)}.rels`;
}

/** @param text of the part of that name's relations; null where it has none. @throws SheetFault */
export function readRelations(text: string | null, source: string): readonly Relation[] {
  if (text === null) return [];
  const part = relationsPartOf(source);
  const relations = new Map<string, Relation>();
  for (const { path, attributes } of elementsOf(text, {
    part,
    root: 'Relationships',
    namespaces: NAMESPACES,
  })) {
    if (path !== 'Relationships/Relationship') continue;
    const id = attributes.get('Id') ?? '';
    if (relations.has(id)) throw damagedPart(part, 'uses one Id twice');
    const isExternal = attributes.get('TargetMode')?.toLowerCase() === 'external';
    const target = isExternal ? null : resolveTarget(attributes.get('Target') ?? '', source);
    relations.set(id, { id, kind: kindOf(attributes.get('Type') ?? ''), target });
  }
  return [...relations.values()];
}

function kindOf(type: string): string {
  const known = KINDS.find((kind) => type.startsWith(kind));
  return known === undefined ? type : type.slice(known.length);
}

/** @returns null for an address or a place outside of the package */
function resolveTarget(target: string, source: string): string | null {
  const [path = ''] = target.split('#');
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(path) || path === '') return null;
  const from = path.startsWith('/') ? [] : source.split('/').slice(0, -1);
  const names = [...from];
  for (const segment of path.split('/')) {
    if (segment === '..' && names.pop() === undefined) return null;
    if (segment !== '' && segment !== '.' && segment !== '..') names.push(segment);
  }
  return names.join('/');
}
