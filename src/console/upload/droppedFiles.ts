import type { Chosen } from './queueTypes.ts';

/** Whether what is dragged over the page has files in it; which ones is told at the drop only. */
export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** The files of a drop or a paste, in their order. */
export function chosenOf(transfer: DataTransfer): Chosen[] {
  return [...transfer.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    if (file === null) return [];
    return [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory === true }];
  });
}
