import type { UnitEntry } from './tables.ts';

/**
 * Unique quantity codes: https://einvoice1.gst.gov.in/Others/MasterCodes, as india-compliance gathers them. Aliases: the names
 * of that list, and the units of SAP, Oracle and Tally.
 */
export const DEFAULT_UNITS: readonly UnitEntry[] = [
  unit('BAG', 'BAGS'),
  unit('BAL', 'BALE', 'BALES'),
  unit('BDL', 'BUNDLE', 'BUNDLES'),
  unit('BKL', 'BUCKLE', 'BUCKLES'),
  unit('BOU', 'BILLION OF UNITS', 'BILLIONS OF UNITS'),
  unit('BOX', 'BOXES', 'BX'),
  unit('BTL', 'BOTTLE', 'BOTTLES', 'BOT'),
  unit('BUN', 'BUNCH', 'BUNCHES'),
  unit('CAN', 'CANS'),
  unit('CBM', 'CUBIC METER', 'CUBIC METERS', 'CUBIC METRE', 'CUBIC METRES', 'M3', 'CUM'),
  unit('CCM', 'CUBIC CENTIMETER', 'CUBIC CENTIMETERS', 'CUBIC CENTIMETRE', 'CUBIC CENTIMETRES', 'CM3'),
  unit('CMS', 'CENTIMETER', 'CENTIMETERS', 'CENTIMETRE', 'CENTIMETRES', 'CM'),
  unit('CTN', 'CARTON', 'CARTONS', 'CAR'),
  unit('DOZ', 'DOZEN', 'DOZENS', 'DZ', 'DZN'),
  unit('DRM', 'DRUM', 'DRUMS', 'DR'),
  unit('GGK', 'GREAT GROSS'),
  unit('GMS', 'GRAM', 'GRAMS', 'GRAMME', 'GRAMMES', 'G', 'GM', 'GR'),
  unit('GRS', 'GROSS', 'GRO'),
  unit('GYD', 'GROSS YARD', 'GROSS YARDS'),
  unit('KGS', 'KG', 'KILO', 'KILOS', 'KILOGRAM', 'KILOGRAMS', 'KILOGRAMME', 'KILOGRAMMES', 'KGM'),
  unit('KLR', 'KILOLITER', 'KILOLITERS', 'KILOLITRE', 'KILOLITRES', 'KL'),
  unit('KME', 'KILOMETER', 'KILOMETERS', 'KILOMETRE', 'KILOMETRES', 'KM', 'KMS'),
  unit('LTR', 'LITER', 'LITERS', 'LITRE', 'LITRES', 'L', 'LT', 'LTRS'),
  unit('MLT', 'MILLILITER', 'MILLILITERS', 'MILLILITRE', 'MILLILITRES', 'MILILITRE', 'ML'),
  unit('MTR', 'METER', 'METERS', 'METRE', 'METRES', 'M', 'MTRS'),
  unit('MTS', 'METRIC TON', 'METRIC TONS', 'METRIC TONNE', 'METRIC TONNES', 'MT', 'TO', 'TNE'),
  unit('NOS', 'NO', 'NUMBER', 'NUMBERS', 'EA', 'EACH', 'NUM', 'NR', 'AU', 'LS'),
  unit('OTH', 'OTHERS', 'OTHER'),
  unit('PAC', 'PACK', 'PACKS', 'PACKET', 'PACKETS', 'PKT', 'PAK', 'PK', 'PKTS'),
  unit('PCS', 'PIECE', 'PIECES', 'PC', 'PCE'),
  unit('PRS', 'PAIR', 'PAIRS', 'PR', 'PAA'),
  unit('QTL', 'QUINTAL', 'QUINTALS', 'QTLS', 'QUI'),
  unit('ROL', 'ROLL', 'ROLLS'),
  unit('SET', 'SETS'),
  unit('SQF', 'SQUARE FOOT', 'SQUARE FEET', 'SQFT', 'SFT', 'FT2'),
  unit('SQM', 'SQUARE METER', 'SQUARE METERS', 'SQUARE METRE', 'SQUARE METRES', 'M2', 'SQMTR', 'SQ MTRS'),
  unit('SQY', 'SQUARE YARD', 'SQUARE YARDS', 'SQYD', 'YD2'),
  unit('TBS', 'TABLET', 'TABLETS', 'TAB'),
  unit('TGM', 'TEN GRAM', 'TEN GRAMS', 'TEN GROSS'),
  unit('THD', 'THOUSAND', 'THOUSANDS', 'TH'),
  unit('TON', 'TONNE', 'TONNES', 'TONS'),
  unit('TUB', 'TUBE', 'TUBES'),
  unit('UGS', 'US GALLON', 'US GALLONS'),
  unit('UNT', 'UNIT', 'UNITS', 'UOM'),
  unit('YDS', 'YARD', 'YARDS', 'YD', 'YRD'),
];

function unit(code: string, ...aliases: string[]): UnitEntry {
  return { code, aliases };
}
