import type { Client, FileContentType, IngestProgress } from '../../client/index.ts';
import type { Register } from '../../gst/columns.ts';
import { type Ending, endingOf, endingOfError } from './outcome.ts';
import type { FileKind } from './peek/fileKind.ts';

export type SendingClient = Pick<Client, 'ingestFile' | 'waitForActivity' | 'cancelActivity'>;

export interface Job {
  readonly file: File;
  readonly name: string;
  readonly register: Register;
  readonly kind: FileKind;
  /** The activity that this file corrects. */
  readonly corrects: string | null;
  /** Where the server has begun already: it is only followed. */
  readonly activityId: string | null;
}

/** One file on its way. */
export interface Sending {
  /** Never rejects. */
  readonly ending: Promise<Ending>;
  /** @throws GstIntakeError where the server could not be told; it then goes on */
  cancel(): Promise<void>;
}

const ANNOUNCED_AS: Readonly<Record<FileKind, FileContentType>> = {
  CSV: 'CSV',
  XLSX: 'XLSX',
  XLS: 'XLS',
  HTML: 'XLS',
  XML: 'XLS',
};
const CANCELLED: Ending = { state: 'cancelled', outcome: null, fault: null };

export function startSending(
  client: SendingClient,
  job: Job,
  tell: (progress: IngestProgress) => void,
): Sending {
  return job.activityId === null
    ? sendWhole(client, job, tell)
    : follow(client, { ...job, activityId: job.activityId }, tell);
}

function sendWhole(client: SendingClient, job: Job, tell: (progress: IngestProgress) => void): Sending {
  const ingestion = client.ingestFile({
    file: job.file,
    fileName: job.name,
    fileContentType: ANNOUNCED_AS[job.kind],
    templateType: job.register,
    corrects: job.corrects ?? undefined,
  });
  let isCancelled = false;
  async function run(): Promise<Ending> {
    try {
      for await (const progress of ingestion) tell(progress);
      return endingOf((await ingestion.result).status);
    } catch (error) {
      return isCancelled ? CANCELLED : endingOfError(error);
    }
  }
  return {
    ending: run(),
    async cancel() {
      isCancelled = true;
      try {
        await ingestion.cancel();
      } catch (error) {
        isCancelled = false;
        throw error;
      }
    },
  };
}

function follow(
  client: SendingClient,
  { activityId, register }: Job & { readonly activityId: string },
  tell: (progress: IngestProgress) => void,
): Sending {
  const waiting = client.waitForActivity({
    activityId,
    templateType: register,
    onStatus: (seen) => tell({ phase: 'processing', ...seen }),
  });
  return {
    ending: waiting.then(endingOf, endingOfError),
    async cancel() {
      await client.cancelActivity({ activityId });
    },
  };
}
