/** Where the bridge says how it is; pino's way of speaking. Never a key, never a card number. */
export interface BridgeLog {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}
