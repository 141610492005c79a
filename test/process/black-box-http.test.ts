/** CONTRACT.md, "HTTP" and "Alert message to a generic webhook", as a stranger would hold the running gateway to it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Role } from '../../gateway/core/school.ts';
import { AlarmedSchool } from '../kit/alarmed-school.ts';
import { LiveReader } from '../kit/live-reader.ts';

const failure = z.object({
  error: z.object({ code: z.string().min(1), message: z.string().min(1), path: z.string().nullable() }),
});
const incident = z.looseObject({
  id: z.string(),
  kind: z.string(),
  level: z.string(),
  zone: z.string().nullable(),
  device: z.string().nullable(),
  status: z.enum(['open', 'taken', 'arrived', 'closed']),
  openedAt: z.iso.datetime({ offset: true }),
  takenBy: z.string().nullable(),
  takenAt: z.string().nullable(),
  arrivedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  outcome: z.string().nullable(),
  presses: z.number(),
  flags: z.array(z.string()),
  drill: z.boolean(),
});
const ledgerItem = z.looseObject({
  seq: z.number(),
  at: z.string(),
  kind: z.string(),
  subject: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: z.string(),
  hash: z.string(),
});
const deviceItem = z.looseObject({
  id: z.string(),
  kind: z.string(),
  zone: z.string(),
  online: z.boolean(),
  lastSeen: z.string().nullable(),
  battery: z.number().nullable(),
  lastTest: z.string().nullable(),
});
const page = <T>(item: z.ZodType<T>) => z.strictObject({ items: z.array(item), next: z.string().nullable() });

/** Who asks, by role. */
const PEOPLE: Readonly<Record<Role, string>> = {
  duty: 'ma-jun',
  security: 'zhao-gang',
  leader: 'chen-guohua',
  admin: 'tang-yi',
  auditor: 'gao-shan',
};

let school: AlarmedSchool;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  school = await AlarmedSchool.open();
  for (const role of ['duty', 'security', 'admin', 'auditor'] as const)
    tokens.set(role, await school.gateway.token(PEOPLE[role], role));
});
afterAll(() => school.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

async function ask(method: string, path: string, as: Role | null = 'security', body?: unknown): Promise<Answer> {
  const bearer = as === null ? {} : { authorization: `Bearer ${tokens.get(as)}` };
  const answer = await fetch(`${school.gateway.url}${path}`, {
    method,
    headers: { ...bearer, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = text;
  }
  return { status: answer.status, headers: answer.headers, json };
}

const get = (path: string, as?: Role | null): Promise<Answer> => ask('GET', path, as);

/** An open incident of its own zone, by a person. */
async function raise(zone: string): Promise<z.infer<typeof incident>> {
  const raised = await ask('POST', '/api/incidents', 'duty', { zone, kind: 'manual', text: '有人在打架' });
  expect(raised.status).toBe(201);
  return incident.parse(raised.json);
}

describe('errors have one shape', () => {
  it.each([
    ['GET', '/api/incidents', null, undefined, 401],
    ['GET', '/api/live', null, undefined, 401],
    ['POST', '/api/incidents', null, { zone: 'gym', kind: 'manual', text: 'x' }, 401],
    ['POST', '/api/incidents', 'auditor', { zone: 'gym', kind: 'manual', text: 'x' }, 403],
    ['POST', '/api/incidents/inc-nobody-knows/take', 'auditor', {}, 403],
    ['POST', '/api/incidents/inc-nobody-knows/take', 'security', {}, 404],
    ['GET', '/api/incidents/inc-nobody-knows', 'security', undefined, 404],
    ['GET', '/api/nothing', 'security', undefined, 404],
    ['POST', '/api/incidents', 'security', '{"zone":', 400],
    ['POST', '/api/incidents', 'security', { zone: 'gym', kind: 'nonsense', text: 'x' }, 400],
    ['POST', '/api/incidents', 'security', { zone: 'gym', kind: 'manual' }, 400],
    ['POST', '/api/incidents', 'security', { zone: 'atlantis', kind: 'manual', text: 'x' }, 404],
    ['GET', '/api/incidents?limit=0', 'security', undefined, 400],
    ['GET', '/api/incidents?limit=1001', 'security', undefined, 400],
    ['GET', '/api/incidents?cursor=nonsense', 'security', undefined, 400],
    ['GET', '/api/ledger?from=yesterday', 'security', undefined, 400],
    ['POST', '/api/session', null, { user: 'tang-yi', password: 'not this one' }, 401],
  ] as const)('%s %s as %s', async (method, path, as, body, status) => {
    const answer = await ask(method, path, as, body);
    expect(answer.status).toBe(status);
    failure.parse(answer.json);
  });

  it('a wrong field is named by its path', async () => {
    const { json } = await ask('POST', '/api/incidents', 'security', { zone: 'gym', kind: 'nonsense', text: 'x' });
    expect(failure.parse(json).error.path).toBe('kind');
  });
});

describe('an incident, worked through', () => {
  it('take, arrive, note, hand over, close; each a fact with its actor; what the state forbids is 409', async () => {
    const { id } = await raise('gym');
    const act = (verb: string, body: object = {}, as: Role = 'security') =>
      ask('POST', `/api/incidents/${id}/${verb}`, as, body);
    expect((await act('close', { outcome: 'real' })).status).toBe(400);
    expect((await act('close', { outcome: 'nonsense', reason: 'x' })).status).toBe(400);
    const taken = await act('take');
    expect(taken.status).toBe(200);
    expect(incident.parse(taken.json)).toMatchObject({ status: 'taken', takenBy: 'zhao-gang' });
    const conflict = await act('take', {}, 'duty');
    expect(conflict.status).toBe(409);
    expect(failure.parse(conflict.json).error.message).toMatch(/赵刚|zhao-gang/);
    expect((await act('arrive')).status).toBe(200);
    expect((await act('note', { text: '两名学生，已分开' })).status).toBe(200);
    expect((await act('handover', { to: 'chen-guohua' })).status).toBe(200);
    const closed = await act('close', { outcome: 'real', reason: '已处置' });
    expect(closed.status).toBe(200);
    expect(incident.parse(closed.json)).toMatchObject({ status: 'closed', outcome: 'real' });
    expect((await act('close', { outcome: 'real', reason: 'again' })).status).toBe(409);
    expect((await act('take')).status).toBe(409);

    const one = z
      .looseObject({
        timeline: z.array(z.looseObject({ kind: z.string(), actor: z.string() })),
        notices: z.array(z.unknown()),
      })
      .parse((await get(`/api/incidents/${id}`)).json);
    const done = one.timeline
      .filter(({ kind }) => kind.startsWith('incident-'))
      .map(({ kind, actor }) => `${kind} ${actor}`);
    expect(done).toEqual([
      'incident-opened person:ma-jun',
      'incident-taken person:zhao-gang',
      'incident-arrived person:zhao-gang',
      'incident-noted person:zhao-gang',
      'incident-handed-over person:zhao-gang',
      'incident-closed person:zhao-gang',
    ]);
    expect(one.notices.length).toBeGreaterThan(0);
  });

  it('the actor in the body is nobody’s: it is refused, or passed over', async () => {
    const { id } = await raise('playground');
    const answer = await ask('POST', `/api/incidents/${id}/take`, 'security', {
      takenBy: 'lin-jing',
      person: 'lin-jing',
    });
    expect([200, 400]).toContain(answer.status);
    const after = incident.parse((await get(`/api/incidents/${id}`)).json);
    expect(after.takenBy).not.toBe('lin-jing');
  });
});

describe('lists', () => {
  it('incidents: newest first, by cursor and limit, without gap or repeat; filters as the contract writes them', async () => {
    for (const zone of ['gate-east', 'flag-square', 'complex-2f-library']) await raise(zone);
    const all = page(incident).parse((await get('/api/incidents?limit=1000')).json);
    const opened = all.items.map(({ openedAt }) => Date.parse(openedAt));
    expect(opened).toEqual(opened.toSorted((a, b) => b - a));
    const paged: string[] = [];
    let next: string | null = null;
    do {
      const { items, next: cursor } = page(incident).parse(
        (await get(`/api/incidents?limit=1${next === null ? '' : `&cursor=${next}`}`)).json,
      );
      paged.push(...items.map(({ id }) => id));
      next = cursor;
    } while (next !== null);
    expect(paged).toEqual(all.items.map(({ id }) => id));

    const today = new Date().toISOString().slice(0, 10);
    const open = await get(`/api/incidents?status=open&zone=gate-east&kind=manual&from=${today}&to=`);
    expect(open.status).toBe(200);
    expect(page(incident).parse(open.json).items).toHaveLength(1);
    expect((await get('/api/incidents?status=open&zone=&kind=&from=&to=')).status).toBe(200);
  });

  it('zones, devices, duty, rounds', async () => {
    expect(
      page(z.looseObject({ id: z.string(), name: z.string() })).parse((await get('/api/zones')).json).items,
    ).toHaveLength(30);
    expect(page(deviceItem).parse((await get('/api/devices')).json).items).toHaveLength(40);
    expect(page(deviceItem).parse((await get('/api/devices?limit=7')).json).items).toHaveLength(7);
    expect((await get('/api/duty')).status).toBe(200);
    expect((await get('/api/duty?at=')).status).toBe(200);
    expect((await get(`/api/duty?at=${encodeURIComponent(new Date().toISOString())}`)).status).toBe(200);
    expect((await get('/api/rounds?date=2026-11-23')).status).toBe(200);
  });

  it('the ledger: each item’s hash follows from the one before it and from itself', async () => {
    const button = await school.device('btn-canteen');
    const seq = button.press();
    await button.receipt(seq, 'recorded');
    const items: z.infer<typeof ledgerItem>[] = [];
    const asSent: unknown[] = [];
    let next: string | null = null;
    do {
      const { json } = await get(`/api/ledger?limit=50${next === null ? '' : `&cursor=${next}`}`);
      const answer = page(ledgerItem).parse(json);
      asSent.push(...page(z.unknown()).parse(json).items);
      items.push(...answer.items);
      next = answer.next;
    } while (next !== null);
    expect(items.find(({ kind }) => kind === 'press')?.data).toMatchObject({ device: 'btn-canteen', boot: 1, seq });
    for (const [index, item] of items.entries()) if (index > 0) expect(item.prev).toBe(items[index - 1]?.hash);
    // The same items as in an export, but for the mark at its end: every hash can be computed again from them.
    const path = join(school.gateway.home, 'from-api.jsonl');
    const verified = async (lines: readonly string[]): Promise<string> => {
      writeFileSync(path, `${lines.join('\n')}\n`);
      return (await school.gateway.bareCli('verify', path)).stderr;
    };
    const lines = asSent.map((item) => JSON.stringify(item));
    expect(await verified(lines)).toContain('no-export-mark');
    const altered = await verified(
      lines.map((line) => line.replace('"device":"btn-canteen"', '"device":"btn-canteem"')),
    );
    expect(altered).not.toContain('no-export-mark');
    const empty = await get('/api/ledger?from=&to=');
    expect(empty.status).toBe(200);
  });
});

describe('live', () => {
  it('events with ids; resumes after the last one heard; a comment at least every 5 s', async () => {
    const headers = { authorization: `Bearer ${tokens.get('security')}` };
    const reader = await LiveReader.open(school.gateway.url, headers);
    const { id } = await raise('complex-3f-lab');
    const about = (one: { data: unknown }): boolean => JSON.stringify(one.data).includes(id);
    await reader.until((one) => one.of('incident').some(about));
    await reader.until((one) => one.comments > 0);
    expect(reader.heard.every((one) => one.id !== null)).toBe(true);
    const last = reader.lastId();
    reader.close();
    await ask('POST', `/api/incidents/${id}/take`, 'security', {});
    const again = await LiveReader.open(school.gateway.url, { ...headers, 'last-event-id': last });
    await again.until((one) => one.of('incident').some(about));
    expect(again.heard[0]?.id).not.toBe(last);
    expect(JSON.stringify(again.of('incident').find(about)?.data)).toContain('"status":"taken"');
    again.close();
    const names = new Set([...reader.heard, ...again.heard].map(({ event }) => event));
    for (const name of names) expect(['incident', 'device', 'round', 'duty', 'gateway']).toContain(name);
  }, 20_000);
});

describe('the alert and its link', () => {
  it('is the body of the contract, signed over its bytes; its link shows without taking, and takes in one tap', async () => {
    const button = await school.device('btn-teach-3f-west');
    const { seq } = await school.pressAndPage(button);
    const call = await school.hook.heard((one) => one.device === button.id);
    const body = z
      .looseObject({
        incident: z.string(),
        kind: z.literal('panic'),
        level: z.literal('help'),
        drill: z.literal(false),
        reason: z.literal('opened'),
        zone: z.strictObject({ id: z.literal('teach-3f-west-toilet'), name: z.literal('教学楼三层西侧卫生间外') }),
        device: z.literal('btn-teach-3f-west'),
        openedAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00$/),
        step: z.literal(1),
        person: z.string(),
        text: z.string().includes('教学楼三层西侧卫生间外'),
        link: z.string().regex(/\/t\/[\w.~-]+$/),
      })
      .parse(JSON.parse(call.body));
    const link = new URL(body.link).pathname;
    const shown = await fetch(`${school.gateway.url}${link}`, { headers: { accept: 'text/html' } });
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('教学楼三层西侧卫生间外');
    const status = async (): Promise<string> =>
      incident.parse((await get(`/api/incidents/${body.incident}`)).json).status;
    expect(await status()).toBe('open');
    const tapped = await fetch(`${school.gateway.url}${link}`, { method: 'POST' });
    expect(tapped.status).toBe(200);
    expect(incident.parse((await get(`/api/incidents/${body.incident}`)).json)).toMatchObject({
      status: 'taken',
      takenBy: body.person,
    });
    await button.receipt(seq, 'taken');
    expect((await fetch(`${school.gateway.url}${link}`, { method: 'POST' })).status).toBe(200);
    expect((await fetch(`${school.gateway.url}${link.slice(0, -3)}AAA`, { method: 'POST' })).status).toBe(403);
  });
});

describe('for machines', () => {
  it('healthz, readyz, metrics and OpenAPI 3.1 answer without a login', async () => {
    expect((await get('/healthz', null)).status).toBe(200);
    expect((await get('/readyz', null)).status).toBe(200);
    const metrics = await get('/metrics', null);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(String(metrics.json)).toMatch(/^# HELP /m);
    const openapi = z
      .looseObject({ openapi: z.string().startsWith('3.1'), paths: z.record(z.string(), z.unknown()) })
      .parse((await get('/api/openapi.json', null)).json);
    for (const path of [
      '/api/incidents',
      '/api/incidents/{id}',
      '/api/incidents/{id}/take',
      '/api/zones',
      '/api/devices',
      '/api/duty',
      '/api/rounds',
      '/api/ledger',
      '/api/live',
      '/t/{token}',
      '/api/session',
    ])
      expect(Object.keys(openapi.paths)).toContain(path);
  });
});
