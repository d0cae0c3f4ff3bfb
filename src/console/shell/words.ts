import type { Catalogue } from '../words/language.tsx';
import type { Theme } from './preferences.ts';

interface ShellWords {
  readonly skip: string;
  readonly mainNavigation: string;
  readonly upload: string;
  readonly imports: string;
  readonly otherLanguage: string;
  readonly theme: string;
  readonly themes: Readonly<Record<Theme, string>>;
  readonly account: (name: string) => string;
  readonly workspace: string;
  readonly gstins: string;
  readonly anyGstin: string;
  readonly version: (version: string) => string;
  readonly signOut: string;
  readonly signOutFailed: string;
  readonly offline: { readonly title: string; readonly text: string };
  readonly unreachable: { readonly title: string; readonly text: string };
  readonly late: { readonly title: string; readonly text: string };
  readonly backOnline: string;
  readonly emulator: string;
  readonly licenseEnds: (day: string, daysLeft: number) => string;
  readonly licenseEnded: (day: string) => string;
  readonly quotaLeft: (left: string, limit: string) => string;
  readonly quotaUsedUp: (limit: string) => string;
  readonly notFound: { readonly title: string; readonly text: string; readonly action: string };
  readonly broken: { readonly title: string; readonly reload: string };
  readonly ended: { readonly title: string; readonly text: string };
}

export const WORDS: Catalogue<ShellWords> = {
  en: {
    skip: 'Skip to the content',
    mainNavigation: 'Main',
    upload: 'Upload',
    imports: 'Imports',
    otherLanguage: 'हिन्दी',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    account: (name) => `Account: ${name}`,
    workspace: 'Workspace',
    gstins: 'Own GSTINs',
    anyGstin: 'Any valid GSTIN is accepted.',
    version: (version) => `gst-intake ${version}`,
    signOut: 'Sign out',
    signOutFailed: 'You are still signed in',
    offline: {
      title: 'You are offline',
      text: 'What you see may be out of date. It goes on by itself when the network is back.',
    },
    unreachable: {
      title: 'The server does not answer',
      text: 'What you see may be out of date. The page keeps trying.',
    },
    late: { title: 'Updates may be late', text: 'The live connection was lost; the page keeps trying.' },
    backOnline: 'The connection is back',
    emulator: 'Practice mode: nothing here is real, and nothing is kept.',
    licenseEnds: (day, daysLeft) =>
      daysLeft === 0
        ? `The license of this workspace ends today, ${day}.`
        : `The license of this workspace ends on ${day}, in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}.`,
    licenseEnded: (day) => `The license of this workspace ended on ${day}. No files can be sent.`,
    quotaLeft: (left, limit) => `${left} of ${limit} uploads are left in this period.`,
    quotaUsedUp: (limit) => `All ${limit} uploads of this period are used up.`,
    notFound: {
      title: 'This page does not exist',
      text: 'The address may be mistyped, or the page has moved.',
      action: 'Go to the list of imports',
    },
    broken: { title: 'This page broke', reload: 'Reload the page' },
    ended: {
      title: 'Your session has ended',
      text: 'Sign in again to go on. Everything on this page stays as it is.',
    },
  },
  hi: {
    skip: 'मुख्य सामग्री पर जाएँ',
    mainNavigation: 'मुख्य',
    upload: 'अपलोड',
    imports: 'इम्पोर्ट',
    otherLanguage: 'English',
    theme: 'रूप',
    themes: { system: 'सिस्टम जैसा', light: 'हल्का', dark: 'गहरा' },
    account: (name) => `खाता: ${name}`,
    workspace: 'वर्कस्पेस',
    gstins: 'अपने GSTIN',
    anyGstin: 'कोई भी मान्य GSTIN स्वीकार है।',
    version: (version) => `gst-intake ${version}`,
    signOut: 'साइन आउट',
    signOutFailed: 'आप अब भी साइन इन हैं',
    offline: {
      title: 'आप ऑफ़लाइन हैं',
      text: 'जो दिख रहा है वह पुराना हो सकता है। नेटवर्क लौटते ही काम अपने आप आगे बढ़ेगा।',
    },
    unreachable: {
      title: 'सर्वर जवाब नहीं दे रहा',
      text: 'जो दिख रहा है वह पुराना हो सकता है। पेज कोशिश करता रहेगा।',
    },
    late: { title: 'अपडेट देर से आ सकते हैं', text: 'लाइव कनेक्शन टूट गया; पेज कोशिश करता रहेगा।' },
    backOnline: 'कनेक्शन लौट आया',
    emulator: 'अभ्यास मोड: यहाँ कुछ भी असली नहीं है और कुछ भी रखा नहीं जाता।',
    licenseEnds: (day, daysLeft) =>
      daysLeft === 0
        ? `इस वर्कस्पेस का लाइसेंस आज, ${day} को समाप्त हो रहा है।`
        : `इस वर्कस्पेस का लाइसेंस ${day} को, ${daysLeft} दिन में समाप्त होगा।`,
    licenseEnded: (day) => `इस वर्कस्पेस का लाइसेंस ${day} को समाप्त हो गया। फ़ाइलें नहीं भेजी जा सकतीं।`,
    quotaLeft: (left, limit) => `इस अवधि में ${limit} में से ${left} अपलोड बचे हैं।`,
    quotaUsedUp: (limit) => `इस अवधि के सभी ${limit} अपलोड पूरे हो गए।`,
    notFound: {
      title: 'यह पेज मौजूद नहीं है',
      text: 'पता गलत लिखा हो सकता है, या पेज हट गया है।',
      action: 'इम्पोर्ट की सूची पर जाएँ',
    },
    broken: { title: 'यह पेज रुक गया', reload: 'पेज फिर लोड करें' },
    ended: {
      title: 'आपका सत्र समाप्त हो गया',
      text: 'आगे बढ़ने के लिए फिर साइन इन करें। इस पेज पर सब कुछ वैसा ही रहेगा।',
    },
  },
};
