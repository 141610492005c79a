/** A name server on a loopback UDP port: knows some names, says NXDOMAIN to others, or never answers at all. */

import dgram from 'node:dgram';

export interface FakeDns {
  /** For `Resolver.setServers`. */
  readonly server: string;
  /** Name to IPv4 address. */
  readonly names: Map<string, string>;
  mode: 'answer' | 'silent' | 'servfail';
  queries: number;
  close(): Promise<void>;
}

const HEADER = 12;
const TYPE_A = 1;

export async function startFakeDns(names: Readonly<Record<string, string>> = {}): Promise<FakeDns> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const dns: FakeDns = {
    server: `127.0.0.1:${socket.address().port}`,
    names: new Map(Object.entries(names)),
    mode: 'answer',
    queries: 0,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (query, from) => {
    dns.queries += 1;
    if (dns.mode === 'silent') return;
    socket.send(reply(query, dns), from.port, from.address);
  });
  return dns;
}

/** RFC 1035: header, the question again, and where the name is known an A record that points at it. */
function reply(query: Buffer, dns: FakeDns): Buffer {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  const question = query.subarray(HEADER, at + 5);
  const address = dns.names.get(labels.join('.').toLowerCase());
  const answers = address !== undefined && type === TYPE_A && dns.mode === 'answer' ? [record(address)] : [];
  const code = dns.mode === 'servfail' ? 2 : address === undefined ? 3 : 0;
  const header = Buffer.alloc(HEADER);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question, ...answers]);
}

function record(address: string): Buffer {
  const fixed = Buffer.from([0xc0, HEADER, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4]);
  return Buffer.concat([fixed, Buffer.from(address.split('.').map(Number))]);
}
