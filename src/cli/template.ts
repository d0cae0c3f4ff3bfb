import { rm, writeFile } from 'node:fs/promises';
import { Argument, type Command } from 'commander';
import { addCommand, type CommandContext } from './context.ts';
import { assertKindIsWritten, formatOf } from './errorFileFormat.ts';
import { printJson, printLine } from './output.ts';
import { shellWord } from './shellWord.ts';

interface TemplateFlags {
  readonly csv?: boolean;
  readonly to?: string;
  readonly json?: boolean;
}

export function addTemplateCommand(program: Command, { io, openBodies }: CommandContext): void {
  addCommand(program, {
    usage: 'template',
    summary: 'save a register to fill in, with examples, lists to choose from and every column explained',
    examples: [
      'gst-intake template sales',
      'gst-intake template purchase --to "Purchases April.xlsx"',
      'gst-intake template sales --csv',
    ],
    notes: `It needs no server. The file goes into the current folder as gst-intake-sales-template.xlsx or the like; one that is
there is not replaced.`,
  })
    .addArgument(new Argument('<register>', 'which register').choices(['sales', 'purchase']))
    .option('--csv', 'the columns and the examples alone, as CSV (default where --to ends in .csv)')
    .option('--to <path>', 'save it there')
    .action(async (register: 'sales' | 'purchase', { csv, to, json }: TemplateFlags) => {
      if (to !== undefined) assertKindIsWritten(to);
      const format = formatOf(to, { name: '--csv', isGiven: csv === true }) ?? 'xlsx';
      const { template } = await openBodies({});
      const path = to ?? `gst-intake-${register}-template.${format}`;
      await save(path, await template(register, format));
      if (json === true) printJson(io, { savedTo: path });
      else {
        printLine(io, `Saved to ${path}. Fill it in, and delete the examples.`);
        printLine(io, `Then check it: gst-intake validate ${shellWord(path)} --type ${register}`);
      }
    });
}

async function save(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (error) {
    // What is there already is somebody's; the rest of a file that we began is nobody's.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
    throw error;
  }
}
