import { type BodyValues, readDocumentBody } from '../gst/documentBody.ts';
import type { DocumentKey } from '../gst/verdict.ts';
import type { TemplateType } from '../uploads/upload.ts';
import type { ActivityStore, DocumentStore, LoadRef, StoredDocument } from './ports.ts';

/** So many are read, and looked up, at once. */
const PAGE = 200;
const PAISE = 100;

/** An accepted document for people and programs to read. */
export interface ReadableDocument extends DocumentKey {
  readonly register: TemplateType;
  /** `yyyy-mm-dd`. */
  readonly date: string;
  readonly lineCount: number;
  /** Rupees: the sum of the lines' taxable values. */
  readonly taxable: number;
  /** Rupees: CGST, SGST, IGST and cess. */
  readonly tax: number;
  readonly isDeleted: boolean;
  readonly isCancelled: boolean;
  /** The activity whose version of this document counts now; null while it is this one. */
  readonly supersededBy: string | null;
  /** By Clear's JSON keys; blank columns are absent. */
  readonly header: BodyValues;
  readonly lines: readonly BodyValues[];
}

/** What a settled activity took in, page by page in the order of loading; the next page is read when it is asked for. */
export async function* readDocuments(
  stores: {
    readonly documents: Pick<DocumentStore, 'read' | 'versions'>;
    readonly activities: Pick<ActivityStore, 'settledSequences'>;
  },
  load: LoadRef & { readonly settledSequence: number },
): AsyncGenerator<ReadableDocument[]> {
  for (let after = 0; ; ) {
    const page = await stores.documents.read(load, { after, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    const newer = await newerVersions(stores, load, page);
    yield page.map((document, place) => readable(document, newer[place] ?? null));
    after = last.sequence;
  }
}

/** For each document the activity that was settled last of those after this one, if any was. */
async function newerVersions(
  { documents, activities }: Parameters<typeof readDocuments>[0],
  load: LoadRef & { readonly settledSequence: number },
  page: readonly StoredDocument[],
): Promise<(string | null)[]> {
  const versions = await documents.versions(load.workspaceId, page);
  const others = new Set(versions.flat().map(({ activityId }) => activityId));
  others.delete(load.activityId);
  if (others.size === 0) return page.map(() => null);
  const sequences = await activities.settledSequences(load.workspaceId, [...others]);
  return versions.map((loads) => {
    let newest = load.settledSequence;
    let by: string | null = null;
    for (const { activityId } of loads) {
      const sequence = sequences.get(activityId) ?? 0;
      if (sequence <= newest) continue;
      newest = sequence;
      by = activityId;
    }
    return by;
  });
}

function readable(document: StoredDocument, supersededBy: string | null): ReadableDocument {
  const { header, lines } = readDocumentBody(document.register, document.body);
  return {
    register: document.register,
    ownGstin: document.ownGstin,
    number: document.number,
    financialYear: document.financialYear,
    type: document.type,
    isAmendment: document.isAmendment,
    party: document.party,
    date: document.date,
    lineCount: document.lineCount,
    taxable: document.taxable / PAISE,
    tax: document.tax / PAISE,
    isDeleted: document.isDeleted,
    isCancelled: document.isCancelled,
    supersededBy,
    header,
    lines,
  };
}
