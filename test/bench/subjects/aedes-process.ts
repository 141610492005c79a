/** Aedes as it comes: no identity, no rules, nothing stored; it acknowledges before it would store. */

import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const aedes = await Aedes.createBroker();
createServer({ noDelay: true }, (socket) => void aedes.handle(socket)).listen({
  port: Number(process.argv[2]),
  host: '127.0.0.1',
  backlog: 4096,
});
