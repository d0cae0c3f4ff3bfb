import type { Catalogue } from '../words/language.tsx';

export const WORDS: Catalogue<{
  readonly token: string;
  readonly tokenHint: string;
  readonly show: string;
  readonly hide: string;
  readonly signIn: string;
  readonly signingIn: string;
  readonly missing: string;
  readonly wrong: string;
  readonly malformed: string;
  readonly tooMany: (wait: string | null) => string;
  readonly failed: string;
}> = {
  en: {
    token: 'Token',
    tokenHint: 'A long text that begins with gst_. Whoever runs this server gives you one.',
    show: 'Show the token',
    hide: 'Hide the token',
    signIn: 'Sign in',
    signingIn: 'Signing in…',
    missing: 'Paste your token here.',
    wrong:
      'This token is not valid: it may be mistyped, revoked or out of date. Copy it again, whole, or ask for a new one.',
    malformed: 'This is not a whole token: there are blanks or other characters in it. Copy it again.',
    tooMany: (wait) =>
      wait === null
        ? 'Too many tries. Wait a few minutes, then try again.'
        : `Too many tries. Try again in ${wait}.`,
    failed: 'You could not be signed in',
  },
  hi: {
    token: 'टोकन',
    tokenHint: 'एक लंबा टेक्स्ट जो gst_ से शुरू होता है। इसे सर्वर चलाने वाला व्यक्ति देता है।',
    show: 'टोकन दिखाएँ',
    hide: 'टोकन छिपाएँ',
    signIn: 'साइन इन करें',
    signingIn: 'साइन इन हो रहा है…',
    missing: 'अपना टोकन यहाँ पेस्ट करें।',
    wrong: 'यह टोकन मान्य नहीं है: गलत लिखा, रद्द किया या पुराना हो सकता है। पूरा टोकन फिर कॉपी करें, या नया माँगें।',
    malformed: 'यह पूरा टोकन नहीं है: इसमें खाली जगह या दूसरे अक्षर हैं। फिर कॉपी करें।',
    tooMany: (wait) =>
      wait === null
        ? 'बहुत अधिक कोशिशें हुईं। कुछ मिनट रुककर फिर कोशिश करें।'
        : `बहुत अधिक कोशिशें हुईं। ${wait} बाद फिर कोशिश करें।`,
    failed: 'साइन इन नहीं हो सका',
  },
};
