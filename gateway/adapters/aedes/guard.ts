/** No exception of a handler may end the process or a connection's work: it is counted, and the message stays unacknowledged. */

import type { AccessOf, DeviceIdentity, LinkEvents } from '../../ports/device-link.ts';
import type { Counters } from './counters.ts';

export function guardEvents(events: LinkEvents, counters: Counters): LinkEvents {
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch {
      counters.add('handler_errors');
    }
  };
  return {
    event: (inbound, acknowledge) => {
      try {
        events.event(inbound, acknowledge);
      } catch {
        counters.add('handler_errors');
        acknowledge('drop');
      }
    },
    alive: (device) => guarded(() => events.alive(device)),
    connected: (device, address) => guarded(() => events.connected(device, address)),
    disconnected: (device, why) => guarded(() => events.disconnected(device, why)),
    listening: (device) => guarded(() => events.listening(device)),
    refused: (who, what) => guarded(() => events.refused(who, what)),
  };
}

/** Whose grants cannot be told has none. */
export function guardAccess(accessOf: AccessOf, counters: Counters): AccessOf {
  return (link) => {
    try {
      return accessOf(link);
    } catch {
      counters.add('handler_errors');
      return null;
    }
  };
}

/** Who cannot be checked is not let in. */
export function guardIdentity(identity: DeviceIdentity, counters: Counters): DeviceIdentity {
  const guarded = (check: () => boolean): boolean => {
    try {
      return check();
    } catch {
      counters.add('handler_errors');
      return false;
    }
  };
  return {
    verifySecret: (device, secret) => guarded(() => identity.verifySecret(device, secret)),
    knows: (device) => guarded(() => identity.knows(device)),
  };
}
