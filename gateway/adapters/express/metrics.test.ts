import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpWorld } from '../../../test/kit/http-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await HttpWorld.open();
});
afterAll(() => world.close());

const LINE =
  /^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*)\})? (NaN|[+-]Inf|-?[0-9.e+-]+)$/;

describe('metrics', () => {
  test('are text that Prometheus reads: every sample under its HELP and TYPE, escaped', async () => {
    const { text, headers, status } = await world.ask('GET', '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(text.endsWith('\n')).toBe(true);
    let family = '';
    let samples = 0;
    for (const line of text.trimEnd().split('\n')) {
      const declared = /^# (?:HELP|TYPE) (\S+) .+$/.exec(line);
      if (declared !== null) {
        family = declared[1] ?? '';
        continue;
      }
      const name = LINE.exec(line)?.groups?.['name'] ?? `does not read: ${line}`;
      expect(name.replace(/_(bucket|sum|count)$/, '')).toBe(family);
      samples += 1;
    }
    expect(samples).toBeGreaterThan(12);
    expect(text).toContain(
      '# HELP campus_guard_devices_online Devices heard within their limit,\\nby "kind" \\\\ zone.',
    );
    expect(text).toContain('campus_guard_devices_online{kind="button",zone="a\\"b\\\\c\\nd"} 4');
    expect(text).toContain('campus_guard_commit_seconds_bucket{le="+Inf"} 5');
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} [0-9.e+-]+$`, 'm'));
    }
  });

  test('requests are counted by route, never by what somebody typed', async () => {
    await world.ask('GET', '/api/incidents/typed-by-somebody', { as: 'duty' });
    const { text } = await world.ask('GET', '/metrics');
    expect(text).toMatch(
      /campus_guard_http_requests_total\{method="GET",route="\/api\/incidents\/\{id\}",status="404"\} 1/,
    );
    expect(text).not.toContain('typed-by-somebody');
  });
});

describe('health', () => {
  test('alive is not ready', async () => {
    expect(await world.ask('GET', '/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await world.ask('GET', '/readyz')).toMatchObject({ status: 200, json: { ready: true, why: [] } });
    world.campus.readiness = { ok: false, why: ['journal: read-only'] };
    expect(await world.ask('GET', '/readyz')).toMatchObject({
      status: 503,
      json: { ready: false, why: ['journal: read-only'] },
    });
    expect((await world.ask('GET', '/healthz')).status).toBe(200);
  });
});
