import type { Catalogue } from '../../words/language.tsx';

export const WORDS: Catalogue<{
  readonly title: string;
  readonly intro: string;
  readonly kept: string;
}> = {
  en: {
    title: 'Sign in',
    intro: 'Send your sales and purchase registers, and see row by row what is wrong before you file.',
    kept: 'The token is not stored in this browser. You stay signed in for 12 hours at most.',
  },
  hi: {
    title: 'साइन इन',
    intro: 'अपने बिक्री और खरीद रजिस्टर भेजें, और रिटर्न भरने से पहले हर पंक्ति की गलती देखें।',
    kept: 'टोकन इस ब्राउज़र में नहीं रखा जाता। आप अधिक से अधिक 12 घंटे साइन इन रहते हैं।',
  },
};
