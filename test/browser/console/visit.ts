import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A browser of its own with one page; whatever a user must never meet is noted. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Dialogs that the browser opened, errors in the console, reports of the content policy, requests elsewhere. */
  complaints(): readonly string[];
  /** What live regions have said, in order; each entry once. */
  said(): Promise<readonly string[]>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Failed requests that belong to the story, as `status url` or the browser's own words for them. */
  readonly expects?: readonly RegExp[];
}

/** Beyond it, what should be on the page will not come. */
const PATIENCE_MS = 20_000;

/** The first look whether somebody is signed in. */
const NOT_SIGNED_IN = /status of 401 .*\/api\/v1\/session$/;

export async function openVisit(
  browser: Browser,
  baseUrl: string,
  { expects = [], ...options }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1280, height: 900 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    ...options,
  });
  const complaints: string[] = [];
  const said: string[] = [];
  const note = (text: string) => {
    if (![NOT_SIGNED_IN, ...expects].some((expected) => expected.test(text))) complaints.push(text);
  };
  await context.exposeFunction('noteSaid', (text: string) => said.push(text));
  await context.exposeFunction('noteViolation', (text: string) => complaints.push(text));
  await context.addInitScript(watchPage);
  context.on('page', (page) => watch(page, note));
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(baseUrl).origin)
      note(`request to ${request.url()}`);
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  return { page, context, complaints: () => complaints, said: async () => said };
}

function watch(page: Page, note: (text: string) => void): void {
  page.on('dialog', (dialog) => {
    // Only an unload may ask, and the tests of it say so.
    if (dialog.type() !== 'beforeunload') note(`dialog: ${dialog.message()}`);
    void dialog.accept();
  });
  page.on('pageerror', (error) => note(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} ${message.location().url}`);
  });
}

/** Runs in each page before its own scripts. */
function watchPage(): void {
  const report = window as unknown as {
    noteSaid(text: string): void;
    noteViolation(text: string): void;
  };
  document.addEventListener('securitypolicyviolation', (event) =>
    report.noteViolation(`content policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
  const LIVE = '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"], [role="log"]';
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const place = target instanceof Element ? target : target.parentElement;
      const added = [...addedNodes].map((node) => node.textContent ?? '');
      const texts = place?.closest(LIVE) ? added : [...addedNodes].flatMap(alertsIn);
      for (const text of texts) if (text.trim() !== '') report.noteSaid(text.trim());
    }
  }).observe(document, { subtree: true, childList: true });

  function alertsIn(node: Node): string[] {
    if (!(node instanceof Element)) return [];
    const found = [...node.querySelectorAll('[role="alert"]')];
    return (node.matches('[role="alert"]') ? [node, ...found] : found).map((each) => each.textContent ?? '');
  }
}
