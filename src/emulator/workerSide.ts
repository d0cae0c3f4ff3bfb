import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import type { OpenObject } from '../uploads/ports.ts';
import type { WorkerPorts } from '../worker/ports.ts';
import { replacing } from './forcing.ts';
import type { FileErrorCode } from './outcomes.ts';
import { readState, type SharedState } from './stateFile.ts';

/** Files that come to these errors when they are really judged. */
const BAD_FILES: Readonly<Record<FileErrorCode, string>> = {
  EMPTY_FILE: '',
  CORRUPT_FILE: 'PK\u0003\u0004 begins like a workbook and is none',
  UNSUPPORTED_FORMAT: '%PDF-1.7\n',
  HEADER_NOT_FOUND: 'Dear Sir,\nplease find attached the register of April.\n',
  HEADER_MISSING: 'Document Type,Document Number,Document Date\nInvoice,INV-1,01/04/2026\n',
};

/**
 * The ports of an emulator's worker: documents are judged and recorded at the emulated time, while leases and pauses
 * go by the machine's clock; an upload that is planned to end badly meets what ends it.
 * @param stateFile what the server writes
 */
export function emulatedWorkerPorts(ports: WorkerPorts, stateFile: string): WorkerPorts {
  const { activities, downloads, objects } = ports;
  const state = (): SharedState => readState(stateFile);
  const emulated = (at: number) => at + state().offsetMs;
  return {
    ...ports,
    today: (now) => ports.today(emulated(now)),
    activities: replacing(activities, {
      async claim(query) {
        const job = await activities.claim({ ...query, at: emulated(query.now) });
        if (job === undefined) return undefined;
        const settings = { ...job.workspace.settings, sandboxGstins: true };
        const plan = state().plans[job.activity.uploadId];
        const workspace = { ...job.workspace, settings };
        if (plan?.outcome !== 'system_feedback') return { ...job, workspace };
        // A worker judges only the bytes that landed: here those are the bad file's.
        const bytes = Buffer.byteLength(BAD_FILES[plan.errorCode]);
        return { ...job, workspace, activity: { ...job.activity, bytes }, sha256: null };
      },
      settle: (input) => activities.settle({ ...input, at: emulated(input.at) }),
    }),
    downloads: replacing(downloads, {
      add: (download) => downloads.add({ ...download, createdAt: emulated(download.createdAt) }),
    }),
    objects: replacing(objects, {
      async open(name) {
        const plan = state().plans[name.owner];
        if (plan === undefined) return objects.open(name);
        if (plan.outcome === 'unplanned_error') {
          throw new Error('the emulator was told to let this activity fail');
        }
        return openBytes(`${stateFile}.${name.owner}`, BAD_FILES[plan.errorCode]);
      },
    }),
  };
}

/** A file without a name of these bytes. */
function openBytes(file: string, text: string): OpenObject {
  writeFileSync(file, text, { mode: 0o600 });
  const fd = openSync(file, 'r');
  unlinkSync(file);
  return { fd, bytes: Buffer.byteLength(text), close: async () => closeSync(fd) };
}
