import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { HttpWorld } from '../../../test/kit/http-world.ts';
import { incident as incidentShape, incidentWithTimeline, ledgerItem, list } from '../../contract/api.ts';
import { JournalError } from '../../ports/journal.ts';

const OPEN = 'k3v9tq0p2m5x7w1a';
let world: HttpWorld;
beforeEach(async () => {
  world = await HttpWorld.open();
});
afterEach(() => world.close());

const incidents = async (query: string) => {
  const answer = await world.ask('GET', `/api/incidents${query}`, { as: 'duty' });
  expect(answer.status).toBe(200);
  return list(incidentShape).parse(answer.json);
};
const act = (verb: string, body: unknown, as: 'security' | 'duty' = 'security', id = OPEN) =>
  world.ask('POST', `/api/incidents/${id}/${verb}`, { as, body });

describe('working an incident', () => {
  test('a guard takes over, arrives, notes, hands over; the teacher closes it', async () => {
    expect(await act('take', {})).toMatchObject({
      status: 200,
      json: { status: 'taken', takenBy: 'li.jianguo', takenByName: '李建国' },
    });
    expect(await act('arrive', {})).toMatchObject({ status: 200, json: { status: 'arrived' } });
    expect(await act('note', { text: '两名学生已分开' })).toMatchObject({ status: 200 });
    expect(await act('handover', { to: 'liu.yang', text: '交给值班教师' })).toMatchObject({
      json: { takenBy: 'liu.yang' },
    });
    expect(await act('close', { outcome: 'real', reason: '已联系家长' }, 'duty')).toMatchObject({
      status: 200,
      json: { status: 'closed', closedBy: 'liu.yang', outcome: 'real' },
    });
    const whole = await world.ask('GET', `/api/incidents/${OPEN}`, { as: 'auditor' });
    const told = z
      .object({ timeline: z.array(ledgerItem) })
      .parse(whole.json)
      .timeline.map(({ kind, actor }) => `${actor} ${kind}`);
    expect(told).toEqual(
      expect.arrayContaining(['person:li.jianguo incident-taken', 'person:liu.yang incident-closed']),
    );
  });

  test('the procedure is ticked off by name, by anybody but the auditor; a line it does not have is 404', async () => {
    const tick = (step: string, body: unknown, as: 'duty' | 'auditor' = 'duty') =>
      world.ask('POST', `/api/incidents/${OPEN}/steps/${step}`, { as, body });
    expect((await tick('hurt', {})).status).toBe(200);
    const whole = await world.ask('GET', `/api/incidents/${OPEN}`, { as: 'auditor' });
    const { procedure } = incidentWithTimeline.parse(whole.json);
    expect(procedure.map(({ id, doneBy }) => [id, doneBy])).toEqual([
      ['two', null],
      ['hurt', 'liu.yang'],
      ['apart', null],
    ]);
    expect((await tick('hurt', { done: false })).status).toBe(200);
    expect((await tick('dance', {})).status).toBe(404);
    expect((await tick('hurt', { doneBy: 'li.jianguo' })).status).toBe(400);
    expect((await tick('hurt', {}, 'auditor')).status).toBe(403);
  });

  test('a drill is started like an alarm and says that it is one', async () => {
    const body = { zone: 'bike-shed', kind: 'panic', text: '演练', drill: true };
    const answer = await world.ask('POST', '/api/incidents', { as: 'security', body });
    expect(answer).toMatchObject({ status: 201, json: { drill: true, kind: 'panic' } });
  });

  test('two take over: the second gets 409 with who has it, also when it is the same person', async () => {
    expect((await act('take', {})).status).toBe(200);
    for (const as of ['duty', 'security'] as const) {
      const second = await act('take', {}, as);
      expect(second).toMatchObject({
        status: 409,
        json: { error: { code: 'conflict' }, incident: { id: OPEN, status: 'taken' } },
      });
      expect(z.object({ error: z.object({ message: z.string() }) }).parse(second.json).error.message).toContain(
        '李建国',
      );
    }
  });

  test('what the state forbids is 409: arriving before taking over, anything after closing', async () => {
    expect((await act('arrive', {})).status).toBe(409);
    await act('close', { outcome: 'false', reason: '误按' });
    for (const [verb, body] of [
      ['take', {}],
      ['arrive', {}],
      ['close', { outcome: 'false', reason: 'x' }],
      ['handover', { to: 'liu.yang' }],
    ] as const) {
      expect([verb, (await act(verb, body)).status]).toEqual([verb, 409]);
    }
  });

  test('promise 8: nobody acts as somebody else; a body that names an actor is refused', async () => {
    for (const key of ['actor', 'by', 'person', 'acknowledged_by', 'takenBy', '__proto__', 'constructor']) {
      const raw = `{${JSON.stringify(key)}:"zhou.minghua"}`;
      const headers = { 'content-type': 'application/json' };
      const answer = await world.ask('POST', `/api/incidents/${OPEN}/take`, { as: 'security', raw, headers });
      expect(answer).toMatchObject({ status: 400, json: { error: { path: key } } });
    }
    const close = { outcome: 'real', reason: 'x', closedBy: 'zhou.minghua' };
    expect(await act('close', close)).toMatchObject({
      status: 400,
      json: { error: { code: 'unknown-key', path: 'closedBy' } },
    });
    expect(world.campus.acts).toEqual([]);
    await act('take', {});
    expect(world.campus.acts).toEqual([{ person: 'li.jianguo', action: { type: 'take', incident: OPEN } }]);
  });

  test('closing needs an outcome and a reason', async () => {
    for (const [body, path] of [
      [{}, 'outcome'],
      [{ outcome: 'real' }, 'reason'],
      [{ outcome: 'real', reason: '   ' }, 'reason'],
      [{ outcome: 'whatever', reason: 'x' }, 'outcome'],
      [{ outcome: 'real', reason: 'x'.repeat(2001) }, 'reason'],
    ] as const) {
      expect(await act('close', body)).toMatchObject({ status: 400, json: { error: { path } } });
    }
  });

  test('a person raises one; an unknown zone or person is 404 and says which', async () => {
    const raised = await world.ask('POST', '/api/incidents', {
      as: 'duty',
      body: { zone: 'bike-shed', text: '有人受伤' },
    });
    expect(raised).toMatchObject({ status: 201, json: { kind: 'manual', zone: 'bike-shed', status: 'open' } });
    const nowhere = await world.ask('POST', '/api/incidents', { as: 'duty', body: { zone: 'moon', text: 'x' } });
    expect(nowhere).toMatchObject({ status: 404, json: { error: { code: 'unknown-zone', path: 'zone' } } });
    await act('take', {});
    expect(await act('handover', { to: 'nobody' })).toMatchObject({
      status: 404,
      json: { error: { code: 'unknown-person', path: 'to' } },
    });
  });

  test('a take-over that the disk has not taken yet says so: 202', async () => {
    const original = world.campus.act.bind(world.campus);
    world.campus.act = async (person, action) => {
      const result = await original(person, action);
      return result.ok ? { ...result, stored: false } : result;
    };
    expect((await act('take', {})).status).toBe(202);
  });

  test('an empty body will do where nothing is asked for', async () => {
    expect((await world.ask('POST', `/api/incidents/${OPEN}/take`, { as: 'security' })).status).toBe(200);
  });
});

describe('bad input', () => {
  const headers = { 'content-type': 'application/json' };
  const post = (raw: string, more: Record<string, string> = {}) =>
    world.ask('POST', `/api/incidents/${OPEN}/note`, { as: 'duty', raw, headers: { ...headers, ...more } });

  test.each(['{', 'null', '[]', '"text"', '{"text":1}', '{"text":null}', '{"text":"x","text2":1}', '\u0000'])(
    '%j is 400',
    async (raw) => {
      expect(await post(raw)).toMatchObject({
        status: 400,
        json: { error: { code: expect.any(String), message: expect.any(String) } },
      });
    },
  );

  test('too much is 413, a compressed body is 415', async () => {
    expect(await post(JSON.stringify({ text: 'x'.repeat(70_000) }))).toMatchObject({
      status: 413,
      json: { error: { code: 'too-large' } },
    });
    expect((await post('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('deep nesting and huge keys do no harm', async () => {
    expect((await post('['.repeat(30_000) + ']'.repeat(30_000))).status).toBe(400);
    expect((await post(`{"${'k'.repeat(60_000)}":1}`)).status).toBe(400);
    expect((await world.ask('GET', '/healthz')).status).toBe(200);
  });

  test('an error of ours tells the caller nothing, and the log everything but secrets', async () => {
    world.campus.incident = async () => {
      throw new Error('SQLITE: /data/journal.db broke');
    };
    const answer = await world.ask('GET', `/api/incidents/${OPEN}`, { as: 'duty' });
    expect(answer).toMatchObject({
      status: 500,
      json: { error: { code: 'internal', message: 'internal error', path: null } },
    });
    expect(answer.text).not.toMatch(/SQLITE|data|at /);
    expect(world.logged).toHaveLength(1);
    const link = world.link(OPEN, 'li.jianguo');
    await world.ask('GET', link);
    expect(JSON.stringify(world.logged)).not.toContain(link.slice(3));
  });

  test('a journal that does not answer is 503 for what only it knows; memory still answers', async () => {
    world.campus.broken = new JournalError('io', 'disk gone');
    expect(await world.ask('GET', '/api/ledger', { as: 'duty' })).toMatchObject({
      status: 503,
      json: { error: { code: 'storage' } },
    });
    for (const path of ['/api/zones', '/api/devices', '/api/duty', '/api/rounds', '/api/session']) {
      expect((await world.ask('GET', path, { as: 'duty' })).status).toBe(200);
    }
    expect((await act('take', {})).status).toBe(200);
  });
});

describe('lists', () => {
  test('incidents come newest first, page by page, each once, also when new ones arrive meanwhile', async () => {
    const all = await incidents('');
    expect(all.next).toBeNull();
    const opened = all.items.map(({ openedAt }) => Date.parse(openedAt));
    expect(opened).toEqual(opened.toSorted((a, b) => b - a));
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await incidents(`?limit=2${cursor}`);
      seen.push(...page.items.map(({ id }) => id));
      world.pass(1000);
      world.campus.press('btn-playground');
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(seen).toEqual(all.items.map(({ id }) => id));
  });

  test('filters: status, zone, kind, and days of the school', async () => {
    expect((await incidents('?status=open')).items.map(({ status }) => status)).toEqual(['open', 'open']);
    expect((await incidents('?status=taken,arrived')).items).toHaveLength(2);
    expect((await incidents('?zone=bike-shed')).items).toHaveLength(1);
    expect((await incidents('?kind=device-silent')).items).toHaveLength(1);
    expect((await incidents('?from=2026-11-23')).items).toHaveLength(4);
    expect((await incidents('?from=2026-11-22&to=2026-11-22')).items).toHaveLength(1);
    expect((await incidents('?to=2026-11-22T00:00:00%2B08:00')).items).toHaveLength(1);
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=%00', 'cursor'],
    ['cursor=WzFd', 'cursor'],
    ['status=sleeping', 'status.0'],
    ['kind=nothing', 'kind'],
    ['from=yesterday', 'from'],
    ['from=2026-02-30', 'from'],
    ['limit=1&limit=2', 'limit'],
  ])('?%s is 400', async (query, path) => {
    const answer = await world.ask('GET', `/api/incidents?${query}`, { as: 'duty' });
    expect(answer).toMatchObject({ status: 400, json: { error: { path } } });
  });

  test('zones and devices page by id, duty answers for a given time, rounds are honestly none', async () => {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await world.ask('GET', `/api/devices?limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`, {
        as: 'duty',
      });
      const page = list(z.object({ id: z.string() })).parse(answer.json);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(ids).toEqual([...world.campus.school().devices.keys()].sort());
    const duty = await world.ask('GET', '/api/duty?at=2026-11-24', { as: 'duty' });
    expect(duty.json).toMatchObject({ at: '2026-11-23T16:00:00.000Z' });
    expect((await world.ask('GET', '/api/rounds?date=2026-11-23', { as: 'duty' })).json).toEqual({
      items: [],
      next: null,
    });
  });

  test('the ledger goes forward by seq, accountable facts only, and chains', async () => {
    const read = async (query: string) => {
      const answer = await world.ask('GET', `/api/ledger?${query}`, { as: 'auditor' });
      return list(ledgerItem).parse(answer.json);
    };
    world.campus.ledgerBook.append(world.now(), 'device:x', {
      kind: 'rejected',
      device: 'x',
      reason: 'r',
      count: 1,
      sample: '',
    });
    const first = await read('limit=7');
    const second = await read(`limit=1000&cursor=${first.next}`);
    const all = [...first.items, ...second.items];
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_item, index) => index + 1));
    expect(all.every(({ n }) => n !== null)).toBe(true);
    for (const [index, item] of all.entries()) if (index > 0) expect(item.prev).toBe(all[index - 1]?.hash);
    expect((await read('subject=d5w1f7s3k9q2t6e8')).items.length).toBeGreaterThan(3);
    expect((await read('kind=incident-closed')).items).toHaveLength(2);
  });
});
