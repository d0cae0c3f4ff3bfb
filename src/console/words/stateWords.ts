import type { ActivityState } from '../../client/nativeTypes.ts';
import type { TemplateType } from '../../client/types.ts';
import type { Catalogue } from './language.tsx';

/** What people call the states of an import. */
export const STATE_WORDS: Catalogue<Readonly<Record<ActivityState, string>>> = {
  en: {
    waiting: 'Waiting',
    checking: 'Checking',
    done: 'Done',
    done_with_errors: 'Done with errors',
    file_refused: 'File refused',
    failed: 'Failed',
    discarded: 'Discarded',
  },
  hi: {
    waiting: 'प्रतीक्षा में',
    checking: 'जाँच हो रही है',
    done: 'पूरा हुआ',
    done_with_errors: 'गलतियों के साथ पूरा',
    file_refused: 'फ़ाइल अस्वीकृत',
    failed: 'विफल',
    discarded: 'हटाया गया',
  },
};

/** What a state means, in one sentence. */
export const STATE_MEANINGS: Catalogue<Readonly<Record<ActivityState, string>>> = {
  en: {
    waiting: 'The file has arrived and will be checked soon.',
    checking: 'The rows are being checked now.',
    done: 'All rows were taken in.',
    done_with_errors: 'The good documents were taken in; the rows with errors were not.',
    file_refused: 'The file could not be read as a register; nothing was taken in.',
    failed: 'Something went wrong on the server; nothing was taken in.',
    discarded: 'This import was undone; its documents do not count.',
  },
  hi: {
    waiting: 'फ़ाइल मिल गई है, जाँच जल्द शुरू होगी।',
    checking: 'पंक्तियों की जाँच अभी चल रही है।',
    done: 'सभी पंक्तियाँ ले ली गईं।',
    done_with_errors: 'सही दस्तावेज़ ले लिए गए; गलती वाली पंक्तियाँ नहीं ली गईं।',
    file_refused: 'फ़ाइल को रजिस्टर के रूप में पढ़ा नहीं जा सका; कुछ भी नहीं लिया गया।',
    failed: 'सर्वर पर कुछ गड़बड़ हुई; कुछ भी नहीं लिया गया।',
    discarded: 'यह इम्पोर्ट वापस ले लिया गया; इसके दस्तावेज़ नहीं गिने जाते।',
  },
};

export const REGISTER_WORDS: Catalogue<Readonly<Record<TemplateType, string>>> = {
  en: { sales: 'Sales', purchase: 'Purchase' },
  hi: { sales: 'बिक्री', purchase: 'खरीद' },
};
