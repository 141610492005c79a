/** Who is at the other end: decided from CONNECT alone, in memory, before Aedes hears of the connection (promise 8). */

import { DEVICE_ID, EVENT_LIMIT_BYTES, eventTopic } from '../../contract/mqtt.ts';
import type { AccessOf, DeviceIdentity } from '../../ports/device-link.ts';
import type { Connect, Will } from './connect-packet.ts';
import { takesIn } from './filter.ts';
import type { BrokerLimits } from './limits.ts';
import type { Refusal } from './refusal.ts';

/** What the transport itself proves. */
export type Certificate =
  | { readonly state: 'none' }
  | { readonly state: 'trusted'; readonly commonName: string }
  | { readonly state: 'untrusted' };

/** CONNACK return codes, MQTT 3.1.1 table 3.1. */
export const CONNACK = { level: 1, identifier: 2, credential: 4, notAuthorized: 5 } as const;

export type SignIn =
  | { readonly ok: true; readonly device: string }
  /** `device` is set only where the credential was right: nobody is blamed for another's knocking. */
  | { readonly ok: false; readonly code: number; readonly what: Refusal; readonly device: string | null };

export function signIn(
  connect: Connect,
  certificate: Certificate,
  identity: DeviceIdentity,
  limits: BrokerLimits,
  accessOf: AccessOf,
): SignIn {
  // A bridge makes up a client id of its own: its user name says who it is.
  const access = connect.userName === null ? null : accessOf(connect.userName);
  const device = access === null ? connect.clientId : (connect.userName ?? '');
  if (!DEVICE_ID.test(device)) return refusal(CONNACK.identifier, 'client-id'); // [MQTT-3.1.3-9], stricter: never empty
  if (connect.userName !== null && connect.userName !== device) return refusal(CONNACK.notAuthorized, 'client-id');
  const proof = proves(device, connect, certificate, identity);
  if (proof !== 'yes') {
    return refusal(proof === 'certificate' ? CONNACK.notAuthorized : CONNACK.credential, proof);
  }
  const seconds = connect.keepAliveSeconds;
  if (seconds < limits.keepAliveMinSeconds || seconds > limits.keepAliveMaxSeconds) {
    return refusal(CONNACK.notAuthorized, 'keep-alive', device);
  }
  const granted = access?.publish ?? [];
  if (connect.will !== null && !mayLeave(connect.will, device, granted))
    return refusal(CONNACK.notAuthorized, 'will', device);
  return { ok: true, device };
}

function proves(
  device: string,
  connect: Connect,
  certificate: Certificate,
  identity: DeviceIdentity,
): 'yes' | 'certificate' | 'credential' {
  if (certificate.state === 'untrusted') return 'certificate';
  if (certificate.state === 'trusted') {
    return certificate.commonName === device && identity.knows(device) ? 'yes' : 'certificate';
  }
  if (connect.userName === null || connect.password === null) return 'credential';
  return identity.verifySecret(device, connect.password.toString('utf8')) ? 'yes' : 'credential';
}

const mayLeave = (will: Will, device: string, granted: readonly string[]): boolean => {
  if (will.qos > 1 || will.payload.length > EVENT_LIMIT_BYTES) return false;
  return (will.topic === eventTopic(device) && !will.retain) || granted.some((filter) => takesIn(filter, will.topic));
};

const refusal = (code: number, what: Refusal, device: string | null = null): SignIn => ({
  ok: false,
  code,
  what,
  device,
});
