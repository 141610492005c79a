/** Which licences a production dependency may have. */

const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'WTFPL',
]);

/** Takes an SPDX expression or npm's older object forms. `A OR B` needs one allowed, `A AND B` both. */
export function judgeLicence(licence) {
  if (Array.isArray(licence)) return licence.some((one) => judgeLicence(one));
  if (typeof licence === 'object' && licence !== null) return judgeLicence(licence.type);
  if (typeof licence !== 'string') return false;
  const plain = licence.replace(/[()]/g, ' ').trim();
  return plain.split(/\s+OR\s+/i).some((side) => side.split(/\s+AND\s+/i).every((one) => ALLOWED.has(one.trim())));
}
