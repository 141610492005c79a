import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readTar, TAR_END, tarHeader, tarPadding } from './tar.ts';

const entry = (name: string, body: Buffer): Buffer =>
  Buffer.concat([tarHeader({ name, size: body.length, mtimeMs: 1_788_000_000_000 }), body, tarPadding(body.length)]);

const archive = Buffer.concat([
  entry('manifest.json', Buffer.from('{}')),
  entry('keys/pepper', Buffer.alloc(512, 7)),
  entry('empty', Buffer.alloc(0)),
  TAR_END,
]);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

async function read(source: AsyncIterable<Buffer>): Promise<readonly string[]> {
  const seen: string[] = [];
  let name = '';
  let bytes = 0;
  await readTar(source, {
    begin: (of) => {
      name = of;
      bytes = 0;
    },
    data: (chunk) => {
      bytes += chunk.length;
    },
    end: () => seen.push(`${name} ${bytes}`),
  });
  return seen;
}

describe('the archive of a backup', () => {
  it.each([1, 7, 512, 10_000])('reads back in pieces of %i bytes', async (size) => {
    expect(await read(inPieces(archive, size))).toEqual(['manifest.json 2', 'keys/pepper 512', 'empty 0']);
  });

  it('is what tar reads', () => {
    const listed = execFileSync('tar', ['-tf', '-'], { input: archive, encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual(['manifest.json', 'keys/pepper', 'empty']);
  });

  it.each([0, 100, 512, 600, archive.length - 1024])('cut at byte %i is an error', async (at) => {
    await expect(read(inPieces(archive.subarray(0, at), 512))).rejects.toThrow();
  });

  it('with a changed header is an error', async () => {
    const changed = Buffer.from(archive);
    changed.write('x', 0);
    await expect(read(inPieces(changed, 512))).rejects.toThrow(/damaged/);
  });
});
