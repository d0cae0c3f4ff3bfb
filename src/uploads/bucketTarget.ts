/**
 * Where a bucket is reached by its own URLs.
 *
 * Source, checked 2026-11-24: Amazon S3 User Guide, "Virtual hosting of buckets" and "Bucket naming rules"; the same
 * choice between the two styles as the AWS SDKs make, which the tests hold us to.
 */
import { isIP } from 'node:net';
import type { PresignInput } from '../sigv4/presign.ts';
import type { UrlTarget } from './presign.ts';

export interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
  /** `scheme://host[:port]`; null = Amazon's own for the region. */
  readonly endpoint: string | null;
  /** Where clients reach it, in the same form; null = `endpoint`. */
  readonly publicEndpoint: string | null;
  readonly forcePathStyle: boolean;
}

/** One label of a host name: of a name with dots no certificate of `*.host` knows. */
const LABEL = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Signed URLs that lead straight to a bucket: nothing of ours stands in between. */
export function bucketTarget(place: BucketPlace, credentials: PresignInput['credentials']): UrlTarget {
  return { ...bucketAddress(place), region: place.region, credentials };
}

/** Origin and path up to the key, as clients call it. */
export function bucketAddress(place: BucketPlace): Pick<UrlTarget, 'origin' | 'keyPrefix'> {
  const { bucket, region } = place;
  const base = new URL(place.publicEndpoint ?? place.endpoint ?? amazonEndpoint(region));
  return isVirtualHosted(place, base)
    ? { origin: `${base.protocol}//${bucket}.${base.host}`, keyPrefix: '/' }
    : { origin: base.origin, keyPrefix: `/${bucket}/` };
}

function isVirtualHosted({ bucket, forcePathStyle }: BucketPlace, { hostname }: URL): boolean {
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return !forcePathStyle && !isAddress && LABEL.test(bucket);
}

/** The region's own: the one without a region may redirect, and a redirect breaks a signature. */
function amazonEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
