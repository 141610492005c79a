/** Devices that nobody has named, and the mute of one that needs replacing. */

import { listQuery } from '../../../contract/api.ts';
import type { Role } from '../../../core/school.ts';
import type { MuteResult } from '../../../ports/upkeep.ts';
import { idPage } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { actorOf, idParams, READERS, type Reply, type Route, route, type Services } from '../route.ts';
import { BODIES, SCHEMAS } from '../schemas.ts';

/** Those who answer for the devices. */
const KEEPERS: readonly Role[] = ['leader', 'admin'];

const MESSAGES: Record<Extract<MuteResult, { ok: false }>['why'], string> = {
  'unknown-device': 'no such device',
  'over-already': 'that moment has passed',
  'too-long': 'it would last longer than 90 days',
  'not-muted': 'the device is not muted',
};

function toReply(result: MuteResult): Reply {
  if (result.ok) return { status: result.muted.stored ? 200 : 202, json: result.muted };
  const { why } = result;
  const status = why === 'unknown-device' ? 404 : why === 'not-muted' ? 409 : 400;
  throw new HttpProblem(
    status,
    why,
    MESSAGES[why],
    why === 'unknown-device' || why === 'not-muted' ? {} : { path: 'until' },
  );
}

const RESPONSES = {
  200: { description: 'Done and on disk.', schema: SCHEMAS.Muted },
  202: { description: 'Done, but the disk has not taken it yet.', schema: SCHEMAS.Muted },
  404: { description: 'No such device.', schema: SCHEMAS.Error },
} as const;

export function upkeepRoutes({ campus }: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/api/unknown-devices',
      summary: 'Devices behind bridges that nobody has named: their last message, and a profile that would fit.',
      access: READERS,
      query: listQuery,
      responses: { 200: { description: 'A page of unknown devices, by id.', schema: SCHEMAS.UnknownDeviceList } },
      handler: ({ query }) => ({ status: 200, json: idPage(campus.unknownDevices(), query.limit, query.cursor) }),
    }),
    route({
      method: 'post',
      path: '/api/devices/{id}/mute',
      summary:
        'Mute the faults of a device that needs replacing, with a reason and an end. Its presses alarm all the same.',
      access: KEEPERS,
      params: idParams,
      body: BODIES.Mute,
      responses: RESPONSES,
      handler: async (call) => {
        const { until, reason } = call.body;
        return toReply(
          await campus.muteAct(actorOf(call), call.params.id, { type: 'mute', untilMs: Date.parse(until), reason }),
        );
      },
    }),
    route({
      method: 'post',
      path: '/api/devices/{id}/unmute',
      summary: 'End the mute of a device: what is wrong with it is told again.',
      access: KEEPERS,
      params: idParams,
      body: BODIES.Unmute,
      responses: { ...RESPONSES, 409: { description: 'It is not muted.', schema: SCHEMAS.Error } },
      handler: async (call) =>
        toReply(await campus.muteAct(actorOf(call), call.params.id, { type: 'unmute', reason: call.body.reason })),
    }),
  ];
}
