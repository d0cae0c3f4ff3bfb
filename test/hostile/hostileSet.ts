import { bombs } from './makers/bombs.ts';
import { classicRecords } from './makers/classicRecords.ts';
import { compoundFiles } from './makers/compoundFiles.ts';
import { doctypes } from './makers/doctypes.ts';
import type { HostileFile, MakerOptions } from './makers/hostileFile.ts';
import { lyingArchives } from './makers/lyingArchives.ts';
import { markupFiles } from './makers/markupFiles.ts';
import { naughtyNames } from './makers/naughtyNames.ts';
import { oddArchives } from './makers/oddArchives.ts';
import { oddXml } from './makers/oddXml.ts';
import { otherKinds } from './makers/otherKinds.ts';
import { outsideWorld } from './makers/outsideWorld.ts';
import { relationLoops } from './makers/relationLoops.ts';
import { sparseSheets } from './makers/sparseSheets.ts';
import { truncated } from './makers/truncated.ts';

const MAKERS = [
  ...[bombs, lyingArchives, oddArchives, sparseSheets, relationLoops, doctypes, oddXml, outsideWorld],
  ...[naughtyNames, otherKinds, compoundFiles, classicRecords, markupFiles, truncated],
];

/** Every hostile file of every kind; each is made when it is asked for. */
export function hostileSet(options: MakerOptions): HostileFile[] {
  return MAKERS.flatMap((maker) => maker(options));
}
