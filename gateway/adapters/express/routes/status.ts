/** For machines that watch the gateway: no sign-in, no names of people. */

import type { Metric } from '../../../ports/campus.ts';
import { METRICS_TYPE, renderMetric } from '../metrics.ts';
import { OPEN, type Route, route, type Services } from '../route.ts';
import { SCHEMAS } from '../schemas.ts';

export interface OwnMetrics {
  /** Without the product's prefix. */
  ours(): readonly Metric[];
  /** Under their own names. */
  process(): readonly Metric[];
}

export function statusRoutes({ campus }: Services, metrics: OwnMetrics, openapi: () => unknown): readonly Route[] {
  const described = { access: OPEN, method: 'get' } as const;
  return [
    route({
      ...described,
      path: '/healthz',
      summary: 'Alive.',
      responses: { 200: { description: 'The process answers.', schema: SCHEMAS.Alive } },
      handler: () => ({ status: 200, json: { status: 'ok' } }),
    }),
    route({
      ...described,
      path: '/readyz',
      summary: 'Ready: journal writable, broker listening.',
      responses: {
        200: { description: 'Ready.', schema: SCHEMAS.Ready },
        503: { description: 'Not ready, and why.', schema: SCHEMAS.Ready },
      },
      handler: () => {
        const { ok, why } = campus.ready();
        return { status: ok ? 200 : 503, json: { ready: ok, why } };
      },
    }),
    route({
      ...described,
      path: '/metrics',
      summary: 'Counters and gauges for Prometheus.',
      responses: { 200: { description: 'Prometheus text format 0.0.4.', type: METRICS_TYPE } },
      handler: () => {
        const ours = [...campus.metrics(), ...metrics.ours()].map((metric) => renderMetric(metric));
        const own = metrics.process().map((metric) => renderMetric(metric, ''));
        return { status: 200, text: [...ours, ...own].join(''), type: METRICS_TYPE };
      },
    }),
    route({
      ...described,
      path: '/api/openapi.json',
      summary: 'This interface as OpenAPI 3.1.',
      responses: { 200: { description: 'The document.', type: 'application/json' } },
      handler: () => ({ status: 200, json: openapi() }),
    }),
  ];
}
