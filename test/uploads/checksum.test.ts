import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CHECKSUM_ALGORITHMS, CHECKSUM_BYTES, openChecksum } from '../../src/uploads/checksum.ts';

/** "123456789": the check values of the catalogue of parametrised CRC algorithms and of each hash's test vectors. */
const CHECK_VALUES: Readonly<Record<(typeof CHECKSUM_ALGORITHMS)[number], string>> = {
  md5: '25f9e794323b453885f5181f1b624d0b',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
};

describe('checksums a client may send', () => {
  it.each(CHECKSUM_ALGORITHMS)('%s gives its published check value', (algorithm) => {
    const checksum = openChecksum(algorithm);
    checksum.update(Buffer.from('123456789'));
    const digest = checksum.digest();
    expect(digest.toString('hex')).toBe(CHECK_VALUES[algorithm]);
    expect(digest.byteLength).toBe(CHECKSUM_BYTES[algorithm]);
  });

  it.each(CHECKSUM_ALGORITHMS)('%s does not depend on where the chunks are cut', (algorithm) => {
    const bytes = randomBytes(100_003);
    const [whole, cut] = [openChecksum(algorithm), openChecksum(algorithm)];
    whole.update(bytes);
    for (let at = 0; at < bytes.byteLength; at += 977) cut.update(bytes.subarray(at, at + 977));
    expect(cut.digest()).toEqual(whole.digest());
  });

  it('agrees with an independent SHA-1 over no bytes', () => {
    expect(openChecksum('sha1').digest()).toEqual(createHash('sha1').digest());
    expect(openChecksum('crc64nvme').digest().toString('hex')).toBe('0000000000000000');
    expect(openChecksum('crc32c').digest().toString('hex')).toBe('00000000');
  });
});
