import type { Catalogue } from './language.tsx';

/** Words that stand on several screens. */
export const SHARED: Catalogue<{
  readonly cancel: string;
  readonly close: string;
  readonly tryAgain: string;
  readonly copy: string;
  readonly copyDetails: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly loading: string;
  readonly requestId: string;
}> = {
  en: {
    cancel: 'Cancel',
    close: 'Close',
    tryAgain: 'Try again',
    copy: 'Copy',
    copyDetails: 'Copy details',
    copied: 'Copied',
    copyFailed: 'Could not copy. Select the text and copy it yourself.',
    loading: 'Loading',
    requestId: 'Request id',
  },
  hi: {
    cancel: 'रद्द करें',
    close: 'बंद करें',
    tryAgain: 'फिर कोशिश करें',
    copy: 'कॉपी करें',
    copyDetails: 'विवरण कॉपी करें',
    copied: 'कॉपी हो गया',
    copyFailed: 'कॉपी नहीं हो सका। टेक्स्ट चुनकर स्वयं कॉपी करें।',
    loading: 'लोड हो रहा है',
    requestId: 'अनुरोध आईडी',
  },
};
