/** POSIX ustar, as much of it as a backup needs: plain files with safe names. `tar -tzf` reads what we write. */

const BLOCK = 512;

export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
}

const octal = (value: number, length: number): string =>
  `${Math.trunc(value)
    .toString(8)
    .padStart(length - 1, '0')}\0`;

/** Sizes over 8 GiB do not fit eleven octal digits: the base-256 form that GNU and BSD tar share. */
function sizeField(size: number): Buffer {
  const field = Buffer.alloc(12);
  if (size < 8 ** 11) field.write(octal(size, 12), 'latin1');
  else {
    field.writeBigUInt64BE(BigInt(size), 4);
    field.writeUInt8(0x80, 0);
  }
  return field;
}

function checksum(header: Buffer): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : header.readUInt8(i);
  return sum;
}

export function tarHeader({ name, size, mtimeMs }: TarEntry): Buffer {
  if (Buffer.byteLength(name) > 99) throw new Error('a name in a backup is at most 99 bytes');
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'utf8');
  header.write(octal(0o600, 8), 100, 'latin1');
  header.write(octal(0, 8), 108, 'latin1');
  header.write(octal(0, 8), 116, 'latin1');
  sizeField(size).copy(header, 124);
  header.write(octal(mtimeMs / 1000, 12), 136, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Zeros up to the next block. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

export const TAR_END = Buffer.alloc(BLOCK * 2);

/** Null at the end mark. Throws where the block is no header. */
function readHeader(block: Buffer): { readonly name: string; readonly size: number } | null {
  if (block.every((byte) => byte === 0)) return null;
  const stored = Number.parseInt(block.toString('latin1', 148, 154), 8);
  if (stored !== checksum(block) || block.toString('latin1', 257, 262) !== 'ustar')
    throw new Error('not a backup, or damaged');
  const name = block.toString('utf8', 0, 100).split('\0')[0] ?? '';
  const large = (block.readUInt8(124) & 0x80) !== 0;
  const size = large ? Number(block.readBigUInt64BE(128)) : Number.parseInt(block.toString('latin1', 124, 135), 8);
  return { name, size };
}

export interface TarVisitor {
  /** Throws to refuse the entry. */
  begin(name: string, size: number): void;
  data(chunk: Buffer): void;
  end(): void;
}

/** Reads a stream of bytes entry by entry; throws where it is cut or damaged. */
export async function readTar(source: AsyncIterable<Buffer>, visitor: TarVisitor): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let left = 0;
  let skip = 0;
  let ended = false;
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length > 0 && !ended) {
      if (left > 0) {
        const part = rest.subarray(0, left);
        visitor.data(part);
        left -= part.length;
        rest = rest.subarray(part.length);
        if (left === 0) visitor.end();
      } else if (skip > 0) {
        const part = Math.min(skip, rest.length);
        skip -= part;
        rest = rest.subarray(part);
      } else {
        if (rest.length < BLOCK) break;
        const header = readHeader(rest.subarray(0, BLOCK));
        rest = rest.subarray(BLOCK);
        if (header === null) {
          ended = true;
          continue;
        }
        visitor.begin(header.name, header.size);
        left = header.size;
        skip = tarPadding(header.size).length;
        if (left === 0) visitor.end();
      }
    }
  }
  if (!ended) throw new Error('the backup is cut off');
}
