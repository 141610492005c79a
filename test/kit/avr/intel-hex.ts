/** Intel HEX, as avr-objcopy writes it: data records and the end. */

/** The program as flash words. Throws on a record whose checksum is wrong. */
export function readIntelHex(text: string, flashBytes = 32_768): Uint16Array {
  const flash = new Uint8Array(flashBytes).fill(0xff);
  for (const line of text.split(/\r?\n/).filter((one) => one !== '')) {
    const record = Buffer.from(line.slice(1), 'hex');
    if (record.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) throw new Error(`checksum of ${line}`);
    const [length = 0, , , type] = record;
    if (type === 0) flash.set(record.subarray(4, 4 + length), record.readUInt16BE(1));
  }
  return new Uint16Array(flash.buffer);
}
