export type IdentityErrorCode =
  | 'key-damaged'
  | 'key-unwritable'
  | 'bad-device-id'
  | 'device-revoked'
  | 'unknown-device'
  | 'bad-id'
  | 'newer-schema'
  | 'odd-row'
  | 'damaged'
  | 'writer';

/** An unexpected state of the identity store. Messages carry ids and file names, never a secret. */
export class IdentityError extends Error {
  readonly code: IdentityErrorCode;
  constructor(code: IdentityErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IdentityError';
    this.code = code;
  }
}
