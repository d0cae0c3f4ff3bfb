import { AppError } from '../errors.ts';

/** Everything before the hosts, the hosts with commas between, and everything behind them. */
const PARTS = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/;

/** The hosts of a database URL that is written as libpq takes it: `postgres://USER@HOST1:PORT1,HOST2:PORT2/DATABASE`. */
export interface PostgresHosts {
  /** `host:port,host:port/database`: what may be shown of it. */
  readonly server: string;
  readonly count: number;
  /** Which of them was last found to take changes; at first the first. */
  place(): number;
  /** Its URL, without the others. */
  url(): string;
  /** Turns to the next one, unless somebody has turned away from `place` already. */
  leave(place: number): void;
}

/** @throws AppError settings_invalid */
export function parseHosts(url: string): PostgresHosts {
  const [, before = '', hosts = '', behind = ''] = PARTS.exec(url) ?? [];
  const urls = hosts.split(',').map((host) => `${before}${host}${behind}`);
  if (before === '' || !urls.every((one) => URL.canParse(one))) {
    throw new AppError(
      'settings_invalid',
      'GST_INTAKE_DATABASE_URL is no PostgreSQL URL: write postgres://USER:PASSWORD@HOST:PORT/DATABASE, or several ' +
        'HOST:PORT with commas between.',
    );
  }
  const parsed = urls.map((one) => new URL(one));
  const names = parsed.map(({ hostname, port }) => `${hostname}:${port === '' ? '5432' : port}`);
  let current = 0;
  return {
    server: `${names.join(',')}${parsed[0]?.pathname ?? ''}`,
    count: urls.length,
    place: () => current,
    url: () => urls[current] ?? '',
    leave(place) {
      if (place === current) current = (current + 1) % urls.length;
    },
  };
}
