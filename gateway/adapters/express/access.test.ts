/** Who may call what: driven by the route table itself, so that a new route is under test the moment it exists. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpWorld, ROLES } from '../../../test/kit/http-world.ts';
import { ACTORS, OPEN, READERS, type Route } from './route.ts';

let world: HttpWorld;
let routes: readonly Route[] = [];
beforeAll(async () => {
  world = await HttpWorld.open();
  routes = world.server.routes;
});
afterAll(() => world.close());

const concrete = (path: string): string => path.replace('{id}', 'nosuchincident').replace('{token}', 'AAAA');

describe('roles', () => {
  test('the table has the routes of the contract, and each says who may call it', () => {
    const calls = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(new Set(calls).size).toBe(calls.length);
    expect(calls).toEqual(
      expect.arrayContaining(
        [
          ...['/healthz', '/readyz', '/metrics', '/api/openapi.json', '/api/incidents', '/api/incidents/{id}'],
          ...['/api/zones', '/api/devices', '/api/duty', '/api/rounds', '/api/ledger', '/api/live', '/api/session'],
          '/t/{token}',
        ].map((path) => `GET ${path}`),
      ),
    );
    const verbs = ['take', 'arrive', 'note', 'handover', 'close'].map((verb) => `POST /api/incidents/{id}/${verb}`);
    expect(calls).toEqual(
      expect.arrayContaining([...verbs, 'POST /api/incidents', 'POST /api/session', 'POST /t/{token}']),
    );
    const open = routes.filter(({ access }) => access === OPEN).map(({ path }) => path);
    expect(new Set(open)).toEqual(
      new Set([
        '/healthz',
        '/readyz',
        '/metrics',
        '/api/openapi.json',
        '/api/session',
        '/t/{token}',
        '/link.css',
        '/link.js',
      ]),
    );
  });

  test('every mutating call but signing in and out is closed to the auditor', () => {
    // The configuration is the administrator's alone.
    const own = new Set(['/api/session', '/api/session/password', '/t/{token}', '/api/setup']);
    const acting = routes.filter(({ method, path }) => method !== 'get' && !own.has(path));
    expect(acting.length).toBeGreaterThan(6);
    // The roster is for those who answer for it, everything else for everybody but the auditor.
    const planning = acting.filter(({ access }) => access !== ACTORS);
    for (const { access } of planning) expect(access).toEqual(['leader', 'admin']);
    expect(planning.map(({ path }) => path)).toEqual([
      '/api/duty/overrides',
      '/api/duty/leave',
      '/api/duty/swaps',
      '/api/duty/changes/{id}/withdraw',
      '/api/devices/{id}/mute',
      '/api/devices/{id}/unmute',
      '/api/series/retry',
    ]);
    expect(ACTORS).not.toContain('auditor');
  });

  test('every route × nobody and a false token: 401, unless it is open', async () => {
    let asked = 0;
    for (const route of routes.filter(({ access }) => access !== OPEN)) {
      for (const headers of [
        {},
        { authorization: 'Bearer cg_false' },
        { authorization: 'Basic YTpi' },
        { cookie: 'campus_guard=false' },
      ]) {
        const answer = await world.ask(route.method.toUpperCase(), concrete(route.path), {
          headers,
          body: route.body ? {} : undefined,
        });
        expect([route.path, answer.status]).toEqual([route.path, 401]);
        expect(answer.json).toMatchObject({ error: { code: 'not-signed-in', path: null } });
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(60);
  });

  test('every route × every role: 403 exactly where the role does not reach', async () => {
    const streams = new Set(['/api/live']);
    for (const route of routes.filter(({ path, access }) => access !== OPEN && !streams.has(path))) {
      for (const role of ROLES) {
        const answer = await world.ask(route.method.toUpperCase(), concrete(route.path), {
          as: role,
          body: route.body ? {} : undefined,
        });
        const reaches = route.access.includes(role) && route.only !== 'session';
        expect([route.method, route.path, role, answer.status === 403]).toEqual([
          route.method,
          route.path,
          role,
          !reaches,
        ]);
        expect(answer.status).not.toBe(401);
      }
    }
    expect(world.campus.acts.some(({ person }) => person === 'ma.audit')).toBe(false);
  });

  test('reading is for everybody who is signed in', () => {
    const reads = routes.filter(({ method, access }) => method === 'get' && access !== OPEN);
    expect(reads.length).toBeGreaterThan(7);
    for (const { access, path } of reads) expect(access, path).toEqual(path === '/api/setup' ? ['admin'] : READERS);
    expect(routes.filter(({ path }) => path === '/api/setup').map(({ access }) => access)).toEqual([
      ['admin'],
      ['admin'],
    ]);
  });

  test('a revoked token stops working at once', async () => {
    const token = world.identity.accounts.createToken('he.xin', 'admin');
    const headers = { authorization: `Bearer ${token}` };
    expect((await world.ask('GET', '/api/zones', { headers })).status).toBe(200);
    world.identity.accounts.revokeToken(token);
    expect((await world.ask('GET', '/api/zones', { headers })).status).toBe(401);
  });
});

describe('what does not exist', () => {
  test('an unknown call is 404 as JSON, a wrong method is 405 and says what is allowed', async () => {
    const unknown = await world.ask('GET', '/api/nothing', { as: 'admin' });
    expect(unknown).toMatchObject({ status: 404, json: { error: { code: 'unknown-path' } } });
    for (const path of ['/api/zones', '/api/incidents/x/take', '/healthz', '/t/AAAA', '/api/session']) {
      const answer = await world.ask('PATCH', path, { as: 'admin' });
      expect(answer).toMatchObject({ status: 405, json: { error: { code: 'method-not-allowed' } } });
      expect(answer.headers.get('allow')).toMatch(/GET|POST/);
    }
    expect((await world.ask('DELETE', '/api/ledger', { as: 'admin' })).status).toBe(405);
  });

  test('unknown ids are 404, odd ids are no crash', async () => {
    for (const id of ['nosuch', '%00', '..%2f..%2fetc', '%E4%B8%AD', 'x'.repeat(128)]) {
      expect((await world.ask('GET', `/api/incidents/${id}`, { as: 'duty' })).status).toBe(404);
      expect((await world.ask('POST', `/api/incidents/${id}/take`, { as: 'duty', body: {} })).status).toBe(404);
    }
    expect((await world.ask('GET', '/api/incidents/%zz', { as: 'duty' })).status).toBe(400);
    expect((await world.ask('GET', `/api/incidents/${'x'.repeat(129)}`, { as: 'duty' })).status).toBe(400);
  });
});

describe('headers', () => {
  test('nothing may be framed, loaded from elsewhere, cached or sniffed', async () => {
    const answer = await world.ask('GET', '/api/zones', { as: 'duty' });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect((await world.ask('GET', '/t/AAAA')).headers.get('cache-control')).toBe('no-store');
  });
});
