import { hash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { eachAtOnce } from '../uploads/atOnce.ts';
import { createRowDigest, sameDigest, type TableDigest } from './rowDigest.ts';
import { copyFiles, copyOne, type DamagedFile, digestOf, judge, nameOf } from './transferFiles.ts';
import type { FileStores, Load, OnTransfer, Source, TableRows, Target } from './transferPorts.ts';

const DAMAGED_NAMED = 20;
const FILES_LOOKED_AT_ONCE = 16;

export interface TransferInput<Name extends string> {
  readonly source: Source<Name>;
  readonly target: Target<Name>;
  readonly files: FileStores;
  readonly tables: readonly Name[];
  /** The table that holds signing keys, and its rows as the target has them. */
  readonly keys: { readonly table: Name; readonly rows: () => Iterable<readonly (string | number | null)[]> };
  readonly dryRun: boolean;
  /** Leave files behind that are damaged or missing. */
  readonly skipDamaged: boolean;
  /** Read every file once more where it went. */
  readonly verifyHashes: boolean;
  readonly now: () => number;
  readonly onStep: OnTransfer;
  readonly signal: AbortSignal;
  /** All is moved: the source shall not be used any more. Also told where an earlier run had moved it. */
  readonly onMoved: (at: number) => void;
}

export interface TransferSummary<Name extends string> {
  readonly tables: Readonly<Record<Name, number>>;
  readonly workspaces: number;
  readonly documents: number;
  readonly files: number;
  readonly bytes: number;
  /** Left behind: with `skipDamaged` alone it may be other than empty. */
  readonly damaged: readonly DamagedFile[];
  /** An earlier run had begun it. */
  readonly isResumed: boolean;
}

/**
 * Moves an installation into an empty database and a store of files; whatever ends it, the next run goes on. The database is
 * closed to servers until the end, at which both sides are compared: rows by count and digest, files by size and the SHA-256
 * that was recorded when they were received.
 * @throws AppError conflict when the target holds something else, a file is damaged, or the two sides differ; the
 *   signal's reason
 */
export async function transfer<Name extends string>(
  input: TransferInput<Name>,
): Promise<TransferSummary<Name>> {
  const { source, target, signal, now, tables } = input;
  const wanted = readSource(input);
  const { fingerprint } = wanted;
  const begun = await target.find(fingerprint);
  if (begun?.isFinished) {
    if (!input.dryRun) input.onMoved(now());
    throw new AppError(
      'conflict',
      'This installation was transferred into this database already, whole: start servers on it. Nothing was done.',
    );
  }
  const summary = {
    tables: Object.fromEntries(
      tables.map((table) => [table, wanted.digests.get(table)?.rows ?? 0]),
    ) as Record<Name, number>,
    workspaces: source.workspaceIds().length,
    documents: wanted.documents,
    files: wanted.files,
    bytes: wanted.bytes,
    damaged: [],
    isResumed: begun !== undefined,
  };
  if (input.dryRun) return summary;

  await copyControl(input, wanted, begun !== undefined);
  await copyDocuments(input, wanted);
  let done = 0;
  const damaged = await copyFiles({
    stores: input.files,
    objects: source.objects(),
    until: begun?.filesUntil ?? '',
    isResumed: begun !== undefined,
    signal,
    onBytes(bytes) {
      done += bytes;
      input.onStep({ doing: 'files', done, total: wanted.bytes });
    },
    mark: (until) => target.markFiles(fingerprint, until),
  });
  if (damaged.length > 0 && !input.skipDamaged) throw damagedFiles(damaged);
  await check(input, wanted);
  damaged.push(...(await checkFiles(input, damaged)));
  if (damaged.length > 0 && !input.skipDamaged) throw damagedFiles(damaged);
  const at = now();
  await target.finish(fingerprint, at);
  input.onMoved(at);
  return { ...summary, damaged };
}

interface Wanted<Name extends string> {
  readonly digests: ReadonlyMap<Name, TableDigest>;
  /** Of all control data: another one means that the source has changed. */
  readonly fingerprint: string;
  readonly loads: readonly Load[];
  readonly documents: number;
  readonly files: number;
  readonly bytes: number;
}

function readSource<Name extends string>({ source, tables, onStep }: TransferInput<Name>): Wanted<Name> {
  const digests = new Map<Name, TableDigest>();
  for (const [place, name] of tables.entries()) {
    onStep({ doing: 'reading', done: place, total: tables.length });
    const digest = createRowDigest();
    for (const row of source.table(name).rows) digest.add(row);
    digests.set(name, digest.result());
  }
  let [files, bytes] = [0, 0];
  for (const object of source.objects()) {
    files += 1;
    bytes += object.bytes;
  }
  const loads = source.workspaceIds().flatMap((workspaceId) => source.loads(workspaceId));
  const documents = loads.reduce((sum, load) => sum + load.documents, 0);
  const fingerprint = hash('sha256', JSON.stringify([...digests]));
  return { digests, fingerprint, loads, documents, files, bytes };
}

async function copyControl<Name extends string>(
  input: TransferInput<Name>,
  { digests, fingerprint }: Wanted<Name>,
  isThere: boolean,
): Promise<void> {
  if (isThere) return;
  const { source, target, tables, keys, onStep, now, signal } = input;
  const total = [...digests.values()].reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  const given = tables.map((name): TableRows<Name> => {
    const table = source.table(name);
    return name === keys.table ? { ...table, rows: keys.rows() } : table;
  });
  await target.begin({
    fingerprint,
    at: now(),
    tables: given,
    onRow() {
      signal.throwIfAborted();
      done += 1;
      onStep({ doing: 'accounts', done, total });
    },
  });
}

async function copyDocuments<Name extends string>(
  { source, target, onStep, signal }: TransferInput<Name>,
  { loads, documents: total }: Wanted<Name>,
): Promise<void> {
  let before = 0;
  for (const load of loads) {
    let done = 0;
    await target.copyLoad(source.load(load), () => {
      signal.throwIfAborted();
      done += 1;
      onStep({ doing: 'documents', done: before + done, total });
    });
    before += load.documents;
    onStep({ doing: 'documents', done: before, total });
  }
}

/** @throws AppError conflict at the first difference between the two sides */
async function check<Name extends string>(input: TransferInput<Name>, wanted: Wanted<Name>): Promise<void> {
  const { source, target, tables, keys, onStep } = input;
  const total = [...wanted.digests.values()].reduce((sum, { rows }) => sum + rows, 0) + wanted.documents;
  let done = 0;
  const count = () => {
    input.signal.throwIfAborted();
    done += 1;
    onStep({ doing: 'checking', done: Math.min(done, total), total });
  };
  for (const name of tables.filter((each) => each !== keys.table)) {
    const digest = createRowDigest();
    await target.eachRow(name, source.table(name).columns, (row) => {
      digest.add(row);
      count();
    });
    const expected = wanted.digests.get(name);
    if (expected === undefined || !sameDigest(digest.result(), expected)) throw differs(`the table ${name}`);
  }
  for (const workspaceId of source.workspaceIds()) await checkDocuments(input, workspaceId, count);
}

async function checkDocuments<Name extends string>(
  { source, target }: TransferInput<Name>,
  workspaceId: string,
  count: () => void,
): Promise<void> {
  const expected = { documents: createRowDigest(), keys: createRowDigest() };
  for (const load of source.loads(workspaceId)) {
    const { documents, keys } = source.load(load);
    for (const row of documents) expected.documents.add([load.activityId, load.attempt, ...row]);
    for (const row of keys) expected.keys.add([load.activityId, load.attempt, ...row]);
  }
  const found = { documents: createRowDigest(), keys: createRowDigest() };
  await target.eachDocument(workspaceId, (row) => {
    found.documents.add(row);
    count();
  });
  await target.eachKey(workspaceId, found.keys.add);
  for (const what of ['documents', 'keys'] as const) {
    if (!sameDigest(found[what].result(), expected[what].result())) {
      throw differs(`the documents of workspace ${workspaceId}`);
    }
  }
}

/** Copies what is not there once more; the files of which the source has nothing good to copy. */
async function checkFiles<Name extends string>(
  { source, files, verifyHashes, signal }: TransferInput<Name>,
  damaged: readonly DamagedFile[],
): Promise<DamagedFile[]> {
  const found: DamagedFile[] = [];
  const leftBehind = new Set(damaged.map(({ name }) => name));
  await eachAtOnce(source.objects(), FILES_LOOKED_AT_ONCE, async (object) => {
    signal.throwIfAborted();
    if (leftBehind.has(nameOf(object))) return;
    const isThere = verifyHashes
      ? judge(await digestOf(files.to, object, signal), object) === undefined
      : (await files.to.list(object.owner)).some(
          ({ part, bytes }) => part === object.part && bytes === object.bytes,
        );
    if (isThere) return;
    const problem = await copyOne({ stores: files, isResumed: true, signal }, object);
    if (problem !== undefined) found.push({ name: nameOf(object), problem });
  });
  return found;
}

function differs(what: string): AppError {
  return new AppError(
    'conflict',
    `After the transfer ${what} is not the same on both sides. The target stays closed to servers; the source is as it was. ` +
      'Make an empty database and transfer again; if it differs again, report it.',
  );
}

function damagedFiles(damaged: readonly DamagedFile[]): AppError {
  const named = damaged.slice(0, DAMAGED_NAMED).map(({ name, problem }) => `  ${name} (${problem})`);
  const rest = damaged.length > DAMAGED_NAMED ? `\n  and ${damaged.length - DAMAGED_NAMED} more` : '';
  return new AppError(
    'conflict',
    `${damaged.length === 1 ? 'A file of the source is' : `${damaged.length} files of the source are`} missing or not what was received:\n${named.join('\n')}${rest}\n` +
      'All others are there. Put what is named here back from a backup (objects/{first two characters}/{name}) and run the same command ' +
      'again, or leave them behind with --skip-damaged.',
  );
}
