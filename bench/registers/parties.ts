import { gstinCheckCharacter } from '../../src/gst/gstin.ts';
import type { Random } from './random.ts';

export interface Party {
  readonly gstin: string;
  readonly name: string;
  readonly address: string;
  readonly city: string;
  readonly state: string;
}

const STATES: readonly (readonly [string, string, string])[] = [
  ['29', 'Karnataka', 'Bengaluru'],
  ['27', 'Maharashtra', 'Pune'],
  ['07', 'Delhi', 'New Delhi'],
  ['33', 'Tamil Nadu', 'Chennai'],
  ['24', 'Gujarat', 'Surat'],
  ['09', 'Uttar Pradesh', 'Kanpur'],
  ['36', 'Telangana', 'Hyderabad'],
  ['19', 'West Bengal', 'Kolkata'],
];
const FIRST = ['Annapurna', 'Bharat', 'Chola', 'Deccan', 'Everest', 'Ganga', 'Himalaya', 'Kaveri', 'Malabar'];
const SECOND = ['Traders', 'Industries Pvt Ltd', 'Agencies', 'Steel & Alloys', 'Textiles', 'Foods LLP'];
const DEVANAGARI = ['श्री गणेश ट्रेडर्स', 'भारत इंडस्ट्रीज़', 'अन्नपूर्णा भंडार', 'महाराष्ट्र स्टील्स', 'हिमालय औषधालय'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The company's own registrations: three states, one PAN. */
export const OWN_GSTINS: readonly string[] = ['29', '27', '24'].map((state) =>
  withCheck(`${state}AAFCG4821M1Z`),
);

/** @param stub the first fourteen characters */
export function withCheck(stub: string): string {
  return stub + gstinCheckCharacter(stub);
}

/** About seven in a hundred carry a name in Devanagari, a third an address with commas. */
export function makeParties(count: number, random: Random): Party[] {
  return Array.from({ length: count }, (_, place) => {
    const [code, state, city] = random.pick(STATES);
    const letters = Array.from({ length: 5 }, () => LETTERS[random.below(26)]).join('');
    const digits = String(1000 + random.below(9000));
    const name = random.once(14)
      ? `${random.pick(DEVANAGARI)} ${place}`
      : `${random.pick(FIRST)} ${random.pick(SECOND)} ${place}`;
    const street = random.once(3) ? `${place}, Station Road, Near Old Mill` : `${place} Market Street`;
    const gstin = withCheck(`${code}${letters}${digits}${LETTERS[random.below(26)]}1Z`);
    return { gstin, name, address: street, city, state };
  });
}
