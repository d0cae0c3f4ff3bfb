/** How Debian's Chromium is started, also as root of a container and without a network. */
export const CHROMIUM = {
  executablePath: process.env['GST_INTAKE_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
