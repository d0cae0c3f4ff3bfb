const HUNDREDTHS = 1;
const INTEGER = 2;

const double = Buffer.alloc(8);

/** A number in four bytes: an integer of 30 bits or the upper 30 bits of a double, perhaps of hundredths ([MS-XLS] 2.5.217). */
export function rkNumber(bytes: Buffer, at: number): number {
  const raw = bytes.readInt32LE(at);
  let value: number;
  if ((raw & INTEGER) !== 0) value = raw >> 2;
  else {
    double.writeInt32LE(raw & ~3, 4);
    value = double.readDoubleLE(0);
  }
  return (raw & HUNDREDTHS) === 0 ? value : value / 100;
}
