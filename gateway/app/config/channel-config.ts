/** What the configuration needs of every channel, whatever its type. */
export interface ChannelConfig {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly local: boolean;
  readonly enabled: boolean;
}
