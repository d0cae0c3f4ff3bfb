import { formatCount } from '../words/formats.ts';
import type { Catalogue } from '../words/language.tsx';
import type { Announcement } from './announcements.ts';

interface UploadWords {
  readonly looked: (ready: number, asking: number, refused: number) => string;
  readonly started: (files: number) => string;
  readonly quarter: (percent: number) => string;
  readonly ended: (done: number, withErrors: number, cancelled: number, others: number) => string;
  readonly onTheWay: (files: number, percent: number) => string;
  readonly held: (files: number) => string;
  readonly unsent: (files: number) => string;
  readonly dropTitle: string;
  readonly dropText: string;
}

/** What is said of files on their way wherever the person is. */
export const WORDS: Catalogue<UploadWords> = {
  en: {
    looked: (ready, asking, refused) => {
      const files = ready + asking + refused;
      const parts = partsOf(
        [ready, `${formatCount(ready, 'en')} ready to send`],
        [asking, `${formatCount(asking, 'en')} ${asking === 1 ? 'needs' : 'need'} an answer`],
        [refused, `${formatCount(refused, 'en')} refused`],
      );
      return `${files === 1 ? '1 file' : `${formatCount(files, 'en')} files`}: ${parts.join(', ')}.`;
    },
    started: (files) => (files === 1 ? 'Sending 1 file.' : `Sending ${formatCount(files, 'en')} files.`),
    quarter: (percent) => `${percent} percent.`,
    ended: (done, withErrors, cancelled, others) =>
      partsOf(
        [done, `${formatCount(done, 'en')} done.`],
        [withErrors, `${formatCount(withErrors, 'en')} done with errors.`],
        [cancelled, `${formatCount(cancelled, 'en')} cancelled.`],
        [others, `${formatCount(others, 'en')} not taken in.`],
      ).join(' '),
    onTheWay: (files, percent) =>
      `${files === 1 ? '1 file' : `${formatCount(files, 'en')} files`} on the way · ${percent}%`,
    held: (files) => `${files === 1 ? '1 file waits' : `${formatCount(files, 'en')} files wait`}`,
    unsent: (files) =>
      files === 1 ? '1 file not sent yet' : `${formatCount(files, 'en')} files not sent yet`,
    dropTitle: 'Drop your files here',
    dropText: 'Nothing is sent before you say so.',
  },
  hi: {
    looked: (ready, asking, refused) => {
      const parts = partsOf(
        [ready, `${formatCount(ready, 'hi')} भेजने को तैयार`],
        [asking, `${formatCount(asking, 'hi')} को जवाब चाहिए`],
        [refused, `${formatCount(refused, 'hi')} अस्वीकृत`],
      );
      return `${filesOf(ready + asking + refused)}: ${parts.join(', ')}।`;
    },
    started: (files) => `${filesOf(files)} भेजी जा रही ${files === 1 ? 'है' : 'हैं'}।`,
    quarter: (percent) => `${percent} प्रतिशत।`,
    ended: (done, withErrors, cancelled, others) =>
      partsOf(
        [done, `${formatCount(done, 'hi')} पूरी ${done === 1 ? 'हुई' : 'हुईं'}।`],
        [withErrors, `${formatCount(withErrors, 'hi')} गलतियों के साथ पूरी ${withErrors === 1 ? 'हुई' : 'हुईं'}।`],
        [cancelled, `${formatCount(cancelled, 'hi')} रद्द की ${cancelled === 1 ? 'गई' : 'गईं'}।`],
        [others, `${formatCount(others, 'hi')} नहीं ली ${others === 1 ? 'गई' : 'गईं'}।`],
      ).join(' '),
    onTheWay: (files, percent) => `${filesOf(files)} जा रही ${files === 1 ? 'है' : 'हैं'} · ${percent}%`,
    held: (files) => `${filesOf(files)} रुकी ${files === 1 ? 'है' : 'हैं'}`,
    unsent: (files) => `${filesOf(files)} अभी भेजी नहीं ${files === 1 ? 'गई' : 'गईं'}`,
    dropTitle: 'अपनी फ़ाइलें यहाँ छोड़ें',
    dropText: 'आपके कहे बिना कुछ नहीं भेजा जाता।',
  },
};

/** The words of what there is any of. */
function partsOf(...parts: readonly (readonly [count: number, words: string])[]): string[] {
  return parts.flatMap(([count, words]) => (count > 0 ? [words] : []));
}

/** In Hindi. */
function filesOf(files: number): string {
  return `${formatCount(files, 'hi')} ${files === 1 ? 'फ़ाइल' : 'फ़ाइलें'}`;
}

export function announcementText(what: Announcement, words: UploadWords): string {
  if (what.kind === 'looked') return words.looked(what.ready, what.asking, what.refused);
  if (what.kind === 'started') return words.started(what.files);
  if (what.kind === 'quarter') return words.quarter(what.percent);
  return words.ended(what.done, what.withErrors, what.cancelled, what.others);
}
