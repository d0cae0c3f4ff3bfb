import type { ActivityProgress } from '../../../client/index.ts';
import type { FileKind, OtherKind } from '../../upload/peek/fileKind.ts';
import type { FileState, Hold } from '../../upload/queueTypes.ts';
import type { Catalogue } from '../../words/language.tsx';
import { ENGLISH } from './wordsEnglish.ts';
import { HINDI } from './wordsHindi.ts';

/** A question or fault: what it is and what to do. */
export interface Said {
  readonly title: string;
  readonly text: string;
}

export interface UploadScreenWords {
  readonly title: string;
  readonly about: string;
  readonly zone: string;
  readonly zoneOr: string;
  readonly choose: string;
  /** @param size in words, e.g. `2 GB` */
  readonly limits: (size: string) => string;
  readonly list: string;
  readonly sendOne: string;
  readonly sendAll: (files: number) => string;
  readonly clear: string;
  readonly states: Readonly<Record<FileState, string>>;
  readonly kinds: Readonly<Record<FileKind, string>>;
  readonly register: string;
  readonly asRegister: Readonly<Record<'sales' | 'purchase', string>>;
  readonly guessed: (register: 'sales' | 'purchase', columns: number) => string;
  readonly guessedByName: (register: 'sales' | 'purchase') => string;
  readonly chosen: string;
  readonly unread: string;
  readonly unreadXls: string;
  readonly whichRegister: Said;
  readonly same: (as: string) => Said;
  readonly earlier: (day: string) => Said;
  readonly seeEarlier: string;
  readonly noHeader: Said;
  readonly otherRegister: (register: 'sales' | 'purchase') => Said;
  readonly otherParties: (register: 'sales' | 'purchase', headers: string) => Said;
  readonly missing: (columns: number) => Said;
  readonly ownGstin: string;
  readonly nearest: (header: string) => string;
  readonly twice: (headers: string) => string;
  readonly addAgain: string;
  readonly sendAnyway: string;
  readonly change: (register: 'sales' | 'purchase') => string;
  readonly stay: (register: 'sales' | 'purchase') => string;
  readonly templates: (registers: number) => string;
  readonly send: string;
  readonly sendAgain: string;
  readonly tryAgain: string;
  readonly cancel: string;
  readonly cancelling: string;
  readonly remove: (name: string) => string;
  readonly sent: (sent: string, all: string) => string;
  readonly passes: Readonly<Record<ActivityProgress['phase'], (rows: number) => string>>;
  readonly waits: string;
  readonly left: (time: string) => string;
  readonly keepOpen: string;
  readonly mayLeave: string;
  readonly serverGoesOn: string;
  readonly elsewhere: Said;
  readonly notFromHere: (address: string) => string;
  readonly holds: Readonly<Record<Hold, Said>>;
  readonly tryNow: string;
  readonly documents: (documents: number) => string;
  readonly refusedRows: (rows: number) => string;
  readonly seeErrors: string;
  readonly seeImport: string;
  readonly empty: Said;
  readonly noRows: Said;
  readonly folder: Said;
  readonly unreadable: Said;
  readonly tooLarge: (most: string) => Said;
  readonly otherKinds: Readonly<Record<OtherKind, Said>>;
  readonly refused: string;
  readonly failed: string;
  readonly corrects: (name: string) => Said;
  readonly correctsOne: (name: string) => string;
  readonly unlink: string;
}

export const WORDS: Catalogue<UploadScreenWords> = { en: ENGLISH, hi: HINDI };
