import type { Command } from 'commander';
import type { AdminFlags } from './adminCommand.ts';
import { addOperatorCommand, type CommandContext, interruptible, operatorFlags } from './context.ts';
import { grouped, note, printFields, printJson } from './output.ts';

export function addHsnCommands(hsn: Command, { io, openBodies }: CommandContext): void {
  addOperatorCommand(hsn, {
    usage: 'import <files...>',
    summary: 'install the list of HSN and SAC codes, from the workbook of the GST portal or another list',
    examples: [
      'gst-intake admin hsn import HSN_SAC.xlsx SAC_MSTR.csv',
      'gst-intake admin hsn import codes.csv --data-dir ./data',
    ],
    notes: `Codes are taken from every column headed HSN_CD, SAC_CD, HSN Code or the like, in the first sheet of each file. Save the
second sheet of the official workbook, SAC_MSTR, as CSV. The list goes into rules.json and replaces one that is there.`,
  }).action((files: string[], options: AdminFlags) =>
    interruptible(io, 'Nothing was changed. Run it again.', async (signal) => {
      const { admin } = await openBodies(operatorFlags(options));
      const made = await admin.hsnImport(files, { signal });
      if (options.json === true) printJson(io, made);
      else {
        printFields(io, {
          goods: grouped(made.goods),
          services: grouped(made.services),
          'zeros put back': grouped(made.repaired),
          'passed over': grouped(made.passedOver),
          file: made.file,
        });
      }
      note(io, 'Restart the server, so that files are judged by it.');
    }),
  );
}
