import { createHash } from 'node:crypto';

/**
 * What React Aria 1.22 writes into `<style>` elements of its own: `usePress` against delayed clicks, `usePreventScroll` on
 * iPhones. Named by their hashes, so that no other inline style passes.
 */
export const REACT_ARIA_STYLES: readonly string[] = [
  `@layer {
  [data-react-aria-pressable] {
    touch-action: pan-x pan-y pinch-zoom;
  }
}`,
  `@layer {
  * {
    overscroll-behavior: contain;
  }
}`,
];

const UNUSED_FEATURES = [
  ...[
    'accelerometer',
    'autoplay',
    'camera',
    'display-capture',
    'encrypted-media',
    'geolocation',
    'gyroscope',
  ],
  ...['magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-get'],
  ...['screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
];

/**
 * What the console's page may do: run and show what this server serves, and send files where URLs of ours lead.
 * @param uploadOrigins scheme, host and port of signed URLs
 */
export function pageHeaders(uploadOrigins: readonly string[]): Readonly<Record<string, string>> {
  const styles = REACT_ARIA_STYLES.map((style) => `'sha256-${sha256(style)}'`);
  const policy = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", ...styles],
    'img-src': ["'self'"],
    'connect-src': ["'self'", ...new Set(uploadOrigins)],
    'base-uri': ["'self'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
      .join('; '),
    'permissions-policy': UNUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
