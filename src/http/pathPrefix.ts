/**
 * The target as our routes know it. A proxy may leave the prefix of the public URL on or take it off; where the target
 * begins with it, it is the prefix, even if it looks like a route of ours.
 */
export function withoutPrefix(target: string, pathPrefix: string): string {
  return pathPrefix !== '' && target.startsWith(`${pathPrefix}/`) ? target.slice(pathPrefix.length) : target;
}

/** What is the storage gateway's rather than Fastify's, of a target without its prefix. */
export function isGatewayPath(target: string): boolean {
  return target.startsWith('/v1/');
}
