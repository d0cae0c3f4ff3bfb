import type { Connection } from './connection.ts';
import type { FindingGroups, RefusedRowPage, WarningPage } from './findingTypes.ts';
import { activityPath, listed } from './nativeCalls.ts';
import type { FindingOptions, FindingPageOptions } from './nativeTypes.ts';
import { queryOf } from './query.ts';

type Kind = 'errors' | 'warnings';

export function findingGroups(
  connection: Connection,
  options: FindingOptions,
  kind: Kind,
): Promise<FindingGroups> {
  return listed(connection, options, { path: `${activityPath(options)}/${kind}/groups`, key: 'groups' });
}

export function errorRows(connection: Connection, options: FindingPageOptions): Promise<RefusedRowPage> {
  return listed(connection, options, { path: pagePath(options, 'errors'), key: 'rows' });
}

export function warningRows(connection: Connection, options: FindingPageOptions): Promise<WarningPage> {
  return listed(connection, options, { path: pagePath(options, 'warnings'), key: 'rows' });
}

function pagePath(options: FindingPageOptions, kind: Kind): string {
  const { offset, limit, rule } = options;
  return `${activityPath(options)}/${kind}${queryOf({ offset, limit, rule })}`;
}
