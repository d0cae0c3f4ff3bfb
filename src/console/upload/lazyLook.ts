import type { Look } from './lookTypes.ts';
import type { FileKind } from './peek/fileKind.ts';

const BY_ENDING: readonly (readonly [ending: string, kind: FileKind])[] = [
  ['.xlsx', 'XLSX'],
  ['.xls', 'XLS'],
];

/** Looks into a file with what is loaded only now. Where that cannot be loaded, the person is asked. @throws DOMException as `lookInto` */
export async function lazyLook(file: Blob, name: string): Promise<Look> {
  const module = await import('./look.ts').catch(() => null);
  if (module !== null) return module.lookInto(file, name);
  const kind = BY_ENDING.find(([ending]) => name.toLowerCase().endsWith(ending))?.[1] ?? 'CSV';
  const readings = { sales: null, purchase: null };
  return { kind, guess: null, guessedBy: null, isRead: false, isHeaderOnly: false, readings };
}
