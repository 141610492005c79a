import { deadQuery } from '../../../contract/series-api.ts';
import { HttpProblem } from '../problem.ts';
import { numberPage, seqAfter } from '../paging.ts';
import { actorOf, READERS, type Route, route, type Services } from '../route.ts';
import { BODIES, SCHEMAS } from '../schemas.ts';

/** The time-series export: how each sink stands, and the lines it refused. */
export function seriesRoutes({ campus, series, now }: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/api/series',
      summary: 'The time-series sinks and how far each is behind.',
      access: READERS,
      responses: { 200: { description: 'Every configured sink.', schema: SCHEMAS.SinkList } },
      handler: () => {
        const items = (series?.views() ?? []).map(({ sink, oldestMs, silentMs: _silentMs, ...view }) => ({
          id: sink,
          ...view,
          lagSeconds: oldestMs === null ? 0 : Math.max(0, (now() - oldestMs) / 1000),
        }));
        return { status: 200, json: { items, next: null } };
      },
    }),
    route({
      method: 'get',
      path: '/api/series/dead',
      summary: 'Lines that a sink refused, oldest first.',
      access: READERS,
      query: deadQuery,
      responses: { 200: { description: 'A page of dead lines.', schema: SCHEMAS.DeadLineList } },
      handler: async ({ query }) => {
        const after = seqAfter(query.cursor) ?? 0;
        const found = (await series?.dead({ sink: query.sink, after, limit: query.limit + 1 })) ?? [];
        const { items, next } = numberPage(found, query.limit);
        const shown = items.map(({ atMs, ...line }) => ({ ...line, at: new Date(atMs).toISOString() }));
        return { status: 200, json: { items: shown, next } };
      },
    }),
    route({
      method: 'post',
      path: '/api/series/retry',
      summary: 'Puts refused lines back, for their sink only.',
      access: ['leader', 'admin'],
      body: BODIES.SeriesRetry,
      responses: {
        200: { description: 'How many were put back.', schema: SCHEMAS.Retried },
        409: { description: 'No sink is configured.', schema: SCHEMAS.Error },
      },
      handler: async (call) => {
        if (series === null) throw new HttpProblem(409, 'no-sink', 'no time-series sink is configured');
        const count = await series.retry(call.body);
        const actor = `person:${actorOf(call)}`;
        campus.note(actor, { kind: 'lines-retried', sink: call.body.sink ?? null, count });
        return { status: 200, json: { count } };
      },
    }),
  ];
}
