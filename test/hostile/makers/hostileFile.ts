import type { FaultCode } from '../../../src/sheet/fault.ts';

/** `small` is for every run of the tests; `full` is what an attacker would send. */
export type Scale = 'small' | 'full';

/** How the reading of a file may end: refused with this code, or read. */
export type Ending = FaultCode | 'rows';

/** A file made to harm its reader. Nothing of the kind is kept in the repository. */
export interface HostileFile {
  readonly name: string;
  /** Its row in docs/reference/threats.md. */
  readonly threat: number;
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
  readonly ends: readonly Ending[];
  /** How many rows there must be where it is read: a part of a file is no file. */
  readonly rows?: number;
  make(): Buffer;
}

export interface MakerOptions {
  readonly scale: Scale;
  /** Where nobody may call: `http://127.0.0.1:PORT`. */
  readonly listener: string;
}

/** Files of one kind. */
export type Maker = (options: MakerOptions) => HostileFile[];

/** The number that goes with the scale. */
export function by(scale: Scale, numbers: { readonly small: number; readonly full: number }): number {
  return numbers[scale];
}

/** A class of hostile files with what they share. */
export function hostileFiles(
  shared: Omit<HostileFile, 'name' | 'make' | 'ends' | 'rows'> & { readonly kind: string },
  files: Readonly<Record<string, readonly [ends: Ending | readonly Ending[], make: () => Buffer]>>,
): HostileFile[] {
  const { kind, threat, declared } = shared;
  return Object.entries(files).map(([name, [ends, make]]) => ({
    name: `${kind}: ${name}`,
    threat,
    declared,
    ends: typeof ends === 'string' ? [ends] : ends,
    make,
  }));
}
