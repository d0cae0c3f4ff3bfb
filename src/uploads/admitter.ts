import type { AdmissionOutcome, AdmissionRequest } from '../accounts/admission.ts';
import type { UploadStore } from './ports.ts';
import type { WantedUpload } from './upload.ts';

type Request = AdmissionRequest<WantedUpload>;
type Outcome = AdmissionOutcome<WantedUpload>;

interface Waiting {
  readonly request: Request;
  resolve(outcome: Outcome): void;
  reject(reason: unknown): void;
}

/**
 * Lets requests that wait together share one transaction: those of one turn of the event loop, and all that come
 * while a batch is under way. One batch at a time, in the order of arrival; each caller is answered after the
 * commit. A transaction that fails rejects its own batch and no other.
 */
export function createAdmitter(deps: {
  readonly admit: UploadStore['admit'];
  /** Epoch milliseconds: when the uploads of a batch count as issued. */
  now(): number;
  readonly maxBatch: number;
}): (request: Request) => Promise<Outcome> {
  const { admit, now, maxBatch } = deps;
  let waiting: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    const batch = waiting.slice(0, maxBatch);
    waiting = waiting.slice(maxBatch);
    try {
      const outcomes = await admit(
        batch.map(({ request }) => request),
        now(),
      );
      for (const [place, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[place];
        if (outcome === undefined) reject(new Error('a request was admitted without an outcome'));
        else resolve(outcome);
      }
    } catch (reason) {
      for (const { reject } of batch) reject(reason);
    }
    if (waiting.length > 0) setImmediate(run);
    else running = false;
  }

  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (running) return;
      running = true;
      setImmediate(run);
    });
}
