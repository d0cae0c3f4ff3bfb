/**
 * Checksums that a client may send along with a PUT.
 *
 * Sources, checked 2026-11-23: Amazon S3 User Guide, "Checking object integrity"; CRC-32C as in RFC 3720 appendix B.4;
 * CRC-64/NVME as in the NVM Express command set specification, section 5.2.1.3.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const CHECKSUM_ALGORITHMS = ['md5', 'sha1', 'sha256', 'crc32', 'crc32c', 'crc64nvme'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Length of each digest in bytes. */
export const CHECKSUM_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  md5: 16,
  sha1: 20,
  sha256: 32,
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
};

/** What a client says about its body. */
export interface ExpectedChecksum {
  /** The header it came in, for the message. */
  readonly header: string;
  readonly algorithm: ChecksumAlgorithm;
  readonly digest: Buffer;
}

export interface RunningChecksum {
  update(chunk: Uint8Array): void;
  /** Big-endian for the CRCs, as S3 sends them. */
  digest(): Buffer;
}

export function openChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'crc32':
      return openCrc32(crc32);
    case 'crc32c':
      return openCrc32(crc32c);
    case 'crc64nvme':
      return openCrc64();
    default: {
      const hash = createHash(algorithm);
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
    }
  }
}

function openCrc32(step: (chunk: Uint8Array, value: number) => number): RunningChecksum {
  let value = 0;
  return {
    update(chunk) {
      value = step(chunk, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes;
    },
  };
}

const CRC32C_POLYNOMIAL = 0x82f63b78;
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ CRC32C_POLYNOMIAL : rest >>> 1;
  return rest;
});

function crc32c(chunk: Uint8Array, value: number): number {
  let rest = ~value;
  for (const byte of chunk) rest = (CRC32C_TABLE[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8);
  return ~rest >>> 0;
}

const CRC64_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;
const CRC64_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let rest = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1n ? (rest >> 1n) ^ CRC64_POLYNOMIAL : rest >> 1n;
  return rest;
});
const CRC64_HIGH = Uint32Array.from(CRC64_TABLE, (entry) => Number(entry >> 32n));
const CRC64_LOW = Uint32Array.from(CRC64_TABLE, (entry) => Number(entry & 0xffffffffn));

/** In two 32-bit halves: BigInt arithmetic for each byte would be a hundred times slower. */
function openCrc64(): RunningChecksum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(chunk) {
      for (const byte of chunk) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (CRC64_LOW[index] ?? 0);
        high = (high >>> 8) ^ (CRC64_HIGH[index] ?? 0);
      }
    },
    digest() {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(~high >>> 0, 0);
      bytes.writeUInt32BE(~low >>> 0, 4);
      return bytes;
    },
  };
}
