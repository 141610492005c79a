/**
 * What a node and its bridge say to each other: firmware/node/PROTOCOL.md as types. Numbers are unsigned; times carry their unit.
 * A frame that was read is a claim until `isAuthentic` (mac.ts) has said otherwise: the CRC proves the line, not the sender.
 */

/** Who sends: bound into the MAC, so that a frame can never be played back at its sender. */
export type Side = 'node' | 'host';

/** The supervised loop as the ADC sees it. */
export const LINE_STATES = ['normal', 'pressed', 'open', 'short'] as const;
export type LineState = (typeof LINE_STATES)[number];

/** What the light on the button shows of its newest press; `none`: no receipt yet in this boot. */
export const SHOWN_STATES = ['none', 'recorded', 'notified', 'taken', 'arrived', 'closed'] as const;
export type ShownState = (typeof SHOWN_STATES)[number];

/** How the node reads its own identity: never enrolled, enrolled once and unreadable now, or enrolled. */
export const IDENTITY_STATES = ['blank', 'damaged', 'enrolled'] as const;
export type IdentityState = (typeof IDENTITY_STATES)[number];

export const OUTPUT_PATTERNS = ['panic', 'notice', 'off'] as const;
export type OutputPattern = (typeof OUTPUT_PATTERNS)[number];

export const ENROL_RESULTS = ['stored', 'not-present', 'write-failed', 'bad-id'] as const;
export type EnrolResult = (typeof ENROL_RESULTS)[number];

/** Why the chip last started, as the chip latched it; several may be true, none is unknown. */
export interface ResetCause {
  readonly powerOn: boolean;
  readonly external: boolean;
  readonly brownOut: boolean;
  readonly watchdog: boolean;
}

/** The node's whole state. Sent on every change and until acknowledged, then every 30 s as a heartbeat. */
export interface Snapshot {
  readonly type: 'snapshot';
  /** Names this boot of this node: the frame counter it began with. Grows with every boot. */
  readonly boot: number;
  /** Presses since the node was enrolled; kept over power cuts. */
  readonly presses: number;
  /** Of these, presses in this boot; the other ones were read from the node's memory. */
  readonly sinceBoot: number;
  readonly line: LineState;
  readonly pressed: boolean;
  /** The newest press is not known to be recorded. */
  readonly unacknowledged: boolean;
  readonly lidOpen: boolean;
  /** Pressed for more than 10 s without a break. */
  readonly stuck: boolean;
  readonly quiet: boolean;
  /** The EEPROM does not hold what was written. */
  readonly memoryFault: boolean;
  /** False: the node has no identity and signs with the public key of zeros. */
  readonly enrolled: boolean;
  readonly shown: ShownState;
  readonly reset: ResetCause;
  /** 0–1023, ratio of the loop's voltage to Vcc. */
  readonly adc: number;
  readonly vccMv: number;
  /** Since the newest press was latched; null where that was before this boot (or there was none). */
  readonly pressAgeMs: number | null;
  /** How long the newest press was held, so far or in all; 10 ms steps, ends at 655,350. */
  readonly holdMs: number;
  /** Openings of the lid in this boot, modulo 256: one that came and went between two frames still shows. */
  readonly lidOpenings: number;
  /** Times the line went open or short in this boot, modulo 256. */
  readonly lineFaults: number;
  /** Counter of the newest host frame this node took in this boot; 0: none. The host goes on from here. */
  readonly heard: number;
}

/** Who the node is and how it fares; at boot, with every heartbeat, and when asked. */
export interface Hello {
  readonly type: 'hello';
  readonly boot: number;
  readonly firmwareMajor: number;
  readonly firmwareMinor: number;
  readonly identity: IdentityState;
  readonly reset: ResetCause;
  readonly uptimeS: number;
  /** Host frames by what became of them in this boot, modulo 65,536. */
  readonly taken: number;
  readonly damaged: number;
  readonly forged: number;
  readonly stale: number;
  /** Snapshots sent again for want of an ack, modulo 65,536. */
  readonly resends: number;
  /** EEPROM cells blocks given up as worn. */
  readonly wornSlots: number;
  /** Bytes of stack never touched so far. */
  readonly freeStack: number;
}

/** Answer to `run-selftest`. All true: passed. */
export interface SelfTest {
  readonly type: 'selftest';
  readonly boot: number;
  readonly cipherOk: boolean;
  readonly memoryOk: boolean;
  readonly lineOk: boolean;
  readonly supplyOk: boolean;
  readonly lidOk: boolean;
  readonly adc: number;
  readonly vccMv: number;
}

/** Answer to `enrol`, signed with the key that holds from now on. */
export interface Enrolled {
  readonly type: 'enrolled';
  readonly boot: number;
  readonly node: number;
  readonly result: EnrolResult;
}

/** Cumulative. `seen` is a receipt of the line; `recorded` says that the gateway has presses up to this number on disk. */
export interface Ack {
  readonly type: 'ack';
  readonly boot: number;
  /** Counter of the newest snapshot that arrived. */
  readonly seen: number;
  readonly recorded: number;
}

/** What became of press number `press`; drives light and buzzer. */
export interface Receipt {
  readonly type: 'receipt';
  readonly boot: number;
  readonly press: number;
  readonly state: Exclude<ShownState, 'none'>;
}

/** Buzzer and light as a sounder. `seconds` 0: until told otherwise. */
export interface Output {
  readonly type: 'output';
  readonly boot: number;
  readonly on: boolean;
  readonly seconds: number;
  readonly pattern: OutputPattern;
}

export interface RunSelfTest {
  readonly type: 'run-selftest';
  readonly boot: number;
}

/** No buzzer, and a light that only flashes: somebody may be hiding beside it. */
export interface Quiet {
  readonly type: 'quiet';
  readonly boot: number;
  readonly on: boolean;
}

/** Gives a node its id (1–65,534) and its key (32 bytes). See "Enrolment" in PROTOCOL.md for when a node takes it. */
export interface Enrol {
  readonly type: 'enrol';
  readonly boot: number;
  readonly newNode: number;
  readonly newKey: Uint8Array;
}

/** Asks for a hello and a snapshot, to learn the boot; to node 65,535, signed with the public key, no boot, no counter. */
export interface Who {
  readonly type: 'who';
}

export type NodeBody = Snapshot | Hello | SelfTest | Enrolled;
export type HostBody = Ack | Receipt | Output | RunSelfTest | Quiet | Enrol | Who;
export type Body = NodeBody | HostBody;

/** Low nibble of the first byte. Bit 3 is the direction. */
export const TYPE_CODES = {
  snapshot: 1,
  hello: 2,
  selftest: 3,
  enrolled: 4,
  ack: 8,
  receipt: 9,
  output: 10,
  'run-selftest': 11,
  quiet: 12,
  enrol: 13,
  who: 14,
} as const satisfies Record<Body['type'], number>;

export const sideOf = (type: Body['type']): Side => (TYPE_CODES[type] & 8 ? 'host' : 'node');

/** Address of a node that has none yet. */
export const UNENROLLED = 0;
/** Every node answers `who` to this address. */
export const EVERY_NODE = 0xffff;
/** Public, and known to everybody: what it signs is proved to be undamaged, not to be genuine. */
export const PUBLIC_KEY = new Uint8Array(32);

export const PROTOCOL_VERSION = 1;
/** ver|type, node, counter. */
export const HEADER_BYTES = 7;
export const MAC_BYTES = 8;
export const CRC_BYTES = 2;
/** On the wire a frame has at most 64 bytes: packet, one byte of stuffing, a delimiter before and one after. */
export const PACKET_LIMIT_BYTES = 61;

export interface Frame<B extends Body = Body> {
  readonly node: number;
  /** Grows with every frame of its sender; see "Replay" in PROTOCOL.md. */
  readonly counter: number;
  readonly body: B;
}

/** A frame that came off the line whole. `signed` and `mac` are what `isAuthentic` compares. */
export interface ReceivedFrame<B extends Body = Body> extends Frame<B> {
  readonly kind: 'frame';
  readonly signed: Uint8Array;
  readonly mac: Uint8Array;
}

/** Why bytes between two delimiters are no frame. `direction`: whole, but of the sender's own side (an echo, crossed wires). */
export type GarbageReason =
  | 'too-long'
  | 'too-short'
  | 'cobs'
  | 'crc'
  | 'version'
  | 'type'
  | 'direction'
  | 'length'
  | 'value';

/** Bytes that mean nothing: counted, never silently gone. */
export interface Garbage {
  readonly kind: 'garbage';
  readonly reason: GarbageReason;
  readonly bytes: number;
}
