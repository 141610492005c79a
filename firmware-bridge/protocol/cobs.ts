/**
 * Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999): no zero inside, so that 0x00 always means "a frame ends here"
 * and one damaged byte costs at most the frame it is in and its neighbour. Packets here are shorter than 254 bytes: one code per zero.
 */

/** Stuffs a packet of at most 253 bytes; the result is one byte longer and holds no zero. */
export function stuff(packet: Uint8Array): Uint8Array {
  if (packet.length > 253) throw new RangeError(`${packet.length} bytes do not fit one block`);
  const stuffed = new Uint8Array(packet.length + 1);
  let code = 0;
  for (const [i, byte] of packet.entries()) {
    if (byte === 0) {
      stuffed[code] = i + 1 - code;
      code = i + 1;
    } else {
      stuffed[i + 1] = byte;
    }
  }
  stuffed[code] = packet.length + 1 - code;
  return stuffed;
}

/** The packet, or null where the bytes between two delimiters are no stuffed packet. Never throws. */
export function unstuff(stuffed: Uint8Array): Uint8Array | null {
  if (stuffed.length < 2) return null;
  const packet = new Uint8Array(stuffed.length - 1);
  let next = stuffed[0] ?? 0;
  for (let i = 1; i < stuffed.length; i += 1) {
    const byte = stuffed[i] ?? 0;
    if (byte === 0) return null;
    if (i === next) next = i + byte;
    else packet[i - 1] = byte;
  }
  return next === stuffed.length ? packet : null;
}
