import type { Language } from '../../words/language.tsx';

/** What the server calls good rows of a document another row of which has errors, where a rule is asked for. */
export const HELD_BACK = 'held_back';

/** A rule in a few words. What exactly is wrong with a row is the server's message. */
export const RULE_TITLES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  R01: { en: 'Text beyond the last column', hi: 'आख़िरी कॉलम के बाद भी लिखा है' },

  C01: { en: 'A required value is missing', hi: 'ज़रूरी मान खाली है' },
  C02: { en: 'Value not in the list', hi: 'मान सूची में नहीं है' },

  G02: { en: 'Not a GSTIN', hi: 'यह GSTIN नहीं है' },
  G03: { en: 'GSTIN check digit is wrong', hi: 'GSTIN का चेक अंक गलत है' },
  G04: { en: 'GSTIN starts with no state code', hi: 'GSTIN के पहले दो अंक राज्य कोड नहीं हैं' },
  G05: { en: 'Own GSTIN is not in this account', hi: 'अपना GSTIN इस खाते में नहीं है' },
  G06: { en: 'Supplier and customer GSTIN are the same', hi: 'विक्रेता और ग्राहक का GSTIN एक ही है' },
  G07: { en: 'Unusual kind of GSTIN', hi: 'GSTIN का प्रकार यहाँ असामान्य है' },

  D03: { en: 'Document number is not allowed', hi: 'दस्तावेज़ संख्या मान्य नहीं है' },
  D04: { en: 'Document number starts with 0, / or -', hi: 'दस्तावेज़ संख्या 0, / या - से शुरू होती है' },
  D05: { en: 'Number changed by Excel', hi: 'Excel ने संख्या बदल दी है' },
  D06: { en: 'Date cannot be read', hi: 'तारीख़ पढ़ी नहीं जा सकती' },
  D07: { en: 'Date in the future or before GST', hi: 'तारीख़ भविष्य की या GST से पहले की है' },
  D10: { en: 'Return period does not fit the date', hi: 'रिटर्न अवधि तारीख़ से मेल नहीं खाती' },
  D11: { en: 'Time limit has passed', hi: 'समय सीमा निकल चुकी है' },
  D12: { en: 'Rows of one document differ', hi: 'एक ही दस्तावेज़ की पंक्तियाँ अलग-अलग हैं' },
  D13: { en: 'Row is repeated', hi: 'पंक्ति दोहराई गई है' },
  D14: { en: 'Document total does not match its lines', hi: 'दस्तावेज़ का कुल उसकी पंक्तियों से मेल नहीं खाता' },
  D15: { en: 'Example row of the template', hi: 'टेम्पलेट की उदाहरण पंक्ति' },

  P01: { en: 'Place of supply is not a state', hi: 'आपूर्ति का स्थान कोई राज्य नहीं है' },
  P02: { en: 'Place of supply is missing', hi: 'आपूर्ति का स्थान खाली है' },
  P04: {
    en: 'IGST with CGST or SGST, or unequal halves',
    hi: 'IGST के साथ CGST/SGST, या दोनों असमान',
  },
  P05: { en: 'IGST within one state', hi: 'राज्य के अंदर की आपूर्ति पर IGST' },
  P06: { en: 'CGST and SGST where IGST is due', hi: 'IGST की जगह CGST और SGST' },
  P08: { en: 'Customer GSTIN needed', hi: 'ग्राहक का GSTIN ज़रूरी है' },
  P09: { en: 'Tax on a supply without payment of tax', hi: 'बिना कर भुगतान वाली आपूर्ति पर कर' },
  P10: { en: 'Export without IGST or with another place', hi: 'निर्यात पर IGST नहीं, या स्थान कुछ और है' },
  P11: { en: 'Reverse charge without a registered buyer', hi: 'पंजीकृत ख़रीदार के बिना रिवर्स चार्ज' },
  P12: { en: 'Tax where none may be charged', hi: 'कर वहाँ जहाँ कर नहीं लगता' },
  P13: { en: 'Tax but no supplier GSTIN', hi: 'कर है पर विक्रेता का GSTIN नहीं' },
  P14: { en: 'Tax of another state', hi: 'किसी और राज्य का कर' },

  A01: { en: 'Not a number', hi: 'यह संख्या नहीं है' },
  A02: { en: 'Negative amount', hi: 'ऋणात्मक राशि' },
  A03: { en: 'Amount was rounded', hi: 'राशि को पूर्णांकित किया गया' },
  A04: { en: 'Tax does not match the rate', hi: 'कर दर से मेल नहीं खाता' },
  A05: { en: 'Not a GST rate', hi: 'यह GST दर नहीं है' },
  A06: { en: 'Rates contradict each other', hi: 'दरें आपस में मेल नहीं खातीं' },
  A07: { en: 'Rate was not in force on that date', hi: 'उस तारीख़ को यह दर लागू नहीं थी' },
  A08: { en: 'Compensation cess had ended', hi: 'क्षतिपूर्ति उपकर समाप्त हो चुका था' },
  A09: { en: 'Nil, exempt or non-GST, but taxed', hi: 'शून्य, छूट या ग़ैर-GST, फिर भी कर है' },
  A10: { en: 'Zero rate without a reason', hi: 'शून्य दर, पर कारण नहीं बताया' },

  H01: { en: 'Not an HSN or SAC code', hi: 'यह HSN या SAC कोड नहीं है' },
  H02: { en: 'HSN code has an odd length', hi: 'HSN कोड के अंक 3, 5 या 7 हैं' },
  H03: { en: 'HSN code missing, short or unknown', hi: 'HSN कोड खाली, छोटा या सूची से बाहर' },
  H04: { en: 'Goods or service, unit or quantity', hi: 'माल या सेवा, इकाई या मात्रा' },

  N01: { en: 'Invoice of the note', hi: 'नोट का मूल बिल' },
  N03: { en: 'Amendment or advance is incomplete', hi: 'संशोधन या अग्रिम अधूरा है' },

  X01: { en: 'Shipping bill or port', hi: 'शिपिंग बिल या पोर्ट' },
  X02: { en: 'Bill of entry or port', hi: 'बिल ऑफ़ एंट्री या पोर्ट' },

  I02: { en: 'ITC claim is more than the tax', hi: 'ITC दावा कर से ज़्यादा है' },
  I03: { en: 'ITC that cannot be claimed', hi: 'ITC जिसका दावा नहीं हो सकता' },

  [HELD_BACK]: {
    en: 'Good rows held back by another row',
    hi: 'सही पंक्तियाँ, जो दूसरी पंक्ति के कारण रुकी हैं',
  },
};

/** The titles of several findings, each once; a finding of which the rule was not noted has none. */
export function ruleTitles(
  findings: readonly { readonly code: string | null }[],
  language: Language,
): readonly string[] {
  const codes = new Set(findings.map(({ code }) => code));
  return [...codes].flatMap((code) => (code === null ? [] : [ruleTitle(code, language)]));
}

/** Its code where a rule has no title here: of a newer server, or of another one. */
export function ruleTitle(code: string, language: Language): string {
  return Object.hasOwn(RULE_TITLES, code) ? (RULE_TITLES[code]?.[language] ?? code) : code;
}
