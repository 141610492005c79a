/** OpenAPI against reality: the document names every route and no other, and what the server says has the shapes it promises. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Answer, HttpWorld, PASSWORD } from '../kit/http-world.ts';
import { type JsonSchema, mismatch } from '../kit/json-schema.ts';

const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean() })),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.object({ $ref: z.string() }) })) })
    .optional(),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string(),
      content: z.record(z.string(), z.object({ schema: z.unknown() }).partial()).optional(),
    }),
  ),
});
const document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    securitySchemes: z.unknown(),
  }),
});

let world: HttpWorld;
let api: z.infer<typeof document>;
beforeAll(async () => {
  world = await HttpWorld.open();
  const answer = await world.ask('GET', '/api/openapi.json');
  api = document.parse(answer.json);
});
afterAll(() => world.close());

/** Checks a real answer against what the document says about this call and status. Returns what was checked. */
function check(method: string, path: string, answer: Answer): string {
  const promised = api.paths[path]?.[method]?.responses[String(answer.status)];
  expect(promised, `${method} ${path} answered ${answer.status}, which the document does not mention`).toBeDefined();
  const schema = promised?.content?.['application/json']?.schema;
  if (schema === undefined) expect(answer.text).toBe('');
  else expect(mismatch(schema as JsonSchema, answer.json, api as unknown as JsonSchema)).toBeNull();
  return `${method} ${path} ${answer.status}`;
}

describe('the OpenAPI document', () => {
  test('has every registered route, and no other', () => {
    const registered = world.server.routes.map(({ method, path }) => `${method} ${path}`);
    const documented = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((one) => `${one} ${path}`),
    );
    expect(documented.toSorted()).toEqual(registered.toSorted());
    expect(registered.length).toBeGreaterThan(25);
  });

  test('every path parameter is declared, every id is unique, every reference leads somewhere', () => {
    const ids = new Set<string>();
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const { operationId, parameters, summary } of Object.values(methods)) {
        expect(ids.has(operationId)).toBe(false);
        ids.add(operationId);
        expect(summary).not.toBe('');
        const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
        expect(path.match(/\{\w+\}/g) ?? []).toEqual(inPath);
      }
    }
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(references.length).toBeGreaterThan(60);
    for (const name of references) expect(Object.keys(api.components.schemas)).toContain(name);
  });

  test('says what each list takes', () => {
    const names = api.paths['/api/incidents']?.['get']?.parameters.map(({ name }) => name);
    expect(names?.toSorted()).toEqual(['cursor', 'from', 'kind', 'limit', 'status', 'to', 'zone']);
  });

  test('is the shape of real answers, good and bad', async () => {
    const id = 'k3v9tq0p2m5x7w1a';
    const ask = (method: string, path: string, as: 'duty' | 'auditor' | null, body?: unknown) =>
      world.ask(method.toUpperCase(), path, {
        ...(as === null ? {} : { as }),
        ...(body === undefined ? {} : { body }),
      });
    const link = world.link(id, 'wang.qiang');
    const json = { headers: { accept: 'application/json' } };
    await world.account('security');
    const seen: string[] = [];
    const get = async (path: string, real = path) => {
      seen.push(check('get', path, await ask('get', real, 'duty')));
    };
    for (const path of ['incidents', 'zones', 'devices', 'duty', 'coverage', 'summary', 'rounds', 'ledger', 'session'])
      await get(`/api/${path}`);
    for (const path of ['/healthz', '/readyz']) await get(path);
    await get('/api/incidents/{id}', `/api/incidents/${id}`);
    await get('/api/incidents/{id}', '/api/incidents/nosuch');
    await get('/api/incidents', '/api/incidents?limit=0');
    await get('/api/summary', '/api/summary?date=2999-01-01');
    seen.push(check('get', '/api/zones', await ask('get', '/api/zones', null)));
    seen.push(check('get', '/t/{token}', await world.ask('GET', link, json)));
    seen.push(check('get', '/t/{token}', await world.ask('GET', '/t/AAAA', json)));
    const act = async (verb: string, body: unknown, as: 'duty' | 'auditor' = 'duty') => {
      seen.push(
        check('post', `/api/incidents/{id}/${verb}`, await ask('post', `/api/incidents/${id}/${verb}`, as, body)),
      );
    };
    await act('take', {}, 'auditor');
    await act('take', { actor: 'x' });
    for (const [verb, body] of [
      ['see', {}],
      ['take', {}],
      ['take', {}],
      ['arrive', {}],
      ['note', { text: '在场' }],
      ['handover', { to: 'wang.qiang' }],
      ['handover', { to: 'nobody' }],
      ['close', { outcome: 'real', reason: '已处理' }],
      ['close', { outcome: 'real', reason: '已处理' }],
    ] as const) {
      await act(verb, body);
    }
    seen.push(check('post', '/t/{token}', await world.ask('POST', link, json)));
    seen.push(
      check('post', '/api/incidents', await ask('post', '/api/incidents', 'duty', { zone: 'bike-shed', text: 'x' })),
    );
    seen.push(
      check('post', '/api/incidents', await ask('post', '/api/incidents', 'duty', { zone: 'moon', text: 'x' })),
    );
    const override = { post: 'gate', people: ['sun.li'], from: '2026-11-24', to: '2026-11-25', reason: '培训' };
    const roster = async (path: string, body: unknown, real = path) => {
      const answer = await world.ask('POST', real, { as: 'leader', body });
      seen.push(check('post', path, answer));
      return answer.json;
    };
    const { id: change } = z.object({ id: z.string() }).parse(await roster('/api/duty/overrides', override));
    await roster('/api/duty/overrides', { ...override, people: ['nobody'] });
    await roster('/api/duty/leave', { person: 'liu.yang', from: '2026-11-24', to: '2026-11-24', reason: '事假' });
    const shift = { post: 'guard', person: 'li.jianguo', at: '2026-11-24T10:00:00+08:00' };
    await roster('/api/duty/swaps', { shift, by: 'sun.li', reason: '换班' });
    const withdraw = '/api/duty/changes/{id}/withdraw';
    await roster(withdraw, { reason: '不用了' }, `/api/duty/changes/${change}/withdraw`);
    await roster('/api/duty/handovers', { post: 'guard', side: 'outgoing', with: 'wang.qiang' });
    await roster('/api/duty/presence', {});
    const signIn = { user: 'li.jianguo', password: PASSWORD };
    seen.push(check('post', '/api/session', await ask('post', '/api/session', null, signIn)));
    seen.push(check('post', '/api/session', await ask('post', '/api/session', null, { ...signIn, password: 'no' })));
    seen.push(
      check(
        'delete',
        '/api/session',
        await world.ask('DELETE', '/api/session', { cookie: await world.signIn('security') }),
      ),
    );
    expect(new Set(seen.map((one) => one.slice(-3)))).toEqual(
      new Set(['200', '201', '204', '400', '401', '403', '404', '409']),
    );
    expect(seen.length).toBeGreaterThan(30);
  });
});

describe('the check itself', () => {
  test('finds what does not fit', () => {
    const root = { $defs: { Name: { type: 'string', minLength: 2 } } };
    const schema = {
      type: 'object',
      properties: {
        name: { $ref: '#/$defs/Name' },
        age: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
      },
      required: ['name'],
      additionalProperties: false,
    };
    expect(mismatch(schema, { name: 'ab', age: null }, root)).toBeNull();
    for (const [value, where] of [
      [{}, 'name'],
      [{ name: 'a' }, 'name'],
      [{ name: 1 }, 'name'],
      [{ name: 'ab', age: -1 }, 'age'],
      [{ name: 'ab', age: 1.5 }, 'age'],
      [{ name: 'ab', other: 1 }, 'other'],
      [[], ''],
    ] as const) {
      expect(mismatch(schema, value, root)).toContain(where);
    }
    expect(() => mismatch({ unheardOf: true }, 1, root)).toThrow('unheardOf');
  });
});
