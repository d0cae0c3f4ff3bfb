import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { createJudge } from '../gst/judge.ts';
import { readTables } from '../gst/readTables.ts';
import type { JudgedDocument } from '../gst/verdict.ts';
import { SheetFault } from '../sheet/fault.ts';
import { openSheet } from '../sheet/open.ts';
import type { ActivityProgress } from './activity.ts';
import { byteSource } from './byteSource.ts';
import { fileErrorOf } from './fileError.ts';
import type { FileVerdict } from './fileJudge.ts';
import { encodeDocuments, encodeFrame, FRAME, type FrameKind } from './frames.ts';
import { type JudgeOutput, judgeFile } from './judgeFile.ts';
import { type JudgeJob, readJob } from './judgeJob.ts';
import { Scratch } from './scratch.ts';

const STDIN = 0;
const STDOUT = 1;
const PROGRESS_EVERY_MS = 200;
const BATCH_DOCUMENTS = 500;
const BATCH_CHARACTERS = 131_072;

/**
 * All that a judging child does: waits for a job on standard input, judges the file, writes frames on standard output, and
 * waits for the next. It ends without a word when its parent closes the input or is gone. What nobody foresaw is thrown: the
 * parent sees a child that died.
 *
 * @param clock.now rising milliseconds
 */
export async function runJudge(clock: { now(): number }): Promise<void> {
  for (let line = readLine(); line !== null; line = readLine()) {
    const job = readJob(line);
    ftruncateSync(job.scratchFd);
    const verdict = await verdictOn(job, new FrameOutput(clock));
    send(FRAME.verdict, JSON.stringify(verdict));
  }
}

async function verdictOn(job: JudgeJob, output: FrameOutput): Promise<FileVerdict> {
  const input = 'fd' in job.input ? job.input.fd : openSync(job.input.path, 'r');
  try {
    const sheet = await openSheet(byteSource(input, job.bytes), { declared: job.declared });
    const { bytes, settings, bounds, hashSeed } = job;
    const judge = createJudge(settings, readTables(job.tables));
    const scratch = new Scratch(job.scratchFd);
    const verdict = await judgeFile({ sheet, bytes, settings, judge, scratch, bounds, hashSeed, output });
    output.flush();
    return verdict;
  } catch (error) {
    if (error instanceof SheetFault) return { outcome: 'refused', errors: [fileErrorOf(error)] };
    throw error;
  } finally {
    closeSync(input);
  }
}

class FrameOutput implements JudgeOutput {
  readonly #clock: { now(): number };
  #documents: JudgedDocument[] = [];
  #characters = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #toldPhase = '';

  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  document(document: JudgedDocument): void {
    this.#documents.push(document);
    this.#characters += document.body.length;
    if (this.#documents.length >= BATCH_DOCUMENTS || this.#characters >= BATCH_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#documents.length === 0) return;
    write(encodeDocuments(this.#documents));
    this.#documents = [];
    this.#characters = 0;
  }

  errorFile(chunk: Uint8Array): void {
    this.flush();
    send(FRAME.errorFile, chunk);
  }

  markFile(chunk: Uint8Array): void {
    this.flush();
    send(FRAME.markFile, chunk);
  }

  warningFile(chunk: Uint8Array): void {
    this.flush();
    send(FRAME.warningFile, chunk);
  }

  progress(progress: ActivityProgress): void {
    const now = this.#clock.now();
    if (progress.phase === this.#toldPhase && now - this.#toldAt < PROGRESS_EVERY_MS) return;
    this.#toldAt = now;
    this.#toldPhase = progress.phase;
    send(FRAME.progress, JSON.stringify(progress));
  }
}

function send(kind: FrameKind, payload: string | Uint8Array): void {
  write(encodeFrame(kind, payload));
}

/** Waits while the pipe is full: that is how a slow reader slows the judging down. */
function write(bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(STDOUT, bytes, done);
}

/** The job's line; null where the parent has no more. It sends the next one only after a verdict. */
function readLine(): string | null {
  const chunk = Buffer.alloc(65_536);
  const parts: Buffer[] = [];
  for (;;) {
    const count = readSync(STDIN, chunk, 0, chunk.length, null);
    if (count === 0) return null;
    const end = chunk.subarray(0, count).indexOf(0x0a);
    parts.push(Buffer.from(chunk.subarray(0, end < 0 ? count : end)));
    if (end >= 0) return Buffer.concat(parts).toString();
  }
}
