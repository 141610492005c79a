import { whoIs } from '../authenticate.ts';
import type { LiveHub } from '../live-hub.ts';
import { actorOf, READERS, type Route, route, type Services } from '../route.ts';

/** Server-Sent Events; see `LiveHub`. */
export function liveRoutes({ accounts }: Services, hub: LiveHub): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/api/live',
      summary: 'Live events: incident, device, round, duty, gateway. Resumes with Last-Event-ID.',
      access: READERS,
      responses: {
        200: { description: 'A stream of Server-Sent Events.', type: 'text/event-stream' },
        503: { description: 'Too many live connections.' },
      },
      handler: (call) => {
        const { request } = call;
        const person = actorOf(call);
        hub.admit(person);
        const last = request.headers['last-event-id'];
        const mayStay = (): boolean => whoIs(request, accounts)?.person === person;
        return { stream: (response) => hub.join(response, person, typeof last === 'string' ? last : null, mayStay) };
      },
    }),
  ];
}
