import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TemplateType } from '../../bench/clearCalls.ts';
import type { RegisterFacts } from '../../bench/registers/generate.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import {
  described,
  isHonest,
  type Outcome,
  presign,
  statusOf,
  type Target,
  trigger,
  untilEnded,
} from './calls.ts';
import { checkIngested, type Ended } from './checkIngested.ts';
import type { Ledger } from './ledger.ts';
import type { PostgresSite } from './postgresSite.ts';
import type { Proof } from './prove.ts';

const PAUSE_BETWEEN_TRIES_MS = 20;

export interface Sent {
  readonly type: TemplateType;
  readonly facts: RegisterFacts;
  readonly activityId: string;
}

/** What the clients were told on their way to answers that count. */
export interface Tries {
  calls: number;
  lost: number;
  toldToRetry: number;
}

export interface RegisterClient {
  /** Uploads and triggers one register, and asks again until each step is answered as done. */
  send(lines: number): Promise<Sent>;
  readonly tries: Tries;
}

/**
 * A client that may hear "not now" or nothing, and never anything else; whose repeated triggers give one activity.
 * @param triggers how often one register's trigger is sent at once
 */
export function createRegisterClient(input: {
  readonly target: () => Target;
  readonly ledger: Ledger;
  readonly proof: Proof;
  readonly triggers: () => number;
}): RegisterClient {
  const { target, ledger, proof, triggers } = input;
  const tries: Tries = { calls: 0, lost: 0, toldToRetry: 0 };
  let registers = 0;

  /** Until `call` brings something; whatever else comes back is a violation unless it says "not now". */
  async function until<T>(
    what: string,
    call: () => Promise<{ done: T | undefined; outcome: Outcome }>,
  ): Promise<T> {
    for (;;) {
      tries.calls += 1;
      const { done, outcome } = await call();
      if (done !== undefined) return done;
      if (outcome === 'lost') tries.lost += 1;
      else if (isHonest(outcome)) tries.toldToRetry += 1;
      else proof.violation(`${what} gave ${described(outcome)}`);
      await pause(PAUSE_BETWEEN_TRIES_MS);
    }
  }

  async function triggerOnce(type: TemplateType, url: string): Promise<string> {
    return until('the trigger', async () => {
      const { activityId, outcome } = await trigger(target(), type, url);
      return { done: activityId, outcome };
    });
  }

  return {
    tries,
    async send(lines) {
      registers += 1;
      const type: TemplateType = proof.random.integer(2) === 0 ? 'sales' : 'purchase';
      const file = join(tmpdir(), `register-${process.pid}-${registers}.csv`);
      const facts = writeRegister(file, {
        register: type,
        lines,
        seed: registers,
        plantOneIn: 50,
        firstDocument: 1 + registers * lines,
        width: 'usual',
      });
      const body = readFileSync(file);
      rmSync(file);
      const url = await until('the pre-sign', async () => {
        const answer = await presign(target(), 'register.csv', type);
        return { done: answer.result === 'CREATED' ? answer.url : undefined, outcome: answer.outcome };
      });
      await until('the PUT', async () => {
        const outcome = await ledger.put(url, body);
        return { done: statusOf(outcome) === 200 ? true : undefined, outcome };
      });
      const ids = await Promise.all(Array.from({ length: triggers() }, () => triggerOnce(type, url)));
      const [activityId = ''] = ids;
      if (new Set(ids).size > 1) proof.violation(`triggers of one upload gave ${ids.join(' and ')}`);
      return { type, facts, activityId };
    },
  };
}

export interface RegisterLoad {
  /** Lets every client end what it sends. @returns all that was sent */
  end(): Promise<readonly Sent[]>;
  sent(): number;
}

/** Clients that send registers one after the other. */
export function startRegisterLoad(
  client: RegisterClient,
  { clients, lines }: { readonly clients: number; readonly lines: number },
): RegisterLoad {
  const sent: Sent[] = [];
  let isEnded = false;
  const running = Array.from({ length: clients }, async () => {
    while (!isEnded) sent.push(await client.send(lines));
  });
  return {
    sent: () => sent.length,
    async end() {
      isEnded = true;
      await Promise.all(running);
      return sent;
    },
  };
}

/** Waits until each has ended, and compares it with its register. @returns attempts made for all */
export async function checkAll(sent: readonly Sent[], site: PostgresSite, proof: Proof): Promise<number> {
  let attempts = 0;
  for (const [place, { type, facts, activityId }] of sent.entries()) {
    const status = await untilEnded(site.target, type, activityId);
    const ended: Ended = { workspaceId: site.workspaceId, activityId, status, facts };
    attempts += await checkIngested(ended, site.database, proof);
    proof.progress(`${place + 1} of ${sent.length} activities looked at`);
  }
  return attempts;
}
