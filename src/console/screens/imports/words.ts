import type { Catalogue } from '../../words/language.tsx';
import type { Period } from './periods.ts';

interface ImportsWords {
  readonly title: string;
  readonly uploadFile: string;
  readonly filters: string;
  readonly showFilters: (set: number) => string;
  readonly search: string;
  readonly searchHint: string;
  readonly state: string;
  readonly allStates: string;
  readonly running: string;
  readonly attention: string;
  readonly register: string;
  readonly allRegisters: string;
  readonly period: string;
  readonly periods: Readonly<Record<Period, string>>;
  readonly ownDays: string;
  readonly from: string;
  readonly to: string;
  readonly who: string;
  readonly anyone: string;
  readonly me: string;
  readonly somebody: string;
  readonly unknownUser: string;
  readonly clear: string;
  readonly list: string;
  readonly columns: {
    readonly file: string;
    readonly state: string;
    readonly good: string;
    readonly refused: string;
    readonly sent: string;
    readonly by: string;
  };
  readonly corrects: string;
  readonly correctedBy: string;
  readonly checked: (percent: string) => string;
  readonly timeLeft: (duration: string) => string;
  readonly goodRows: (count: string) => string;
  readonly refusedRows: (count: string) => string;
  readonly by: (name: string) => string;
  readonly showMore: string;
  readonly shown: (count: number, figure: string) => string;
  readonly loadFailed: string;
  readonly moreFailed: string;
  readonly nothingYet: { readonly title: string; readonly text: string };
  readonly nothingMatches: { readonly title: string; readonly text: string };
}

export const WORDS: Catalogue<ImportsWords> = {
  en: {
    title: 'Imports',
    uploadFile: 'Upload a file',
    filters: 'Filters',
    showFilters: (set) => (set === 0 ? 'Filters' : `Filters (${set})`),
    search: 'Search by file name',
    searchHint: 'File name',
    state: 'State',
    allStates: 'All states',
    running: 'Running',
    attention: 'Needs attention',
    register: 'Register',
    allRegisters: 'All registers',
    period: 'Sent',
    periods: {
      any: 'Any time',
      today: 'Today',
      week: 'Last 7 days',
      month: 'This month',
      lastMonth: 'Last month',
      year: 'This financial year',
    },
    ownDays: 'Choose days…',
    from: 'From',
    to: 'To',
    who: 'By',
    anyone: 'Anyone',
    me: 'Me',
    somebody: 'One person',
    unknownUser: 'Unknown',
    clear: 'Clear filters',
    list: 'Imports, newest first',
    columns: {
      file: 'File',
      state: 'State',
      good: 'Good rows',
      refused: 'Refused rows',
      sent: 'Sent',
      by: 'By',
    },
    corrects: 'Sent as the correction of an earlier file',
    correctedBy: 'Followed by a later file',
    checked: (percent) => `${percent} checked`,
    timeLeft: (duration) => `about ${duration} left`,
    goodRows: (count) => `${count} good`,
    refusedRows: (count) => `${count} refused`,
    by: (name) => `by ${name}`,
    showMore: 'Show more',
    shown: (count, figure) => (count === 1 ? '1 import shown' : `${figure} imports shown`),
    loadFailed: 'The list could not be loaded',
    moreFailed: 'More could not be loaded',
    nothingYet: {
      title: 'No imports yet',
      text: 'Each file you send appears here with its state and what was found in it.',
    },
    nothingMatches: {
      title: 'No import matches these filters',
      text: 'Try fewer filters or another part of the file name.',
    },
  },
  hi: {
    title: 'इम्पोर्ट',
    uploadFile: 'फ़ाइल अपलोड करें',
    filters: 'फ़िल्टर',
    showFilters: (set) => (set === 0 ? 'फ़िल्टर' : `फ़िल्टर (${set})`),
    search: 'फ़ाइल के नाम से खोजें',
    searchHint: 'फ़ाइल का नाम',
    state: 'स्थिति',
    allStates: 'सभी स्थितियाँ',
    running: 'चल रहे',
    attention: 'ध्यान देना है',
    register: 'रजिस्टर',
    allRegisters: 'सभी रजिस्टर',
    period: 'भेजने का समय',
    periods: {
      any: 'कभी भी',
      today: 'आज',
      week: 'पिछले 7 दिन',
      month: 'इस महीने',
      lastMonth: 'पिछले महीने',
      year: 'इस वित्तीय वर्ष',
    },
    ownDays: 'दिन चुनें…',
    from: 'से',
    to: 'तक',
    who: 'किसने',
    anyone: 'कोई भी',
    me: 'मैंने',
    somebody: 'एक व्यक्ति',
    unknownUser: 'अज्ञात',
    clear: 'फ़िल्टर हटाएँ',
    list: 'इम्पोर्ट, नए पहले',
    columns: {
      file: 'फ़ाइल',
      state: 'स्थिति',
      good: 'सही पंक्तियाँ',
      refused: 'अस्वीकृत पंक्तियाँ',
      sent: 'भेजा गया',
      by: 'किसने',
    },
    corrects: 'पिछली फ़ाइल के सुधार के रूप में भेजा गया',
    correctedBy: 'इसके बाद एक और फ़ाइल भेजी गई',
    checked: (percent) => `${percent} जाँचा गया`,
    timeLeft: (duration) => `लगभग ${duration} बाकी`,
    goodRows: (count) => `${count} सही`,
    refusedRows: (count) => `${count} अस्वीकृत`,
    by: (name) => `${name} द्वारा`,
    showMore: 'और दिखाएँ',
    shown: (_count, figure) => `${figure} इम्पोर्ट दिख रहे हैं`,
    loadFailed: 'सूची लोड नहीं हो सकी',
    moreFailed: 'और इम्पोर्ट लोड नहीं हो सके',
    nothingYet: {
      title: 'अभी कोई इम्पोर्ट नहीं है',
      text: 'आप जो भी फ़ाइल भेजेंगे, वह अपनी स्थिति और परिणाम के साथ यहाँ दिखेगी।',
    },
    nothingMatches: {
      title: 'इन फ़िल्टरों से कोई इम्पोर्ट नहीं मिलता',
      text: 'कम फ़िल्टर लगाकर या फ़ाइल के नाम का दूसरा हिस्सा लिखकर देखें।',
    },
  },
};
