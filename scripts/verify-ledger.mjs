#!/usr/bin/env node
/**
 * 台账核验 / ledger verifier: one file, no dependencies, works offline with plain Node (>= 18).
 *
 *   node verify-ledger.mjs FILE.jsonl [--witness COUNT:HEAD]...
 *
 * FILE.jsonl is what `campus-guard export ledger --format jsonl` wrote. COUNT:HEAD is a head that left the gateway earlier: the
 * last line of an alert text ends with it (1234·89abcdef). Without a witness a history that was cut short, or rewritten from
 * some point on with new hashes, can look whole: give at least one.
 *
 * What is checked, by this file's own statement of the rules and nothing else:
 *   hash = SHA-256 (hex) of the canonical JSON of { actor, at, boot, data, kind, n, prev, seq, subject, t, trusted };
 *   canonical: keys sorted by UTF-16 code units at every depth, no white space, numbers and strings as ECMAScript writes them;
 *   prev = hash of the item before; 64 zeros for the first; n counts from 1 without a gap; seq rises; the last item is the
 *   `ledger-exported` fact, whose data.count is the number of items before it; each `notice-sent` item's data.head (COUNT·last 8
 *   digits, published in the alert) agrees with the chain.
 *
 * Exit code 0: whole and unaltered. 1: not. 2: wrong usage.
 */

import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const GENESIS = '0'.repeat(64);
const s = JSON.stringify;

function canonical(value) {
  if (typeof value !== 'object' || value === null) return s(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${s(key)}:${canonical(value[key])}`).join(',')}}`;
}

const hashOf = ({ hash: _, ...fields }) => createHash('sha256').update(canonical(fields), 'utf8').digest('hex');

const KEYS = ['seq', 'n', 'at', 't', 'boot', 'trusted', 'kind', 'subject', 'actor', 'data', 'prev', 'hash'];
const exported = (item) => `{${KEYS.map((key) => `${s(key)}:${canonical(item[key])}`).join(',')}}`;

class Finding extends Error {
  constructor(seq, what, zh, en) {
    super(`${what} (seq ${seq ?? '-'}): ${zh} / ${en}`);
  }
}

function readLine(line, number) {
  let item;
  try {
    item = JSON.parse(line);
  } catch {
    throw new Finding(null, 'unreadable', `第 ${number} 行不是 JSON`, `line ${number} is not JSON`);
  }
  const whole =
    typeof item === 'object' &&
    item !== null &&
    Object.keys(item).length === KEYS.length &&
    KEYS.every((key) => key in item);
  if (!whole || exported(item) !== line)
    throw new Finding(
      null,
      'unreadable',
      `第 ${number} 行不是导出时的原样`,
      `line ${number} is not as it was exported`,
    );
  return item;
}

function readHead(text) {
  const match = /^(\d{1,15})[·:]([0-9a-f]{8,64})$/i.exec(String(text).trim());
  return match ? { count: Number(match[1]), hash: match[2].toLowerCase() } : null;
}

/** Known heads by count. */
class Chain {
  first = 1;
  count = 0;
  head = GENESIS;
  hashes = [];
  mark = null;
  seq = 0;
  telemetry = 0;
  agreed = 0;
  notCovered = 0;

  constructor(partial) {
    this.partial = partial;
  }

  at(n) {
    if (n === 0) return this.first === 1 ? GENESIS : null;
    if (this.mark?.n === n) return this.mark.hash;
    return this.hashes[n - this.first] ?? null;
  }

  add(item) {
    if (!(item.seq > this.seq))
      throw new Finding(item.seq, 'seq-not-ascending', '序号没有递增', `after ${this.seq} comes ${item.seq}`);
    this.seq = item.seq;
    if (item.n === null) {
      this.telemetry += 1;
      return;
    }
    this.place(item);
    if (hashOf(item) !== item.hash)
      throw new Finding(
        item.seq,
        'altered',
        `第 ${item.n} 条(${item.kind})与记录时不同`,
        `fact ${item.n} (${item.kind}) is not what was recorded`,
      );
    this.published(item);
    if (this.hashes.length > 0 && item.n !== this.count + 1) this.mark = item;
    else {
      if (this.hashes.length === 0) this.first = item.n;
      this.hashes.push(item.hash);
      this.count = item.n;
      this.head = item.hash;
    }
  }

  place(item) {
    const next = this.count + 1;
    if (this.hashes.length === 0 && this.partial && item.n > 1) return;
    if (this.mark) throw new Finding(item.seq, 'gap', '导出标记之后还有条目', 'an item stands after the export mark');
    if (item.n === next) {
      if (item.prev === this.head) return;
      throw new Finding(
        item.seq,
        'broken-link',
        `第 ${item.n} 条与前一条接不上`,
        `fact ${item.n} does not follow from the fact before it`,
      );
    }
    const isMark =
      this.partial && item.n > next && item.kind === 'ledger-exported' && item.data.count === this.hashes.length;
    if (!isMark) throw new Finding(item.seq, 'gap', `缺第 ${next} 条`, `fact ${next} is missing; here comes ${item.n}`);
  }

  published(item) {
    const said = item.kind === 'notice-sent' && typeof item.data.head === 'string' ? readHead(item.data.head) : null;
    if (said === null) return;
    const here = said.count < item.n ? this.at(said.count) : '';
    if (here === null) this.notCovered += 1;
    else if (here.slice(-8) === said.hash.slice(-8)) this.agreed += 1;
    else
      throw new Finding(
        item.seq,
        'contradicts-published-head',
        `告警里公布过 ${item.data.head},本链从未有过`,
        `an alert published ${item.data.head}; this chain never had that head`,
      );
  }

  witness({ count, hash }) {
    const newest = this.mark?.n ?? this.count;
    if (count > newest)
      throw new Finding(
        this.seq,
        'tail-cut',
        `见证时已有 ${count} 条,这里只到第 ${newest} 条`,
        `a witness saw ${count} facts; the newest here is fact ${newest}`,
      );
    const here = this.at(count);
    if (here === null) this.notCovered += 1;
    else if (here.endsWith(hash)) this.agreed += 1;
    else
      throw new Finding(
        null,
        'contradicts-witness',
        `第 ${count} 条处见证为 …${hash.slice(-8)},这里是 …${here.slice(-8)}`,
        `at fact ${count} a witness saw …${hash.slice(-8)}; here it is …${here.slice(-8)}`,
      );
  }
}

const tidy = (line) => line.replace(/^\uFEFF/, '').replace(/\r$/, '');

async function verify(file, witnesses) {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  const chain = new Chain(isPartial(file));
  let items = 0;
  let last = null;
  for await (const raw of lines) {
    const line = tidy(raw);
    if (line === '') continue;
    items += 1;
    last = readLine(line, items);
    chain.add(last);
  }
  for (const witness of witnesses) chain.witness(witness);
  // The mark of a spreadsheet ends no JSONL file: one that ends there was cut back to it.
  if (last?.kind !== 'ledger-exported' || last.data.format !== 'jsonl')
    throw new Finding(
      chain.seq,
      'no-export-mark',
      '文件没有以导出记录结尾:被截断,或不是导出文件',
      'the file does not end with its ledger-exported fact: it was cut, or is not an export',
    );
  if (last.data.count !== items - 1)
    throw new Finding(
      chain.seq,
      'no-export-mark',
      `导出时有 ${last.data.count} 条,这里有 ${items - 1} 条`,
      `the export held ${last.data.count} items, this file holds ${items - 1}`,
    );
  return { chain, last };
}

/** An export of some days may begin after the first fact. Its last line says so. */
function isPartial(file) {
  try {
    const item = JSON.parse(tidy(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? ''));
    return item.kind === 'ledger-exported' && (typeof item.data.from === 'string' || typeof item.data.to === 'string');
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return false;
    throw error;
  }
}

function usage(message) {
  console.error(`${message}\nnode verify-ledger.mjs FILE.jsonl [--witness COUNT:HEAD]...`);
  process.exit(2);
}

const files = [];
const witnesses = [];
for (let i = 2; i < process.argv.length; i += 1) {
  const word = process.argv[i];
  if (word === '--witness') {
    i += 1;
    const witness = readHead(process.argv[i] ?? '');
    if (witness === null) usage(`--witness: COUNT:HEAD expected, HEAD of 8 to 64 hex digits`);
    witnesses.push(witness);
  } else if (word.startsWith('-')) usage(`unknown option ${word}`);
  else files.push(word);
}
if (files.length !== 1) usage('exactly one FILE.jsonl expected');

try {
  const { chain, last } = await verify(files[0], witnesses);
  console.log(`OK 台账完整、未被改动 / whole and unaltered`);
  console.log(`  条目 facts ${chain.first}–${chain.count}  head ${chain.head}`);
  console.log(`  导出于 exported ${last.at} by ${last.actor}`);
  console.log(`  与见证一致 heads that agreed ${chain.agreed}; 不在范围内 not covered ${chain.notCovered}`);
  if (chain.agreed === 0) console.log('  注意:没有外部见证 / note: no witness from outside was checked');
} catch (error) {
  if (error instanceof Finding) {
    console.error(`NOT OK ${error.message}`);
    process.exit(1);
  }
  usage(error instanceof Error ? error.message : String(error));
}
