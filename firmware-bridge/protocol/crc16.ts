/** CRC-16/IBM-3740: polynomial 0x1021, start 0xFFFF, not reflected. The check value of "123456789" is 0x29B1. */

function tableEntry(index: number): number {
  let crc = index << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  return crc;
}

const TABLE = Uint16Array.from({ length: 256 }, (_, index) => tableEntry(index));

export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) crc = ((crc << 8) ^ (TABLE[(crc >> 8) ^ byte] ?? 0)) & 0xffff;
  return crc;
}
