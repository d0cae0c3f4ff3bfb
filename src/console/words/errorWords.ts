import type { Catalogue } from './language.tsx';

/** The kinds of trouble that are told apart in words; `kindOfError` in errorKinds.ts sorts errors into them. */
export type ErrorKind =
  | 'connection'
  | 'timeout'
  | 'signedOut'
  | 'permission'
  | 'license'
  | 'quota'
  | 'notFound'
  | 'tooMany'
  | 'refused'
  | 'upload'
  | 'probablyUploaded'
  | 'file'
  | 'server'
  | 'unexpected'
  | 'unknown';

/** What happened and what to do. */
export interface ErrorWords {
  readonly title: string;
  readonly text: string;
}

export const ERROR_WORDS: Catalogue<Readonly<Record<ErrorKind, ErrorWords>>> = {
  en: {
    connection: {
      title: 'The server cannot be reached',
      text: 'Check your network connection and try again. Nothing that was already taken in is lost.',
    },
    timeout: {
      title: 'The server took too long to answer',
      text: 'The connection may be slow. Try again in a moment.',
    },
    signedOut: { title: 'You are signed out', text: 'Sign in again to go on.' },
    permission: {
      title: 'You are not allowed to do this',
      text: 'Ask whoever manages this workspace for the permission.',
    },
    license: {
      title: 'The license of this workspace has ended',
      text: 'Ask whoever runs this server to renew it.',
    },
    quota: {
      title: 'The quota of this workspace is used up',
      text: 'Wait until the next window begins, or ask whoever runs this server for more.',
    },
    notFound: {
      title: 'This does not exist here',
      text: 'The address may be wrong, or it belongs to another workspace.',
    },
    tooMany: { title: 'Too many requests', text: 'Wait a little and try again.' },
    refused: { title: 'The server refused this', text: 'It says why below.' },
    upload: {
      title: 'The file was not accepted',
      text: 'The reason is below. Choose the file again once it is mended.',
    },
    probablyUploaded: {
      title: 'The file has probably arrived',
      text: 'The connection broke before the server could confirm it. Look at the list of imports before you send it again.',
    },
    file: {
      title: 'The file could not be read',
      text: 'It may have been changed, moved or opened by another program. Close it there and choose it again.',
    },
    server: {
      title: 'The server has a problem',
      text: 'Try again in a moment. If it stays, send the details to whoever runs this server.',
    },
    unexpected: {
      title: 'The answer could not be understood',
      text: 'Something between you and the server may have answered instead. Send the details to whoever runs it.',
    },
    unknown: {
      title: 'Something went wrong on this page',
      text: 'Reload the page. If it happens again, send the details to whoever runs this server.',
    },
  },
  hi: {
    connection: {
      title: 'सर्वर तक पहुँच नहीं हो पा रही है',
      text: 'अपना नेटवर्क जाँचें और फिर कोशिश करें। जो पहले लिया जा चुका है, वह सुरक्षित है।',
    },
    timeout: {
      title: 'सर्वर ने जवाब देने में बहुत समय लिया',
      text: 'कनेक्शन धीमा हो सकता है। थोड़ी देर में फिर कोशिश करें।',
    },
    signedOut: { title: 'आप साइन आउट हैं', text: 'आगे बढ़ने के लिए फिर साइन इन करें।' },
    permission: {
      title: 'आपको इसकी अनुमति नहीं है',
      text: 'इस वर्कस्पेस को संभालने वाले व्यक्ति से अनुमति माँगें।',
    },
    license: {
      title: 'इस वर्कस्पेस का लाइसेंस समाप्त हो गया है',
      text: 'इस सर्वर को चलाने वाले से इसे नवीनीकृत करने को कहें।',
    },
    quota: {
      title: 'इस वर्कस्पेस का कोटा पूरा हो गया है',
      text: 'अगली अवधि शुरू होने तक प्रतीक्षा करें, या सर्वर चलाने वाले से और कोटा माँगें।',
    },
    notFound: {
      title: 'यह यहाँ मौजूद नहीं है',
      text: 'पता गलत हो सकता है, या यह किसी दूसरे वर्कस्पेस का है।',
    },
    tooMany: { title: 'बहुत अधिक अनुरोध', text: 'थोड़ा रुककर फिर कोशिश करें।' },
    refused: { title: 'सर्वर ने यह स्वीकार नहीं किया', text: 'कारण नीचे दिया है।' },
    upload: { title: 'फ़ाइल स्वीकार नहीं हुई', text: 'कारण नीचे दिया है। सुधारने के बाद फ़ाइल फिर चुनें।' },
    probablyUploaded: {
      title: 'फ़ाइल संभवतः पहुँच गई है',
      text: 'सर्वर की पुष्टि से पहले कनेक्शन टूट गया। फिर भेजने से पहले इम्पोर्ट की सूची देखें।',
    },
    file: {
      title: 'फ़ाइल पढ़ी नहीं जा सकी',
      text: 'हो सकता है वह बदली गई हो या किसी दूसरे प्रोग्राम में खुली हो। उसे वहाँ बंद करें और फिर चुनें।',
    },
    server: {
      title: 'सर्वर में समस्या है',
      text: 'थोड़ी देर में फिर कोशिश करें। समस्या बनी रहे तो विवरण सर्वर चलाने वाले को भेजें।',
    },
    unexpected: {
      title: 'जवाब समझा नहीं जा सका',
      text: 'हो सकता है बीच की किसी मशीन ने जवाब दिया हो। विवरण सर्वर चलाने वाले को भेजें।',
    },
    unknown: {
      title: 'इस पेज पर कुछ गड़बड़ हुई',
      text: 'पेज फिर लोड करें। दोबारा हो तो विवरण सर्वर चलाने वाले को भेजें।',
    },
  },
};

/** `in 25 minutes`, set behind the text of a quota or of too many requests. */
export const WAIT_WORDS: Catalogue<{ readonly tryAgainIn: (wait: string) => string }> = {
  en: { tryAgainIn: (wait) => `Try again in ${wait}.` },
  hi: { tryAgainIn: (wait) => `${wait} बाद फिर कोशिश करें।` },
};
