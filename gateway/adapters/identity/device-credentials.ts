/** Identity per device (docs/adr/0004-identity.md): answers from memory, stores no secret, can print the same one again. */

import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import { DEVICE_ID } from '../../contract/mqtt.ts';
import type { DeviceIdentity } from '../../ports/device-link.ts';
import { IdentityError } from './identity-error.ts';
import { type KeyRing, keyedHash, sameBytes } from './key-ring.ts';
import type { Register } from './register.ts';
import type { DeviceRow } from './rows.ts';
import { runWrites } from './statements.ts';

export interface DeviceCredential {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

const NONCE_BYTES = 16;
const NOBODY = Buffer.alloc(32);

export class DeviceCredentials implements DeviceIdentity {
  readonly #db: Database.Database;
  readonly #keys: KeyRing;
  readonly #register: Register;

  constructor(db: Database.Database, keys: KeyRing, register: Register) {
    this.#db = db;
    this.#keys = keys;
    this.#register = register;
  }

  /** Constant-time, the same work for an unknown device; about 6 µs, so that 5,000 devices reconnecting cost 30 ms. */
  verifySecret(device: string, secret: string): boolean {
    this.#register.refresh();
    const row = this.#register.devices.get(device);
    const stored = row?.revoked === false ? row.secretHash : null;
    const same = sameBytes(keyedHash(this.#keys.pepper, 'secret', device, secret), stored ?? NOBODY);
    return same && stored !== null;
  }

  /** May this id connect by a client certificate of the local CA? */
  knows(device: string): boolean {
    this.#register.refresh();
    const row = this.#register.devices.get(device);
    return row !== undefined && row.certified && !row.revoked;
  }

  /** The device's user name and password, made on first use and the same on every later call. Command line only: writes with fsync. */
  credential(device: string): DeviceCredential {
    this.#register.reload();
    if (this.#register.devices.get(checked(device))?.secretHash) return this.#issueAgain(device);
    // Two commands may ask for the same device at once: the second must see the first one's nonce.
    return this.#db.transaction(() => this.#issueAgain(device)).immediate();
  }

  /** A new password; the old one stops working at once. Also lets a revoked device in again. */
  rotate(device: string): DeviceCredential {
    this.#register.reload();
    return this.#issue(checked(device), randomBytes(NONCE_BYTES), this.#register.devices.get(device));
  }

  /** Neither password nor certificate of this device is accepted any more. */
  revoke(device: string): void {
    this.#store({ id: checked(device), nonce: null, secretHash: null, certified: false, revoked: true });
  }

  /** Lets the device connect by a certificate of the local CA. */
  certify(device: string): void {
    this.#register.reload();
    const row = this.#register.devices.get(checked(device));
    if (row?.revoked)
      throw new IdentityError('device-revoked', `device ${device} is revoked: rotate its credential first`);
    this.#store({
      id: device,
      nonce: row?.nonce ?? null,
      secretHash: row?.secretHash ?? null,
      certified: true,
      revoked: false,
    });
  }

  /** Devices whose credential was made, replaced or revoked after `revision`, and the newest revision there is. Never throws. */
  changedSince(revision: number): { readonly revision: number; readonly changed: readonly string[] } {
    this.#register.refresh();
    const rows = [...this.#register.devices.values()].filter(({ rev }) => rev > revision);
    return {
      revision: rows.reduce((newest, { rev }) => Math.max(newest, rev), revision),
      changed: rows.map(({ id }) => id),
    };
  }

  /** Which devices have a credential or certificate, by id. */
  list(): readonly {
    readonly device: string;
    readonly secret: boolean;
    readonly certificate: boolean;
    readonly revoked: boolean;
  }[] {
    this.#register.refresh();
    return [...this.#register.devices.values()].map(({ id, secretHash, certified, revoked }) => {
      return { device: id, secret: secretHash !== null, certificate: certified, revoked };
    });
  }

  #issueAgain(device: string): DeviceCredential {
    this.#register.reload();
    const row = this.#register.devices.get(device);
    if (row?.revoked) {
      throw new IdentityError(
        'device-revoked',
        `device ${device} is revoked: rotate its credential to let it in again`,
      );
    }
    return this.#issue(device, row?.nonce ?? randomBytes(NONCE_BYTES), row);
  }

  #issue(device: string, nonce: Buffer, row: DeviceRow | undefined): DeviceCredential {
    const password = keyedHash(this.#keys.device, 'device', device, nonce).toString('base64url');
    const secretHash = keyedHash(this.#keys.pepper, 'secret', device, password);
    const stored = row?.revoked === false ? row.secretHash : null;
    const unchanged = stored !== null && sameBytes(stored, secretHash);
    if (!unchanged) this.#store({ id: device, nonce, secretHash, certified: row?.certified ?? false, revoked: false });
    return { clientId: device, username: device, password };
  }

  #store(row: Omit<DeviceRow, 'rev'>): void {
    const values = [row.id, row.nonce, row.secretHash, row.certified ? 1 : 0, row.revoked ? 1 : 0];
    runWrites(this.#db, [{ name: 'device', values }]);
    this.#register.reload();
  }
}

function checked(device: string): string {
  if (DEVICE_ID.test(device)) return device;
  throw new IdentityError('bad-device-id', 'a device id is a-z, 0-9, dot, dash and underscore, at most 64 characters');
}
