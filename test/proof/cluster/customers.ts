import { setTimeout as pause } from 'node:timers/promises';
import { call, type Outcome, presign, putFile, uploadIdOf } from '../calls.ts';
import { sha256Of } from '../ledger.ts';
import type { Proof } from '../prove.ts';
import { makeRegister, type SmallRegister } from './register.ts';

/** One workspace and what it knows of its own calls. */
export interface Customer {
  readonly baseUrl: string;
  readonly workspaceId: string;
  readonly workspace: string;
  readonly token: string;
  /** Every upload whose PUT was answered 200, with the hash of what was sent. */
  readonly stored: Map<string, string>;
  /** Ids in answers of CREATED. */
  readonly issued: Set<string>;
  /** Every activity whose trigger was accepted, with what must come of it. */
  readonly accepted: Map<string, SmallRegister>;
  readonly ended: Map<string, EndedStatus>;
}

export interface EndedStatus {
  readonly status: string;
  readonly processingStats:
    | readonly { totalDocumentCount: number; validRows: number; invalidRows: number }[]
    | null;
}

/** From the first call of a file to its end. */
export interface Cycle {
  readonly begun: number;
  readonly ended: number;
}

export interface Load {
  readonly cycles: readonly Cycle[];
  /** Calls sent, and those of them that were not answered as they should be and were sent again. */
  readonly figures: { calls: number; again: number; bytes: number };
  /** Lets every file under way come to its end. */
  end(): Promise<void>;
}

const RETRY_MS = 100;
const POLL_MS = 250;
const GIVE_UP_MS = 120_000;
let series = 0;

/** Clients that send register after register and repeat what failed, as the client of this package does. */
export function startCustomers(input: {
  readonly customers: readonly Customer[];
  readonly writers: number;
  readonly proof: Proof;
}): Load {
  const { proof } = input;
  const cycles: Cycle[] = [];
  const figures = { calls: 0, again: 0, bytes: 0 };
  let isOver = false;

  /** Sends until `read` finds an answer in it. Refusals are violations: nothing here may be refused. */
  async function until<T>(
    what: string,
    send: () => Promise<Outcome>,
    read: (outcome: Outcome) => T | undefined,
  ): Promise<T> {
    const begun = performance.now();
    for (;;) {
      const outcome = await send();
      figures.calls += 1;
      const answer = read(outcome);
      if (answer !== undefined) return answer;
      figures.again += 1;
      const status = outcome === 'lost' ? 'lost' : outcome.status;
      if (typeof status === 'number' && status < 500)
        proof.violation(
          `${what} was answered ${status}: ${outcome === 'lost' ? '' : outcome.body.slice(0, 200)}`,
        );
      if (performance.now() - begun > GIVE_UP_MS)
        throw new Error(`${what} was answered ${status} for two minutes`);
      await pause(RETRY_MS);
    }
  }

  async function sendOne(customer: Customer): Promise<void> {
    const begun = performance.now();
    series += 1;
    const register = makeRegister(series.toString(36).toUpperCase().padStart(5, '0'), proof.random);
    const { url } = await until(
      'a pre-sign',
      async () => (await presign(customer, `register-${series}.csv`)).outcome,
      (outcome) => createdUrl(outcome),
    );
    customer.issued.add(uploadIdOf(url));
    await until(
      'a PUT',
      () => putFile(url, register.bytes),
      (outcome) => statusOk(outcome, 200),
    );
    figures.bytes += register.bytes.length;
    customer.stored.set(uploadIdOf(url), sha256Of(register.bytes));
    const { activityId } = await until(
      'a trigger',
      () => triggerOf(customer, url),
      (outcome) => {
        const body = parsed(outcome, 201);
        return typeof body?.['activityId'] === 'string' ? { activityId: body['activityId'] } : undefined;
      },
    );
    customer.accepted.set(activityId, register);
    const status = await untilEnded(customer, activityId);
    customer.ended.set(activityId, status);
    cycles.push({ begun, ended: performance.now() });
  }

  async function untilEnded(customer: Customer, activityId: string): Promise<EndedStatus> {
    const url = `${customer.baseUrl}/integration/v1/ingest/file/sales/status/${activityId}?tenant=GSTSALES`;
    const begun = performance.now();
    for (;;) {
      const body = await until(
        'a status',
        () => call(url, { headers: { 'x-cleartax-auth-token': customer.token } }),
        (outcome) => parsed(outcome, 200),
      );
      if (!['ACTIVITY_CREATED', 'ACTIVITY_QUEUED'].includes(String(body['status'])))
        return body as unknown as EndedStatus;
      if (performance.now() - begun > GIVE_UP_MS) throw new Error(`the activity ${activityId} does not end`);
      await pause(POLL_MS);
    }
  }

  const running = input.customers.flatMap((customer) =>
    Array.from({ length: input.writers }, async () => {
      while (!isOver) await sendOne(customer);
    }),
  );
  const all = Promise.all(running).catch((error: Error) => proof.violation(error.message));
  return {
    cycles,
    figures,
    async end() {
      isOver = true;
      await all;
    },
  };
}

function triggerOf({ baseUrl, token }: Customer, s3FileUrl: string): Promise<Outcome> {
  const body = {
    userInputArgs: { templateId: '618a5623836651c01c1498ad' },
    fileInfo: { s3FileUrl, userFileName: 'register.csv' },
  };
  return call(`${baseUrl}/integration/v1/ingest/file/sales`, {
    method: 'POST',
    headers: { 'x-cleartax-auth-token': token, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  });
}

function createdUrl(outcome: Outcome): { readonly url: string } | undefined {
  const url = parsed(outcome, 200)?.['preSignedS3Url'];
  return typeof url === 'string' ? { url } : undefined;
}

function statusOk(outcome: Outcome, status: number): true | undefined {
  return outcome !== 'lost' && outcome.status === status ? true : undefined;
}

function parsed(outcome: Outcome, status: number): Readonly<Record<string, unknown>> | undefined {
  return outcome !== 'lost' && outcome.status === status ? JSON.parse(outcome.body) : undefined;
}
