/** First and last day on which a workspace may ask for URLs, `yyyy-mm-dd`, both inclusive; null = no bound. */
export interface License {
  readonly from: string | null;
  readonly until: string | null;
}

export const UNLIMITED_LICENSE: License = { from: null, until: null };

/** Whether the license covers `today`, a `yyyy-mm-dd` date in the installation's time zone. */
export function licenseCovers(license: License, today: string): boolean {
  return (
    (license.from === null || license.from <= today) && (license.until === null || today <= license.until)
  );
}
