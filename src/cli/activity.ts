import type { Command } from 'commander';
import { GstIntakeError, type TemplateType } from '../client/index.ts';
import { addCommand, type CommandContext, type CommandWords, interruptible } from './context.ts';
import { goesOn } from './ingest.ts';
import { CLIENT_NOTES, type ClientFlags, openClient, withClientOptions } from './openClient.ts';
import { assertEndedWell, printStatus, viewOf } from './outcome.ts';
import { note, printFields, printJson, printLine } from './output.ts';
import { withTypeOption } from './presign.ts';
import { createProgressLine } from './progress.ts';
import { tellRetry } from './sendFile.ts';

interface ActivityFlags extends ClientFlags {
  readonly json?: boolean;
}

export function addActivityCommands(program: Command, context: CommandContext): void {
  addTriggerCommand(program, context);
  addStatusCommand(program, context);
  addEndCommand(program, context, {
    usage: 'cancel <activity>',
    summary: 'stop an activity that is waiting or being checked; nothing of the file counts',
    examples: ['gst-intake cancel 66f1a2b3c4d5e6f708192a3b'],
    verb: 'cancelActivity',
    instead: 'discard',
    words: 'is cancelled: nothing of the file counts.',
  });
  addEndCommand(program, context, {
    usage: 'discard <activity>',
    summary: 'undo an activity that is done: its documents no longer count',
    examples: ['gst-intake discard 66f1a2b3c4d5e6f708192a3b'],
    verb: 'discardActivity',
    instead: 'cancel',
    words: 'is discarded: its documents no longer count, and what they had replaced counts again.',
  });
}

function addTriggerCommand(program: Command, { io, settings, version }: CommandContext): void {
  type Flags = ActivityFlags & {
    readonly type: TemplateType;
    readonly template?: string;
    readonly name?: string;
  };
  const command = addCommand(program, {
    usage: 'trigger <url>',
    summary: 'have a file checked and taken in that is uploaded already; - reads the URL from standard input',
    examples: [
      'gst-intake trigger https://gst.example.in/v1/in/gst/3f/GSTSALES/2026/APRIL/0a/OriginalFileName/0a__1 --type sales',
      'gst-intake upload sales.csv --type sales --show-url --json | gst-intake trigger - --type sales',
    ],
    notes: `${CLIENT_NOTES}\nThe URL is taken whole or without what follows its question mark. With its signature it lets others upload while it is valid, and
every user of this machine can read the command line: leave the signature away, or use - and send the URL (or the JSON of upload) on standard input.`,
  })
    .option('--template <id>', "template of the file's columns, 24 hex digits (default: Clear's own)")
    .option('--name <file name>', 'what people call the file (default: the last part of the URL)');
  withClientOptions(withTypeOption(command)).action((given: string, options: Flags) =>
    interruptible(io, 'Run it again: the same file is never taken twice.', async (signal) => {
      const client = await openClient(settings(), options, version);
      const url = given === '-' ? await urlFrom(io.stdin) : given;
      const answer = await client.trigger({
        templateType: options.type,
        url,
        fileName: options.name ?? lastPart(url),
        templateId: options.template,
        signal,
        onRetry: tellRetry({ note: (text) => note(io, text) }),
      });
      if (options.json === true) return printJson(io, answer);
      printFields(io, { activity: answer.activityId });
      note(io, `To watch it: gst-intake status ${answer.activityId} --type ${options.type} --watch`);
    }),
  );
}

/** A line with the URL, or the JSON that `upload --json` prints. */
async function urlFrom(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (!text.startsWith('{')) return text;
  const { url } = JSON.parse(text) as { url?: unknown };
  return typeof url === 'string' ? url : '';
}

function lastPart(url: string): string {
  return (
    url
      .split('?', 1)[0]
      ?.split('/')
      .findLast((part) => part !== '') ?? url
  );
}

function addStatusCommand(program: Command, { io, settings, version }: CommandContext): void {
  type Flags = ActivityFlags & { readonly type: TemplateType; readonly watch?: boolean };
  const command = addCommand(program, {
    usage: 'status <activity>',
    summary: 'show how far an activity is and what became of it',
    examples: [
      'gst-intake status 66f1a2b3c4d5e6f708192a3b --type sales',
      'gst-intake status 66f1a2b3c4d5e6f708192a3b --type sales --watch',
    ],
    notes: `${CLIENT_NOTES}\nExit code 3: rows, or the file, were refused.`,
  }).option('--watch', 'wait until it is done');
  withClientOptions(withTypeOption(command)).action((activityId: string, options: Flags) =>
    interruptible(
      io,
      () => goesOn(activityId, options.type),
      async (signal) => {
        const client = await openClient(settings(), options, version);
        const progress = createProgressLine(io, activityId);
        const call = { templateType: options.type, activityId, signal, onRetry: tellRetry(progress) };
        const asked =
          options.watch === true
            ? client.waitForActivity({ ...call, onStatus: progress.activity, pollDelayMs: 1000 })
            : client.status(call);
        const answer = await asked.finally(progress.stop);
        if (options.json === true) printJson(io, answer);
        else printStatus(io, answer, await viewOf(client, { activityId, signal }));
        assertEndedWell(answer, { type: options.type, savedTo: null });
      },
    ),
  );
}

function addEndCommand(
  program: Command,
  { io, settings, version }: CommandContext,
  words: CommandWords & {
    readonly verb: 'cancelActivity' | 'discardActivity';
    /** What ends an activity that this command comes too early or too late for. */
    readonly instead: 'cancel' | 'discard';
    readonly words: string;
  },
): void {
  const command = addCommand(program, { ...words, notes: CLIENT_NOTES });
  withClientOptions(command).action((activityId: string, options: ActivityFlags) =>
    interruptible(io, 'Run it again, or look: gst-intake status.', async (signal) => {
      const client = await openClient(settings(), options, version);
      const call = { activityId, signal, onRetry: tellRetry({ note: (text) => note(io, text) }) };
      const view = await client[words.verb](call).catch((error: unknown) => {
        const isTheOther = error instanceof GstIntakeError && error.status === 409;
        if (isTheOther) note(io, `Perhaps you want: gst-intake ${words.instead} ${activityId}`);
        throw error;
      });
      if (options.json === true) printJson(io, view);
      else printLine(io, `Activity ${activityId} ${words.words}`);
    }),
  );
}
