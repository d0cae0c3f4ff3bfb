import { downloadOfKey } from '../uploads/downloadKey.ts';
import { uploadRefOf } from '../uploads/objectKey.ts';
import type { Call } from './outcomes.ts';

const CLEAR_CALLS: readonly (readonly [string, RegExp, Call])[] = [
  ['GET', /^\/integration\/v1\/generatePreSign\/[^/]+$/, 'presign'],
  ['POST', /^\/integration\/v1\/ingest\/file\/[^/]+$/, 'trigger'],
  ['GET', /^\/integration\/v1\/ingest\/file\/[^/]+\/status\/[^/]+$/, 'status'],
  ['GET', /^\/integration\/v1\/authz\/token$/, 'token'],
];

/** Which call a request is. @param target path and query, without a path prefix */
export function callOf(method: string, target: string): Call | undefined {
  const path = pathOf(target);
  if (path.startsWith('/v1/')) {
    if (method === 'PUT' && uploadRefOf(path) !== undefined) return 'put';
    return method === 'GET' && downloadOfKey(path.split('/').slice(-3).join('/')) !== undefined
      ? 'errorFile'
      : undefined;
  }
  return CLEAR_CALLS.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2];
}

/** The workspace that the path of a stored file begins with: `/v1/{region}/{bucket}/{workspaceId}/…`. */
export function workspaceInPath(target: string): string | undefined {
  return pathOf(target).split('/')[4];
}

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}
