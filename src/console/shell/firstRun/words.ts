import type { Catalogue } from '../../words/language.tsx';

export const WORDS: Catalogue<{
  readonly title: string;
  readonly intro: string;
  readonly tryTitle: string;
  readonly tryText: string;
  readonly tryAfter: string;
  readonly tryAction: string;
  readonly templatesTitle: string;
  readonly templatesText: string;
  readonly template: (register: string, format: string) => string;
  readonly curlTitle: string;
  readonly curlText: string;
  readonly curlCopy: string;
}> = {
  en: {
    title: 'Start here',
    intro:
      'Send a register as it comes out of your accounting program. Every row is checked; the good documents are taken in, and you get the others back with the reason.',
    tryTitle: 'Try it with a sample',
    tryText:
      'Four made-up invoices of this month. Three are good; in the fourth the tax is ten times too high, so its row will be refused.',
    tryAfter: 'Discard the import afterwards, so that the sample does not count.',
    tryAction: 'Try the sample register',
    templatesTitle: 'No file yet?',
    templatesText: 'Fill in a template: each column is explained in it, with examples.',
    template: (register, format) => `${register}, ${format}`,
    curlTitle: 'For programmers: the same with curl',
    curlText: 'Paste these lines into a terminal. The token is read from GST_INTAKE_TOKEN.',
    curlCopy: 'Copy the lines',
  },
  hi: {
    title: 'यहाँ से शुरू करें',
    intro:
      'अपने अकाउंटिंग प्रोग्राम से निकला रजिस्टर वैसा ही भेजें। हर पंक्ति जाँची जाती है; सही दस्तावेज़ ले लिए जाते हैं और बाकी कारण के साथ वापस मिलते हैं।',
    tryTitle: 'नमूने से आज़माएँ',
    tryText: 'इस महीने के चार काल्पनिक बिल। तीन सही हैं; चौथे में कर दस गुना लिखा है, इसलिए उसकी पंक्ति अस्वीकृत होगी।',
    tryAfter: 'बाद में इस इम्पोर्ट को हटा दें, ताकि नमूना गिना न जाए।',
    tryAction: 'नमूना रजिस्टर आज़माएँ',
    templatesTitle: 'अभी फ़ाइल नहीं है?',
    templatesText: 'टेम्पलेट भरें: उसमें हर कॉलम उदाहरण के साथ समझाया गया है।',
    template: (register, format) => `${register}, ${format}`,
    curlTitle: 'प्रोग्रामर के लिए: यही काम curl से',
    curlText: 'ये पंक्तियाँ टर्मिनल में पेस्ट करें। टोकन GST_INTAKE_TOKEN से पढ़ा जाता है।',
    curlCopy: 'पंक्तियाँ कॉपी करें',
  },
};
