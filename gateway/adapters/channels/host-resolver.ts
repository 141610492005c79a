/**
 * Names to addresses without `dns.lookup`, whose four threads hang for everybody when one name server does. The last good
 * answer is kept and used while the name server is silent: an alarm must not die with the school's DNS.
 */

import { promises as dns } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { withTimeout } from './deadline.ts';
import { type Address, type Hosts, parseHosts } from './hosts-file.ts';

export interface ResolverOptions {
  /** "ip" or "ip:port"; default the system's. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  /** How long a name server may take when no earlier answer is known. */
  readonly timeoutMs?: number;
  /** How long it may take before an earlier answer is used instead. */
  readonly staleAfterMs?: number;
}

export class ResolveError extends Error {
  readonly code = 'CG_DNS';
  readonly detail: string;
  constructor(detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'ResolveError';
    this.detail = detail;
  }
}

const LOCALHOST: readonly Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];
const MIN_TTL_MS = 5_000;
const MAX_TTL_MS = 300_000;
const HOSTS_AGE_MS = 30_000;
const HOSTS_WAIT_MS = 250;

interface Cached {
  readonly addresses: readonly Address[];
  readonly freshUntil: number;
}

export class HostResolver {
  readonly #options: Required<Omit<ResolverOptions, 'servers'>> & Pick<ResolverOptions, 'servers'>;
  readonly #cache = new Map<string, Cached>();
  #dns: dns.Resolver | null = null;
  #hosts: Hosts = new Map();
  #hostsRead: Promise<void>;
  #hostsAt: number;

  constructor(options: ResolverOptions = {}) {
    this.#options = { hostsFile: '/etc/hosts', timeoutMs: 2_500, staleAfterMs: 800, ...options };
    this.#hostsAt = performance.now();
    this.#hostsRead = this.#readHosts();
  }

  /** @throws ResolveError; settles within `timeoutMs` (plus a little for the hosts file the first time). */
  async resolve(host: string): Promise<readonly Address[]> {
    const name = host.toLowerCase().replace(/\.$/, '');
    const literal = isIP(name);
    if (literal === 4 || literal === 6) return [{ address: name, family: literal }];
    if (name === 'localhost' || name.endsWith('.localhost')) return LOCALHOST;
    await withTimeout(this.#hostsRead, HOSTS_WAIT_MS).catch(() => {});
    this.#refreshHosts();
    const fromFile = this.#hosts.get(name);
    if (fromFile !== undefined) return fromFile;
    const cached = this.#cache.get(name);
    if (cached !== undefined && performance.now() < cached.freshUntil) return cached.addresses;
    const { timeoutMs, staleAfterMs } = this.#options;
    try {
      return await withTimeout(this.#query(name), cached === undefined ? timeoutMs : Math.min(staleAfterMs, timeoutMs));
    } catch (error) {
      // A resolver that failed may hold name servers of a network that is gone: the next query reads resolv.conf anew.
      this.#dns = null;
      if (cached !== undefined) return cached.addresses;
      throw failure(name, error);
    }
  }

  readonly #resolve = callbackify((host: string) => this.resolve(host));

  /** For `net.connect`, `http.request` … */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.#resolve(host, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const family = options.family === 4 || options.family === 6 ? options.family : 0;
      const usable = family === 0 ? addresses : addresses.filter((one) => one.family === family);
      const first = usable[0];
      if (first === undefined) callback(new ResolveError(`no IPv${family} address`), '');
      else if (options.all === true) callback(null, [...usable]);
      else callback(null, first.address, first.family);
    });
  };

  close(): void {
    this.#dns?.cancel();
    this.#dns = null;
  }

  async #query(name: string): Promise<readonly Address[]> {
    this.#dns ??= this.#newResolver();
    const found = await queryBoth(this.#dns, name);
    const ttl = Math.min(...found.map((one) => one.ttl)) * 1_000;
    const addresses = found.map(({ address, family }) => ({ address, family }));
    const freshUntil = performance.now() + Math.min(Math.max(ttl, MIN_TTL_MS), MAX_TTL_MS);
    this.#cache.set(name, { addresses, freshUntil });
    return addresses;
  }

  #newResolver(): dns.Resolver {
    const resolver = new dns.Resolver({ timeout: 1_000, tries: 2 });
    if (this.#options.servers !== undefined) resolver.setServers([...this.#options.servers]);
    return resolver;
  }

  /** In the background: a hung disk must not stand between a name and its address. */
  #refreshHosts(): void {
    if (performance.now() - this.#hostsAt < HOSTS_AGE_MS) return;
    this.#hostsAt = performance.now();
    void this.#readHosts();
  }

  async #readHosts(): Promise<void> {
    try {
      this.#hosts = parseHosts(await readFile(this.#options.hostsFile, 'utf8'));
    } catch {
      // No hosts file: names come from DNS alone.
      this.#hosts = new Map();
    }
  }
}

type Found = Address & { readonly ttl: number };

/** A and AAAA side by side; IPv4 first, and an IPv4 answer does not wait for a silent AAAA. */
async function queryBoth(resolver: dns.Resolver, name: string): Promise<readonly Found[]> {
  let six: readonly Found[] = [];
  const aaaa = resolver.resolve6(name, { ttl: true }).then((records) => {
    six = records.map(({ address, ttl }) => ({ address, ttl, family: 6 as const }));
  });
  aaaa.catch(() => {});
  try {
    const records = await resolver.resolve4(name, { ttl: true });
    return [...records.map(({ address, ttl }) => ({ address, ttl, family: 4 as const })), ...six];
  } catch (error) {
    await aaaa.catch(() => {});
    if (six.length > 0) return six;
    throw error;
  }
}

function failure(name: string, error: unknown): ResolveError {
  if (name.endsWith('.local')) {
    return new ResolveError('a .local name was not found in the hosts file or DNS; use an IP address', error);
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTFOUND' || code === 'ENODATA') return new ResolveError('no such name', error);
  if (code === 'CG_TIMEOUT' || code === 'ETIMEOUT') return new ResolveError('name server does not answer', error);
  return new ResolveError(`name server failed${code === '' ? '' : ` (${code})`}`, error);
}
