/** How a sink is described: one of three InfluxDB versions, differing in where lines go and how we show who we are. */

export interface InfluxSinkConfig {
  readonly id: string;
  readonly version: 1 | 2 | 3;
  /** Without a path that InfluxDB knows; a reverse proxy may have one of its own. */
  readonly url: string;
  /** Versions 2 and 3. */
  readonly token: string | null;
  /** Version 2: organisation. */
  readonly org: string | null;
  /** Version 1, where it asks for a user. */
  readonly user: string | null;
  readonly password: string | null;
  /** Version 1: the database; 2 and 3: what the names of the buckets begin with. */
  readonly database: string;
  /** For a sink behind a thin line; on a LAN it only costs CPU. */
  readonly gzip: boolean;
  /** Over DNS, connect, TLS, sending and the answer. */
  readonly timeoutMs: number;
}
