import type { Command } from 'commander';
import { AppError } from '../errors.ts';
import type { DoctorFinding } from './bodies.ts';
import { addOperatorCommand, type CommandContext, operatorFlags } from './context.ts';
import { printJson, printLine } from './output.ts';

const WORDS: Readonly<Record<DoctorFinding['status'], string>> = {
  ok: 'ok',
  warning: 'WARNING',
  error: 'ERROR',
};

export function addDoctorCommand(program: Command, { io, openBodies }: CommandContext): void {
  addOperatorCommand(program, {
    usage: 'doctor',
    summary: 'check settings, database, disk, public URL and clock, and say what to mend',
    examples: ['gst-intake doctor', 'gst-intake doctor --json'],
    notes: 'It changes nothing. Exit code 1 when something must be mended.',
  }).action(async (options: { readonly json?: boolean; readonly dataDir?: string }) => {
    const findings = await (await openBodies(operatorFlags(options))).doctor();
    if (options.json === true) printJson(io, findings);
    else for (const finding of findings) printLine(io, inWords(finding));
    const errors = findings.filter(({ status }) => status === 'error').length;
    if (errors > 0) {
      throw new AppError('unavailable', `${errors} of ${findings.length} checks found something to mend.`);
    }
  });
}

function inWords({ check, status, found, remedy }: DoctorFinding): string {
  const line = `${WORDS[status].padEnd(8)} ${check}: ${found}`;
  return remedy === null ? line : `${line}\n         → ${remedy}`;
}
