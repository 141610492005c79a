/** SUBSCRIBE and UNSUBSCRIBE bodies, read strictly, and SUBACK. */

import { FieldReader } from './mqtt-string.ts';

export interface TopicFilter {
  readonly filter: string;
  readonly qos: number;
}

/** `filters` in the order of the packet, duplicates kept: SUBACK answers each of them [MQTT-3.8.4-5]. */
export interface FilterList {
  readonly id: number;
  readonly filters: readonly TopicFilter[];
}

/** Null where it is ill-formed. `withQos`: SUBSCRIBE, else UNSUBSCRIBE. */
export function readFilters(bytes: Buffer, from: number, end: number, withQos: boolean): FilterList | null {
  const fields = new FieldReader(bytes, from, end);
  const id = fields.uint16();
  const filters: TopicFilter[] = [];
  while (!fields.failed && !fields.atEnd) {
    const filter = fields.text();
    const qos = withQos ? fields.byte() : 0;
    if (!isFilter(filter) || qos > 2) return null; // [MQTT-3.8.3-4], [MQTT-4.7.3-1]
    filters.push({ filter, qos });
  }
  // A packet id is never 0 [MQTT-2.3.1-1], a list never empty [MQTT-3.8.3-3], [MQTT-3.10.3-2].
  return fields.failed || id === 0 || filters.length === 0 ? null : { id, filters };
}

/** `#` only alone at the end, `+` only alone in its level [MQTT-4.7.1-2], [MQTT-4.7.1-3]. */
function isFilter(filter: string): boolean {
  if (filter.length === 0) return false;
  const levels = filter.split('/');
  return levels.every((level, at) => {
    if (level.includes('#')) return level === '#' && at === levels.length - 1;
    return level === '+' || !level.includes('+');
  });
}

export const REFUSED_FILTER = 0x80;

/** One return code for each filter, in order [MQTT-3.8.4-5], [MQTT-3.9.3-1]. */
export function suback(id: number, codes: readonly number[]): Buffer {
  return control(0x90, [id >> 8, id & 255, ...codes]);
}

/** Answers UNSUBSCRIBE [MQTT-3.10.4-4]. */
export const unsuback = (id: number): Buffer => control(0xb0, [id >> 8, id & 255]);

function control(first: number, body: readonly number[]): Buffer {
  const length = body.length < 128 ? [body.length] : [(body.length % 128) | 128, Math.floor(body.length / 128)]; // up to 16 KB
  return Buffer.from([first, ...length, ...body]);
}
