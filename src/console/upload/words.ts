import { formatCount } from '../words/formats.ts';
import type { Catalogue } from '../words/language.tsx';
import type { Announcement } from './announcements.ts';

interface UploadWords {
  readonly started: (files: number) => string;
  readonly quarter: (percent: number) => string;
  readonly ended: (done: number, withErrors: number, others: number) => string;
  readonly onTheWay: (files: number, percent: number) => string;
  readonly held: (files: number) => string;
  readonly unsent: (files: number) => string;
  readonly dropTitle: string;
  readonly dropText: string;
}

/** What is said of files on their way wherever the person is. */
export const WORDS: Catalogue<UploadWords> = {
  en: {
    started: (files) => (files === 1 ? 'Sending 1 file.' : `Sending ${formatCount(files, 'en')} files.`),
    quarter: (percent) => `${percent} percent.`,
    ended: (done, withErrors, others) =>
      [
        done > 0 ? `${formatCount(done, 'en')} done.` : '',
        withErrors > 0 ? `${formatCount(withErrors, 'en')} done with errors.` : '',
        others > 0 ? `${formatCount(others, 'en')} not taken in.` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
    onTheWay: (files, percent) =>
      `${files === 1 ? '1 file' : `${formatCount(files, 'en')} files`} on the way · ${percent}%`,
    held: (files) => `${files === 1 ? '1 file waits' : `${formatCount(files, 'en')} files wait`}`,
    unsent: (files) =>
      files === 1 ? '1 file not sent yet' : `${formatCount(files, 'en')} files not sent yet`,
    dropTitle: 'Drop your files here',
    dropText: 'Nothing is sent before you say so.',
  },
  hi: {
    started: (files) => `${formatCount(files, 'hi')} फ़ाइल भेजी जा रही है।`,
    quarter: (percent) => `${percent} प्रतिशत।`,
    ended: (done, withErrors, others) =>
      [
        done > 0 ? `${formatCount(done, 'hi')} पूरी हुई।` : '',
        withErrors > 0 ? `${formatCount(withErrors, 'hi')} गलतियों के साथ पूरी हुई।` : '',
        others > 0 ? `${formatCount(others, 'hi')} नहीं ली गई।` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
    onTheWay: (files, percent) => `${formatCount(files, 'hi')} फ़ाइल जा रही है · ${percent}%`,
    held: (files) => `${formatCount(files, 'hi')} फ़ाइल रुकी है`,
    unsent: (files) => `${formatCount(files, 'hi')} फ़ाइल अभी भेजी नहीं गई`,
    dropTitle: 'अपनी फ़ाइलें यहाँ छोड़ें',
    dropText: 'आपके कहे बिना कुछ नहीं भेजा जाता।',
  },
};

export function announcementText(what: Announcement, words: UploadWords): string {
  if (what.kind === 'started') return words.started(what.files);
  if (what.kind === 'quarter') return words.quarter(what.percent);
  return words.ended(what.done, what.withErrors, what.others);
}
