import type { StateEntry } from './tables.ts';

/**
 * State codes of GST, as india-compliance (constants) gathers them from the GST portal. 25 went into 26 on 26 January 2020,
 * 28 is Andhra Pradesh before Telangana. Aliases: former names, the letters of vehicle plates and of ISO 3166-2:IN.
 */
export const DEFAULT_STATES: readonly StateEntry[] = [
  state('01', 'Jammu and Kashmir', ['JK', 'J and K', 'Jammu', 'Kashmir']),
  state('02', 'Himachal Pradesh', ['HP', 'Himachal']),
  state('03', 'Punjab', ['PB']),
  state('04', 'Chandigarh', ['CH']),
  state('05', 'Uttarakhand', ['UK', 'UT', 'UA', 'Uttaranchal', 'Uttrakhand']),
  state('06', 'Haryana', ['HR']),
  state('07', 'Delhi', ['DL', 'New Delhi', 'NCT of Delhi', 'NCT Delhi', 'Delhi NCT', 'Delhi (NCT)']),
  state('08', 'Rajasthan', ['RJ']),
  state('09', 'Uttar Pradesh', ['UP', 'Uttarpradesh']),
  state('10', 'Bihar', ['BR', 'BH']),
  state('11', 'Sikkim', ['SK']),
  state('12', 'Arunachal Pradesh', ['AR', 'Arunachal']),
  state('13', 'Nagaland', ['NL']),
  state('14', 'Manipur', ['MN']),
  state('15', 'Mizoram', ['MZ', 'MI']),
  state('16', 'Tripura', ['TR']),
  state('17', 'Meghalaya', ['ML', 'ME']),
  state('18', 'Assam', ['AS']),
  state('19', 'West Bengal', ['WB', 'Bengal', 'Westbengal']),
  state('20', 'Jharkhand', ['JH']),
  state('21', 'Odisha', ['OD', 'OR', 'Orissa']),
  state('22', 'Chhattisgarh', ['CG', 'CT', 'Chattisgarh', 'Chhatisgarh', 'Chattishgarh']),
  state('23', 'Madhya Pradesh', ['MP']),
  state('24', 'Gujarat', ['GJ', 'Gujrat']),
  state('25', 'Daman and Diu', ['DD', 'Daman', 'Diu'], '26'),
  state('26', 'Dadra and Nagar Haveli and Daman and Diu', [
    'DH',
    'DN',
    'DNHDD',
    'Dadra and Nagar Haveli',
    'Dadra and Nagar Haveli, Daman and Diu',
    'Dadra Nagar Haveli and Daman Diu',
    'Silvassa',
  ]),
  state('27', 'Maharashtra', ['MH', 'Maharastra']),
  state('28', 'Andhra Pradesh (before bifurcation)', ['Andhra Pradesh (Old)', 'Old Andhra Pradesh'], '37'),
  state('29', 'Karnataka', ['KA', 'Karnatka']),
  state('30', 'Goa', ['GA']),
  state('31', 'Lakshadweep', ['LD', 'Lakshadweep Islands']),
  state('32', 'Kerala', ['KL']),
  state('33', 'Tamil Nadu', ['TN', 'Tamilnadu']),
  state('34', 'Puducherry', ['PY', 'Pondicherry', 'Pondichery']),
  state('35', 'Andaman and Nicobar Islands', ['AN', 'Andaman and Nicobar', 'Andaman', 'Andaman Nicobar']),
  state('36', 'Telangana', ['TS', 'TG', 'Telengana']),
  state('37', 'Andhra Pradesh', ['AP', 'AD', 'Andhra', 'Andhra Pradesh (New)']),
  state('38', 'Ladakh', ['LA', 'Ladakh (UT)']),
  state('96', 'Other Countries', [
    'OTH',
    'Other Country',
    'Foreign Country',
    'Foreign',
    'Outside India',
    'Overseas',
    'Abroad',
    'Export',
  ]),
  state('97', 'Other Territory', ['OT', 'Other Territories']),
];

function state(
  code: string,
  name: string,
  aliases: readonly string[],
  replacedBy: string | null = null,
): StateEntry {
  return { code, name, aliases, replacedBy };
}
