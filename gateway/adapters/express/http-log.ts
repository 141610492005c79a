/** What this adapter needs of a log; pino fits. */
export interface HttpLog {
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}
