/** Packets from their bytes, right or wrong as the test wants them. */

export const utf8 = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
};
export const packet = (first: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; length.length === 0 || rest > 0; rest >>= 7)
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
  return Buffer.concat([Buffer.from([first, ...length]), body]);
};
export const bytes = (...values: number[]): Buffer => Buffer.from(values);
export const subscribe = (id: number, ...filters: [string, number][]): Buffer =>
  packet(0x82, bytes(id >> 8, id & 255), ...filters.flatMap(([filter, qos]) => [utf8(filter), bytes(qos)]));
export const unsubscribe = (id: number, ...filters: string[]): Buffer =>
  packet(0xa2, bytes(0, id), ...filters.map(utf8));

/** A CONNECT from its parts: `flags` without user name and password bits means none are sent. */
export function connect({
  name = 'MQTT',
  level = 4,
  flags = 0xc2,
  id = 'btn-1',
  rest = [utf8('btn-1'), utf8('secret-of-btn-1')],
}) {
  return packet(0x10, utf8(name), bytes(level, flags, 0, 60), utf8(id), ...rest);
}
